import sys


def main():
    pass


def other():
    pass


def third():
    pass


if __name__ == "__main__":
    main()
else:
    other()

if len(sys.argv) > 1 and "__main__" == __name__:
    third()
