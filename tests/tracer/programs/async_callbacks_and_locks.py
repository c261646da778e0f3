"""Coroutine functions in tables, wrapped coroutines."""
import asyncio
import functools


async def work(n):
    return n


def timed(function):
    @functools.wraps(function)
    async def wrapper(*args):
        start()
        return await function(*args)

    return wrapper


def start():
    return 0


@timed
async def slow(n):
    return helper(n)


def helper(n):
    return n


HANDLERS = {"work": work, "slow": slow}


async def main():
    await work(1)
    await slow(2)
    await HANDLERS["work"](3)


asyncio.run(main())
