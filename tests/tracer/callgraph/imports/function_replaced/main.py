import backprop
import execute


def train():
    execute.record()
    execute.run()
