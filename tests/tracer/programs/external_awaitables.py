import asyncio


class Result:
    def shown(self):
        return 1


class Ready:
    def __await__(self):
        yield from ()
        return Result()


class Steps:
    def __init__(self):
        self.left = 2

    def __iter__(self):
        return self

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return None


class Stepped:
    def __await__(self):
        return Steps()


async def made():
    return Ready()


async def of_coroutine():
    ready = await made()
    return ready


async def main():
    result = await Ready()
    result.shown()
    await Stepped()
    found = await (await of_coroutine())
    found.shown()


asyncio.run(main())
