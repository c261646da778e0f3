class S:
    def __eq__(self, other): return True
    def __contains__(self, item): return True
    def __lt__(self, other): return True
s = S()
s == 1
1 in s
s < 2
