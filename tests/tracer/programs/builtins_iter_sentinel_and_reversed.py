class Source:
    def __init__(self, chunks):
        self.chunks = chunks

    def read(self):
        return self.chunks.pop() if self.chunks else None


class Chunk:
    def size(self): ...


class Stack:
    def __len__(self):
        return 1

    def __getitem__(self, index):
        return Chunk()


class Backwards:
    def __reversed__(self):
        return iter([Chunk()])


def main():
    for chunk in iter(Source([Chunk()]).read, None):
        chunk.size()
    for chunk in reversed(Stack()):
        chunk.size()
    for chunk in reversed(Backwards()):
        chunk.size()


main()
