"""Managers and caches of the library that a project's own decorators put around its functions."""

import contextlib
import functools


def marked(target, decorated):
    decorated.target = target
    return decorated


def manager(target):
    decorated = contextlib.contextmanager(target)
    return marked(target, decorated)


def remembered(function):
    return functools.lru_cache(maxsize=8)(function)


def enter_0():
    return 0


@manager
def opened_0():
    enter_0()
    yield Kind0()


class Kind0:
    def go(self):
        return 0

    @manager
    def scope(self):
        enter_0()
        yield self


@remembered
def cached_0():
    return enter_0()


def use_0():
    with opened_0() as kind:
        kind.go()
    with Kind0().scope() as same:
        same.go()
    cached_0()


use_0()


def enter_1():
    return 1


@manager
def opened_1():
    enter_1()
    yield Kind1()


class Kind1:
    def go(self):
        return 1

    @manager
    def scope(self):
        enter_1()
        yield self


@remembered
def cached_1():
    return enter_1()


def use_1():
    with opened_1() as kind:
        kind.go()
    with Kind1().scope() as same:
        same.go()
    cached_1()


use_1()


def enter_2():
    return 2


@manager
def opened_2():
    enter_2()
    yield Kind2()


class Kind2:
    def go(self):
        return 2

    @manager
    def scope(self):
        enter_2()
        yield self


@remembered
def cached_2():
    return enter_2()


def use_2():
    with opened_2() as kind:
        kind.go()
    with Kind2().scope() as same:
        same.go()
    cached_2()


use_2()


def enter_3():
    return 3


@manager
def opened_3():
    enter_3()
    yield Kind3()


class Kind3:
    def go(self):
        return 3

    @manager
    def scope(self):
        enter_3()
        yield self


@remembered
def cached_3():
    return enter_3()


def use_3():
    with opened_3() as kind:
        kind.go()
    with Kind3().scope() as same:
        same.go()
    cached_3()


use_3()


def enter_4():
    return 4


@manager
def opened_4():
    enter_4()
    yield Kind4()


class Kind4:
    def go(self):
        return 4

    @manager
    def scope(self):
        enter_4()
        yield self


@remembered
def cached_4():
    return enter_4()


def use_4():
    with opened_4() as kind:
        kind.go()
    with Kind4().scope() as same:
        same.go()
    cached_4()


use_4()


def enter_5():
    return 5


@manager
def opened_5():
    enter_5()
    yield Kind5()


class Kind5:
    def go(self):
        return 5

    @manager
    def scope(self):
        enter_5()
        yield self


@remembered
def cached_5():
    return enter_5()


def use_5():
    with opened_5() as kind:
        kind.go()
    with Kind5().scope() as same:
        same.go()
    cached_5()


use_5()


def enter_6():
    return 6


@manager
def opened_6():
    enter_6()
    yield Kind6()


class Kind6:
    def go(self):
        return 6

    @manager
    def scope(self):
        enter_6()
        yield self


@remembered
def cached_6():
    return enter_6()


def use_6():
    with opened_6() as kind:
        kind.go()
    with Kind6().scope() as same:
        same.go()
    cached_6()


use_6()


def enter_7():
    return 7


@manager
def opened_7():
    enter_7()
    yield Kind7()


class Kind7:
    def go(self):
        return 7

    @manager
    def scope(self):
        enter_7()
        yield self


@remembered
def cached_7():
    return enter_7()


def use_7():
    with opened_7() as kind:
        kind.go()
    with Kind7().scope() as same:
        same.go()
    cached_7()


use_7()


def enter_8():
    return 8


@manager
def opened_8():
    enter_8()
    yield Kind8()


class Kind8:
    def go(self):
        return 8

    @manager
    def scope(self):
        enter_8()
        yield self


@remembered
def cached_8():
    return enter_8()


def use_8():
    with opened_8() as kind:
        kind.go()
    with Kind8().scope() as same:
        same.go()
    cached_8()


use_8()


def enter_9():
    return 9


@manager
def opened_9():
    enter_9()
    yield Kind9()


class Kind9:
    def go(self):
        return 9

    @manager
    def scope(self):
        enter_9()
        yield self


@remembered
def cached_9():
    return enter_9()


def use_9():
    with opened_9() as kind:
        kind.go()
    with Kind9().scope() as same:
        same.go()
    cached_9()


use_9()
