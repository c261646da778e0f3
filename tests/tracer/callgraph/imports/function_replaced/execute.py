def record():
    """Replaced where gradients are wanted."""


def run():
    record()
