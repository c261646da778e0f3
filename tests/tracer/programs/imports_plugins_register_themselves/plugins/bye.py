from plugins import registry


@registry.register("bye")
def bye():
    return "bye"
