import helper
from helper import go


def main():
    helper.start()
    go()


main()
