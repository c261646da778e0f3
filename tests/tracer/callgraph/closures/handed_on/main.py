class Trainer:
    def make(self, step):
        def one_step(data):
            return self.strategy.run(step, args=(data,))

        def function(rows):
            for row in rows:
                one_step(row)

        return function

    def train_step(self, data):
        pass

    def test_step(self, data):
        pass

    def fit(self, rows):
        train = self.make(self.train_step)
        train(rows)

    def evaluate(self, rows):
        test = self.make(self.test_step)
        test(rows)
