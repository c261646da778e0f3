def run():
    pass


class Runner:
    def go(self):
        pass
