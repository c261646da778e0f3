import asyncio
from contextlib import asynccontextmanager


class Connection:
    async def __aenter__(self):
        await self.open()
        return self

    async def __aexit__(self, *error):
        await self.close()

    async def open(self): ...

    async def close(self): ...

    def send(self): ...


class Ticker:
    def __init__(self):
        self.left = 2

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.tick()

    def tick(self):
        return Event()


class Event:
    def handle(self): ...


async def events():
    yield Event()


@asynccontextmanager
async def session():
    yield Connection()


async def fetch(number):
    return Event()


async def main():
    async with Connection() as connection:
        connection.send()
    async for event in Ticker():
        event.handle()
    async for event in events():
        event.handle()
    async with session() as other:
        other.send()
    (await fetch(1)).handle()
    [event.handle() async for event in events()]


asyncio.run(main())
