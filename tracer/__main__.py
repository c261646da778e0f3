"""`python -m tracer`."""

from tracer.cli import exit_with_status

if __name__ == "__main__":
    exit_with_status()
