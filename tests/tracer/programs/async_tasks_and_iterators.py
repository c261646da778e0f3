"""Coroutines, tasks, asynchronous iteration and managers."""
import asyncio


async def fetch(n):
    return parse(n)


def parse(n):
    return n


class Source:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return Item(self.n)


class Item:
    def __init__(self, n):
        self.n = n

    def use(self):
        return self.n


class Session:
    async def __aenter__(self):
        await self.open()
        return self

    async def __aexit__(self, *exc):
        await self.close()

    async def open(self):
        return None

    async def close(self):
        return None

    async def get(self):
        return await fetch(1)


async def numbers():
    for i in range(2):
        yield Item(i)


async def main():
    await fetch(2)
    async for item in Source(1):
        item.use()
    async with Session() as session:
        await session.get()
    async for item in numbers():
        item.use()
    return [item.use() async for item in numbers()]


asyncio.run(main())
