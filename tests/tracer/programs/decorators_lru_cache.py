from functools import cache, lru_cache


@lru_cache(maxsize=None)
def one():
    return Thing()


@lru_cache
def two():
    return one()


@cache
def three():
    return two()


class Thing:
    @lru_cache
    def use(self):
        pass


three().use()
one.cache_clear()
