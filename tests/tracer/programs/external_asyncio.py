import asyncio


class Thing:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        pass

    def use(self): ...


class Stream:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


async def work():
    return Thing()


async def numbers():
    yield Thing()


async def main():
    thing = await work()
    thing.use()
    async with Thing() as other:
        other.use()
    async for x in Stream():
        pass
    async for y in numbers():
        y.use()
    [z.use() async for z in numbers()]


coroutine = main()
try:
    coroutine.send(None)
except StopIteration:
    pass
