class Root:
    def run(self):
        helper()
        return self.step()

    def step(self):
        raise NotImplementedError


def helper():
    return 1
