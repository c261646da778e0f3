"""Imports that may fail, that depend on the version, and a guard of what runs as a script."""
import sys

try:
    import not_there_at_all as fast
except ImportError:
    import slow as fast

if sys.version_info >= (3, 0):
    from modern import run
else:
    from ancient import run

try:
    from slow import missing_name
except ImportError:
    missing_name = None


def main():
    fast.compute()
    run()
    return late()


def late():
    import modern as m

    return m.helper()


if __name__ == "__main__":
    main()
