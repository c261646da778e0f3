"""The same input gives the same graph, byte for byte: however the store was filled before, and with whatever seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.tracer.repositories import write

SOURCE = {
    "zoo/__init__.py": "from zoo.animals import Cat, Dog\n",
    "zoo/animals.py": """
from zoo.sounds import loud, quiet

class Animal:
    def speak(self, how):
        return how(self)

    @property
    def name(self):
        return type(self).__name__

class Cat(Animal):
    def speak(self, how=quiet):
        return super().speak(how)

class Dog(Animal):
    def speak(self, how=loud):
        return super().speak(how)

KINDS = {"cat": Cat, "dog": Dog}
""",
    "zoo/sounds.py": """
def loud(animal):
    return animal.name.upper()

def quiet(animal):
    return animal.name.lower()
""",
    "zoo/keeper.py": """
from zoo.animals import KINDS

def call_all(names):
    for name in sorted(names):
        one(name)

def one(name):
    animal = KINDS[name]()
    return animal.speak() or animal.unknown()

def guess(animal):
    return animal.speak(None)
""",
}
BEFORE = {
    "zoo/keeper.py": "import zoo.zebra\ndef one(name): return name.quiet()\ndef aardvark(): one(1)\n",
    "zoo/sounds.py": "def quiet(animal): return loud(animal)\ndef loud(animal): return animal\n",
    "zoo/zebra.py": "def zebra(): pass\nzebra()\n",
}
QUESTIONS = [
    *(["graph", "--min-confidence", "candidate", "--builtins", "--format", form]
      for form in ("json", "pycg", "dot", "mermaid", "graphml", "html")),
    ["graph", "zoo.keeper.one", "--format", "dot"],
    ["callers", "zoo.animals.Animal.speak", "--depth", "3", "--min-confidence", "candidate"],
    ["callees", "zoo.keeper.call_all", "--depth", "5", "--builtins"],
    ["callees", "zoo.keeper.guess", "--min-confidence", "candidate", "--json"],
    ["path", "zoo.keeper.call_all", "zoo.sounds.loud", "--all", "3"],
]  # fmt: skip


def ask(cache: Path, seed: str, *commands: list[str]) -> str:
    """What one process after another prints."""
    environment = {**os.environ, "TRACER_CACHE_DIR": str(cache), "PYTHONHASHSEED": seed}
    code = "import json, sys; from tracer.cli import main; [main(command) for command in json.loads(sys.stdin.read())]"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return done.stdout


@pytest.mark.parametrize(("seed", "jobs", "first"), [("1", "2", True), ("2", "1", True), ("3", "2", False)])
def test_stores_filled_otherwise_answer_alike(seed: str, jobs: str, first: bool, tmp_path: Path) -> None:
    write(tmp_path / "zoo", SOURCE)
    write(tmp_path / "before", BEFORE)
    index = ["index", str(tmp_path / "zoo"), "--as", "zoo"]
    ask(tmp_path / "plain", "0", [*index, "--jobs", "1"])
    before = [["index", str(tmp_path / "before"), "--as", "before"]] if first else []
    ask(tmp_path / "other", seed, *before, [*index, "--jobs", jobs])
    asked = [[*question, "--at", "zoo"] for question in QUESTIONS]
    plain = ask(tmp_path / "plain", "0", *asked)
    assert plain.count("zoo.sounds") > 20
    other = ask(tmp_path / "other", seed, *asked)
    lines = zip_longest(plain.splitlines(), other.splitlines())
    assert next((pair for pair in lines if pair[0] != pair[1]), None) is None
