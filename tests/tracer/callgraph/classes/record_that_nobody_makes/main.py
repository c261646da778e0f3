from dataclasses import dataclass


def first():
    return 1


@dataclass
class Record:
    hook: object = first


def use(record: Record):
    return record.hook()
