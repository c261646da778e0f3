from ext import Base
class Own(Base):
    def run(self):
        self.prepare()
Own().run()
