import asyncio
import functools


def retry(times, on_error):
    def decorate(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            for _ in range(times):
                try:
                    return await function(*args, **kwargs)
                except ValueError as error:
                    on_error(error)

        return wrapper

    return decorate


def log(error): ...


class Client:
    failed = False

    @retry(2, on_error=log)
    async def get(self, path):
        if not self.failed:
            self.failed = True
            raise ValueError
        return self.parse(path)

    def parse(self, path):
        return path


async def main():
    await Client().get("a")


asyncio.run(main())
