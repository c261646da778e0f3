def down(n):
    down(n)
down(1)
