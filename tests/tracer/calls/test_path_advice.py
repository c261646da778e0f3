"""What `tracer path` says where an end is no function, and what to name instead."""

from __future__ import annotations

import pytest

from tracer.cli import main
from tracer.store import Snapshot

SOURCE: dict[str, str | bytes] = {
    "shop/__init__.py": "from shop.till import sell\n",
    "shop/till.py": "LIMIT = 3\n\ndef sell(): pass\n\ndef other(): pass\n",
    "shop/empty.py": "",
}
TOP_LEVEL = "is a module, which stands for its top level code only, as it runs when it is imported"


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (
            "shop.till",
            "sell",
            f"shop.till {TOP_LEVEL}: name a function or a class of it (`tracer search 'shop.till.*' ",
        ),
        ("shop/till.py", "sell", f"shop/till.py {TOP_LEVEL}: name a function or a class of it (`tracer search 'shop."),
        ("shop.empty", "sell", f"shop.empty {TOP_LEVEL}: name a function or a class of it\n"),
        ("sell", "shop.till", "is a module, which is not called; name a function or a class of it (`tracer search "),
        ("sell", "shop.empty", "is a module, which is not called; name a function or a class of it\n"),
        ("shop.till.LIMIT", "sell", "it is a constant or an attribute, which calls nothing"),
        ("sell", "shop.till.LIMIT", "it is a constant or an attribute, which is not called"),
    ],
)
def test_an_end_that_is_no_function(
    start: str, end: str, told: str, snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["path", start, end, "--at", snapshot.name]) == 1
    assert told in capsys.readouterr().err


def test_nothing_is_said_of_functions(snapshot: Snapshot, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path", "sell", "shop.till.other", "--at", snapshot.name]) == 1
    assert "module" not in capsys.readouterr().err
