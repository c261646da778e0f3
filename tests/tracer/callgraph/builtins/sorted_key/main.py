def weight(word):
    return len(word)
sorted(["bb", "a"], key=weight)
