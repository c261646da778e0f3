class Machine:
    def start(self):
        pass

    def stop(self):
        pass

    table = {"start": start, "stop": stop}

    def run(self, what):
        self.table[what](self)


Machine().run("start")
Machine().run("stop")
