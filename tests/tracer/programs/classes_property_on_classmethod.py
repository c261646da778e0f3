class Config:
    @classmethod
    def load(cls):
        return cls()

    @staticmethod
    def read():
        return Config()

    @property
    def other(self):
        return self.load()

    def use(self):
        pass


Config.load().other.use()
Config().read().use()
Config.read().load().use()
