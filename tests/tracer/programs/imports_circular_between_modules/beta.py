class Beta:
    def work(self, alpha):
        return alpha.done()

    def back(self):
        from alpha import make

        return make().done()
