from ..helper import help_out


def dive():
    help_out()
