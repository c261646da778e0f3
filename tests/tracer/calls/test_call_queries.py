"""Trees, paths and exports over a small snapshot."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from tests.tracer.repositories import write
from tracer.cli import main
from tracer.linked import CallEdge
from tracer.queries.call_graphs import everything
from tracer.queries.call_trees import CallTree, Limits, call_tree
from tracer.queries.calls import Calls, Choice, is_own_name, merged
from tracer.queries.paths import paths
from tracer.store import Snapshot, Store

pytestmark = pytest.mark.usefixtures("alone")

SOURCE = {
    "shop/__init__.py": "",
    "shop/till.py": """
from shop import stock

def pay(item):
    stock.take(item)
    return total(item)

def total(item):
    return pay(item) if item else len("")

class Till:
    def __init__(self):
        self.open()

    def open(self):
        pass

def detour():
    step_one()

def step_one():
    step_two()

def step_two():
    stock.take(None)

def both():
    detour()
    pay(1)

def unknown(thing):
    thing.take()

def tell(function):
    return function()

def told(again):
    tell(told)
    told(False)

def passes(one):
    one.step()
    one.turn()
    one.jump()
    one.stop()

class Box(stock.Case):
    def __init__(self):
        pay(None)

class Crate:
    def lift(self):
        stock.Crate().lift()
        stock.Case()
        told(True)
""",
    "shop/zoo.py": "\n".join(
        [
            "class Animal:\n    def eat(self): pass",
            *(f"class Kind{n}(Animal):\n    def eat(self): pass" for n in range(9)),
            "def count(it): pass",
            f"def feed(it):\n    one = {{{', '.join(f'{n}: Kind{n}()' for n in range(9))}}}[it]",
            "    one.eat()\n    count(it)",
        ]
    ),
    "shop/stock.py": """
LIMIT = 3

class Shelf:
    def take(self):
        '''<script>alert(1)</script>'''

def take(item):
    deep()

def deep():
    pass

class Crate:
    def lift(self):
        pass

class Case:
    def __new__(cls):
        return deep()

    def __init__(self):
        self.call(1)

    def __call__(self, item):
        return self.call(item)

    def call(self, item):
        return pick(item)

def pick(item):
    pass

class Making(type):
    def __call__(cls):
        greet(cls)
        return super().__call__()

def greet(cls):
    pass

class Frame(metaclass=Making):
    def __init__(self):
        deep()

class Stand(Frame):
    pass
""",
    "shop/testing/__init__.py": "",
    "shop/testing/checks.py": """
from shop import till

def check():
    till.both()
    till.pay(None)

def check_all():
    check()
""",
}


@pytest.fixture
def snapshot(alone: None, warm: Path, tmp_path: Path) -> Iterator[Snapshot]:
    from tracer.index.build import Request, index

    write(tmp_path / "source", SOURCE)
    with Store.open_for_writing() as store:
        report = index(Request([str(tmp_path / "source")], name="shop"), store, lambda *_: None)
        opened = store.snapshot(report.snapshot.name)
        yield opened
        opened.close()


def names(tree: CallTree) -> list[str]:
    return [child.node.qualname for child in tree.children]


def test_callees_stand_in_the_order_they_are_called(snapshot: Snapshot) -> None:
    assert names(call_tree(Calls(snapshot), "shop.till:both", inward=False)) == ["detour", "pay"]


def test_a_cycle_is_cut_and_marked(snapshot: Snapshot) -> None:
    tree = call_tree(Calls(snapshot), "shop.till:pay", inward=False, depth=5)
    total = tree.children[1]
    assert total.node.qualname == "total"
    assert total.children[0].is_cycle
    assert not total.children[0].children


def test_a_symbol_is_unfolded_where_it_stands_least_deep(snapshot: Snapshot) -> None:
    """`take` is called by the last step of the detour, five calls down, and by `pay`, which `both` calls itself."""
    tree = call_tree(Calls(snapshot), "shop.till:both", inward=False, depth=6)
    detour, pay = tree.children
    take = pay.children[0]
    assert (take.node.qualname, take.is_repeated, names(take)) == ("take", False, ["deep"])
    again = detour.children[0].children[0].children[0]
    assert (again.node.qualname, again.is_repeated, names(again)) == ("take", True, [])


def test_the_longest_chain_that_can_be_asked_for(
    warm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tracer.index.build import Request, index

    lines = "".join(f"def f{n}(): f{n + 1}()\n" for n in range(300))
    write(tmp_path / "source", {"chain.py": f"{lines}def f300(): pass\n"})
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="chain"), store, lambda *_: None)
    asked = ["callees", "chain.f0", "--at", "chain", "--depth"]
    assert main([*asked, "100"]) == main([*asked, "100", "--json"]) == 0
    assert "chain.f100" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main([*asked, "101"])
    assert ended.value.code == 2
    assert "must be 100 or less" in capsys.readouterr().err


def test_other_levels_have_a_limit_of_their_own(snapshot: Snapshot) -> None:
    tree = call_tree(Calls(snapshot), "shop.till:both", inward=False, depth=2, limits=Limits(2, 1))
    assert names(tree) == ["detour", "pay"]
    assert (names(tree.children[1]), tree.children[1].folded) == (["take"], 1)


def test_callers_and_the_constructor_of_a_class(snapshot: Snapshot) -> None:
    assert names(call_tree(Calls(snapshot), "shop.stock:take", inward=True)) == ["pay", "step_two"]
    assert names(call_tree(Calls(snapshot), "shop.till:Till", inward=False)) == ["Till.open"]


def test_a_class_lists_what_its_constructor_and_what_it_inherits_to_be_called_call(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    """The inherited `__call__` is left out, and each call says where it is."""
    tree = call_tree(Calls(snapshot), "shop.till:Box", inward=False)
    assert names(tree) == ["deep", "pay", "pick"]
    text = output(capsys, "callees", "shop.till.Box")
    assert "shop.till.pay  exact call at line " in text
    assert "shop.stock.pick  exact call at shop/stock.py:" in text
    root = json.loads(output(capsys, "callees", "shop.till.Box", "--json"))["root"]
    files = ["shop/stock.py", "shop/till.py", "shop/stock.py"]
    assert [call["edge"]["sites"][0]["file"] for call in root["calls"]] == files


def test_making_an_instance_runs_the_call_of_an_inherited_metaclass(snapshot: Snapshot) -> None:
    """`callees` lists what a class that is made runs, and `path` begins there."""
    calls = Calls(snapshot)
    begin = "shop.stock:Making.__call__"
    assert calls.roots("shop.stock:Stand", inward=False)[1:] == (begin, "shop.stock:Frame.__init__")
    assert names(call_tree(calls, "shop.stock:Stand", inward=False)) == ["greet", "Frame.__init__", "Stand", "deep"]
    assert paths(calls, "shop.stock:Stand", "shop.stock:greet")[0].nodes[0].id == begin


def test_who_makes_an_instance_is_listed_once(snapshot: Snapshot) -> None:
    callers = names(call_tree(Calls(snapshot), "shop.stock:Case", inward=True))
    assert callers.count("Crate.lift") == 1


def test_a_function_that_passes_itself_on_does_not_call_itself() -> None:
    passed = CallEdge("a:f", "a:f", "inferred", "callback", "passed on", ((3, 1),))
    assert is_own_name(passed)
    assert not is_own_name(passed._replace(kind="call"))
    assert not is_own_name(passed._replace(caller="a:g"))


def test_what_passes_itself_on_is_no_caller(snapshot: Snapshot) -> None:
    for inward in (False, True):
        tree = call_tree(Calls(snapshot), "shop.till:told", inward=inward)
        of_itself = [child.edge.kind for child in tree.children if child.edge and child.node.qualname == "told"]
        assert of_itself == ["call"]


def test_builtins_are_counted_and_shown_on_demand(snapshot: Snapshot) -> None:
    calls = Calls(snapshot)
    assert names(call_tree(calls, "shop.till:total", inward=False)) == ["pay"]
    assert calls.hidden == 1
    assert "len" in names(call_tree(Calls(snapshot, Choice(outside=True)), "shop.till:total", inward=False))


def test_candidates_are_followed_only_when_asked_for(snapshot: Snapshot) -> None:
    assert names(call_tree(Calls(snapshot), "shop.till:unknown", inward=False)) == []
    assert names(call_tree(Calls(snapshot, Choice("candidate")), "shop.till:unknown", inward=False)) == ["Shelf.take"]


def test_globs_leave_names_out(snapshot: Snapshot) -> None:
    chosen = Choice(exclude=("*.detour",))
    assert names(call_tree(Calls(snapshot, chosen), "shop.till:both", inward=False)) == ["pay"]


def test_what_takes_in_all_of_a_module_takes_in_its_node(snapshot: Snapshot) -> None:
    for choice in (Choice(exclude=("shop.till.*",)), Choice(include=("shop.stock*", "shop.zoo.*"))):
        modules = {node.id for node in everything(Calls(snapshot, choice)).nodes.values() if node.kind == "module"}
        assert "shop.till:" not in modules
        assert {"shop.stock:", "shop.zoo:"} <= modules


def test_paths_shortest_first(snapshot: Snapshot) -> None:
    found = paths(Calls(snapshot), "shop.till:both", "shop.stock:deep", count=3)
    assert [[node.name for node in path.nodes] for path in found] == [
        ["both", "pay", "take", "deep"],
        ["both", "detour", "step_one", "step_two", "take", "deep"],
    ]
    assert found[0].label == "shortest, best known"
    assert found[0].weakest == "exact"
    assert paths(Calls(snapshot), "shop.stock:deep", "shop.till:both") == []


def test_a_path_from_a_symbol_to_itself_has_no_calls(snapshot: Snapshot) -> None:
    assert paths(Calls(snapshot), "shop.till:pay", "shop.till:pay")[0].edges == ()


def test_recorded_edges_join_linked_ones() -> None:
    linked = CallEdge("a", "b", "inferred", "call", "type", ((1, 0),))
    seen = CallEdge("a", "b", "observed", "call", "recorded", ((1, 0),), 3)
    other = CallEdge("a", "c", "observed", "call", "recorded", (), 1)
    assert [(e.callee, e.confidence, e.count) for e in merged([linked], [seen, other])] == [
        ("b", "inferred", 3),
        ("c", "observed", 1),
    ]


def test_open_sites_are_stored_with_their_reason(snapshot: Snapshot) -> None:
    (row,) = snapshot.unresolved_of("shop.till:unknown")
    assert (row.kind, row.text, row.line) == ("call", "thing.take", 32)
    assert "receiver" in row.reason


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments, "--at", "shop"]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("snapshot")
class TestCommands:
    def test_tree_and_path_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        root = json.loads(output(capsys, "callees", "shop.till.both", "--json"))["root"]
        assert root["calls"][0]["edge"]["sites"] == [{"file": "shop/till.py", "line": 28}]
        told = json.loads(output(capsys, "path", "shop.till.both", "shop.stock.deep", "--json"))
        assert [node["name"] for node in told["paths"][0]["nodes"]] == ["both", "pay", "take", "deep"]

    def test_text_names_the_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = output(capsys, "callers", "shop.stock.take", "--depth", "2")
        assert "shop.till.pay  exact call at shop/till.py:5" in text

    def test_callees_name_the_line_of_the_call(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = output(capsys, "callees", "shop.till.both")
        assert "shop.till.detour  exact call at line 28  shop/till.py:18" in text

    def test_a_limit_folds_and_the_fold_names_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = output(capsys, "callees", "shop.till.both", "--limit", "1")
        assert "detour" in text
        assert "shop.till.pay" not in text
        assert text.splitlines()[-1] == "└─ … 1 more (--limit 0 lists all)"
        root = json.loads(output(capsys, "callees", "shop.till.both", "--limit", "1", "--json"))["root"]
        assert (len(root["calls"]), root["folded"]) == (1, 1)
        root = json.loads(output(capsys, "callees", "shop.till.both", "--limit", "0", "--json"))["root"]
        assert (len(root["calls"]), root["folded"]) == (2, 0)

    def test_what_is_left_out_is_counted(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = output(capsys, "callers", "shop.stock.Shelf.take")
        assert "no exact or inferred call is known" in text
        assert (
            "not shown: 1 candidate call, guessed by name among related classes (`tracer callers shop.stock.Shelf.take"
            in text
        )
        assert "nothing" not in text
        assert "shop.till.unknown" in output(
            capsys, "callers", "shop.stock.Shelf.take", "--min-confidence", "candidate"
        )
        assert main(["callers", "shop.stock.Shelf.take", "--json", "--at", "shop"]) == 0
        assert "1 candidate call" in capsys.readouterr().err
        assert "nothing calls it" in output(capsys, "callers", "shop.till.unknown")
        assert "1 call of builtins" in output(capsys, "callees", "shop.till.total")

    @pytest.mark.parametrize(
        ("arguments", "shown", "said"),
        [
            (["callers", "shop.till.both"], [], "nothing but test code calls it"),
            (["callers", "shop.till.both"], [], "not shown: 1 caller in test code (--tests)"),
            (["callers", "shop.till.both", "--tests"], ["shop.testing.checks.check"], ""),
            (["callers", "shop.till.pay"], ["shop.till.total", "shop.till.both"], "1 caller in test code"),
            (["callers", "shop.testing.checks.check"], ["shop.testing.checks.check_all"], ""),
            (["callees", "shop.testing.checks.check_all"], ["shop.testing.checks.check"], ""),
            (["path", "shop.testing.checks.check_all", "shop.till.both"], ["shop.testing.checks.check "], ""),
        ],
    )
    def test_test_code_is_no_caller_of_what_it_tests(
        self, arguments: list[str], shown: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = output(capsys, *arguments)
        assert all(name in text for name in [*shown, said])
        assert ("test code" in text) == bool(said)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["callees", "shop.till.Box"], "what making one and calling one runs: shop.stock.Case.__new__ (shop/"),
            (["callees", "shop.till.Box"], ", __init__ (line "),
            (["callees", "shop.till.Box"], "shop.stock.Case.call (shop/stock.py:"),
            (["callers", "shop.stock.Case"], "what makes one, or calls __new__ (line "),
            (["callees", "shop.till.Till"], "methods: open  (`tracer callees shop.till.Till.open`)"),
            (["callees", "shop.till"], "module shop.till  shop/till.py:1\n  its top level calls nothing"),
            (["callers", "shop.till"], "a module is run by what imports it, which is no call"),
            (["callers", "shop.stock.LIMIT"], "it is a constant, which is not called and calls nothing"),
            (["callees", "shop.stock.deep"], "it calls nothing"),
            (["callees", "shop.till.both", "--exclude", "*pay"], "not shown: 1 call by --include and --exclude"),
            (["callees", "shop.till.both", "--include", "*none"], "no call that --include and --exclude leave"),
            (["callees", "shop.till.passes"], "nothing that it calls is known"),
            (
                ["callees", "shop.till.passes"],
                "not resolved: 4 calls, nothing is known of the receiver: one.step at line",
            ),
            (["callees", "shop.till.passes"], "and 1 more"),
        ],
    )
    def test_an_answer_says_what_it_is_about(
        self, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert said in output(capsys, *arguments)

    def test_status_counts_calls_and_what_is_unresolved(self, capsys: pytest.CaptureFixture[str]) -> None:
        (told,) = json.loads(output(capsys, "status", "--json"))["snapshots"]
        assert sum(told["confidences"].values()) == told["counts"]["edges"]
        assert sum(entry["count"] for entry in told["unresolved"]) == told["counts"]["unresolved"]
        open_sites = [entry["count"] for entry in told["unresolved"] if entry["kind"] == "call"]
        text = output(capsys, "status")
        assert f"  {sum(open_sites):,} call sites unresolved\n" in text
        assert (
            f"{told['counts']['edges']:,} pairs of caller and callee ({told['confidences']['exact']:,} exact, " in text
        )

    def test_of_many_methods_of_one_name_the_first_are_listed(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = output(capsys, "callees", "shop.zoo.feed")
        assert [line for line in text.splitlines() if "eat" in line] == [
            line for line in text.splitlines() if any(f"Kind{n}.eat" in line for n in range(3))
        ]
        assert "shop.zoo.count" in text
        assert "└─ … 6 more (--limit 0 lists all)" in text
        assert output(capsys, "callees", "shop.zoo.feed", "--limit", "0").count(".eat") == 9
        assert output(capsys, "callees", "shop.zoo.feed", "--json").count('"name": "eat"') == 9

    def test_calls_of_a_file_that_changed_since_are_said_to_be_those_of_then(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert "changed since" not in output(capsys, "callees", "shop.till.both")
        later = tmp_path / "source/shop/stock.py"
        later.write_text(later.read_text().replace("deep()", "pick(deep())"))
        assert "changed since" not in output(capsys, "callees", "shop.till.both")
        said = "shop/stock.py changed since: calls and lines are those of then (run `tracer index` again)"
        assert said in output(capsys, "callees", "shop.till.pay")
        assert json.loads(output(capsys, "callees", "shop.till.pay", "--json"))["changed"] == ["shop/stock.py"]
        assert "it called nothing when it was indexed" in output(capsys, "callees", "shop.stock.pick")
        assert "nothing called it when it was indexed" in output(capsys, "callers", "shop.till.unknown")
        assert said in output(capsys, "callers", "shop.till.unknown")

    @pytest.mark.parametrize(
        ("arguments", "key", "value"),
        [
            (["callers", "nosuch"], "root", None),
            (["callees", "nosuch"], "root", None),
            (["path", "shop.till.both", "nosuch"], "paths", []),
            (["show", "nosuch"], "name", None),
        ],
    )
    def test_no_match_as_json(
        self, arguments: list[str], key: str, value: object, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([*arguments, "--json", "--at", "shop"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert told[key] == value
        assert (told["hint"]["reason"], told["hint"]["name"]) == ("no match", "nosuch")

    @pytest.mark.parametrize(
        ("arguments", "reason", "name", "told"),
        [
            ("path shop.till.boht shop.till.pay", "no match", "shop.till.boht", "no match for 'shop.till.boht'"),
            ("path shop.till.pay shop.till.boht", "no match", "shop.till.boht", "did you mean shop.till.both?"),
            ("path shop.stock.deep shop.till.both", "no path", None, "no path from shop.stock.deep to shop.till.both"),
            ("path shop.stock.deep shop.till.both", "no path", None, "`tracer path shop.till.both shop.stock.deep"),
            ("path shop.till.both shop.stock", "no function", None, "it is a module, which is not called"),
            ("callees shop.till.boht", "no match", "shop.till.boht", "did you mean shop.till.both?"),
        ],
    )
    def test_json_says_why_there_is_no_answer(
        self, arguments: str, reason: str, name: str | None, told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([*arguments.split(), "--json", "--at", "shop"]) == 1
        hint = json.loads(capsys.readouterr().out)["hint"]
        assert (hint["reason"], hint["name"], hint["moved_to"]) == (reason, name, None)
        assert hint["did_you_mean"][:1] == (["shop.till.both"] if name else [])
        assert any(told in sentence for sentence in hint["told"])

    def test_an_answer_has_no_hint(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "hint" not in json.loads(output(capsys, "path", "shop.till.both", "shop.stock.deep", "--json"))
        assert "hint" not in json.loads(output(capsys, "callees", "shop.till.both", "--json"))

    def test_no_path_is_no_match(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["path", "shop.stock.deep", "shop.till.both", "--at", "shop"]) == 1
        said = capsys.readouterr().err
        assert "no path from shop.stock.deep to shop.till.both: no chain of up to 18 exact or inferred calls" in said
        assert "there is one: `tracer path shop.till.both shop.stock.deep --at shop`" in said
        assert "`tracer path shop.stock.deep shop.till.both --at shop --min-confidence candidate`" in said

    def test_node_link_json_is_networkx_s(self, capsys: pytest.CaptureFixture[str]) -> None:
        data = json.loads(output(capsys, "graph", "shop.till.pay", "--format", "json"))
        graph = nx.node_link_graph(data, edges="links")
        node = graph.nodes["shop.till:pay"]
        assert (node["file"], node["line"], node["kind"]) == ("shop/till.py", 4, "function")
        edge = graph.edges["shop.till:pay", "shop.stock:take"]
        assert edge["confidence"] == "exact"
        assert edge["sites"] == [{"file": "shop/till.py", "line": 5}]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("shop", "shop stands alone: it is a module, whose top level makes no exact or inferred call; name a "),
            ("shop", "(`tracer search 'shop.*' --at shop` lists them), or ask for all that it holds: `tracer graph "),
            ("shop", "`tracer graph --include 'shop.*' --at shop`"),
            ("shop.stock.LIMIT", "it is a constant or an attribute, which is not called and calls nothing"),
            (
                "shop.stock.Shelf.take",
                "no exact or inferred call leads there or from there; calls that ",
            ),
            ("shop.stock.Shelf.take", "not shown: 1 candidate (--min-confidence candidate)"),
            ("shop.till.pay --include 'nothing*'", " by --include and --exclude"),
            ("--include 'nothing*'", "the graph is empty: --include and --exclude leave no function or module"),
            ("shop.till.pay", ""),
            ("shop --depth 0", ""),
            ("shop.stock.Shelf.take --min-confidence candidate", ""),
        ],
    )
    @pytest.mark.parametrize("form", ["pycg", "json"])
    def test_of_what_stands_alone_it_is_said_why(
        self, form: str, arguments: str, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["graph", *shlex.split(arguments), "--format", form, "--at", "shop"]) == 0
        told = capsys.readouterr()
        assert said in told.err if said else not told.err
        assert told.out

    @pytest.mark.parametrize(("form", "said"), [("mermaid", True), ("dot", False)])
    def test_more_than_mermaid_draws_is_said(
        self, form: str, said: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["graph", "--format", form, "--at", "shop"]) == 0
        assert not capsys.readouterr().err
        monkeypatch.setattr("tracer.views.graph_formats.MOST_EDGES", 5)
        assert main(["graph", "--format", form, "--at", "shop"]) == 0
        assert ("of which Mermaid draws 5 in 50,000 unless its maxEdges and" in capsys.readouterr().err) == said

    def test_graphml_and_dot_are_read_back(self, capsys: pytest.CaptureFixture[str]) -> None:
        ElementTree.fromstring(output(capsys, "graph", "shop.till.pay", "--format", "graphml"))
        text = output(capsys, "graph", "shop.till.pay", "--format", "dot")
        assert '"shop.till:pay" -> "shop.stock:take" [style=solid' in text

    def test_mermaid(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = output(capsys, "graph", "shop.till.Till", "--format", "mermaid")
        assert text.startswith("flowchart LR\n")
        assert "==>" in text

    @pytest.mark.parametrize(("form", "opening"), [("mermaid", '["'), ("dot", 'label="')])
    def test_nodes_of_one_name_are_told_apart(
        self, form: str, opening: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = output(capsys, "graph", "shop.till.Crate.lift", "--format", form)
        assert f"{opening}till.Crate.lift" in text
        assert f"{opening}stock.Crate.lift" in text
        assert f"{opening}told" in text

    def test_a_page_needs_no_network_and_runs_nobody_s_script(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        target = tmp_path / "page.html"
        output(capsys, "graph", "shop.till.pay", "--format", "html", "-o", str(target))
        page = target.read_text()
        assert not [line for line in page.splitlines() if 'src="http' in line or 'href="http' in line]
        assert "alert(1)" not in page
        assert "shop.till:pay" in page

    def test_a_page_of_a_class_opens_with_what_making_and_calling_one_runs(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        page = output(capsys, "graph", "shop.till.Box", "--format", "html", "--depth", "3")
        listed = re.search(r"nodes = new vis.DataSet\((\[.*?\])\);", page)
        assert listed is not None
        hidden = {node["id"]: node["hidden"] for node in json.loads(listed[1])}
        assert not any(hidden[key] for key in ("shop.till:Box", "shop.till:Box.__init__", "shop.till:pay"))
        assert hidden["shop.stock:take"]


def test_queries_load_no_graph_library(snapshot: Snapshot) -> None:
    code = (
        "import sys; from tracer.cli import main; main(['callees', 'shop.till.both', '--at', 'shop']);"
        "heavy = {'networkx', 'libcst', 'rich', 'git', 'pyvis'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert snapshot.has_calls


def test_a_candidate_that_was_recorded_is_observed() -> None:
    def edge(callee: str, confidence: str, count: int = 0) -> CallEdge:
        return CallEdge("a:f", callee, confidence, "call", "rule", ((3, 1),), count)  # type: ignore[arg-type]

    static = [edge("a:g", "candidate"), edge("a:h", "inferred"), edge("a:i", "candidate")]
    found = merged(static, [edge("a:g", "observed", 7), edge("a:h", "observed", 2), edge("a:j", "observed", 1)])
    assert {(e.callee, e.confidence, e.count) for e in found} == {
        ("a:g", "observed", 7), ("a:h", "inferred", 2), ("a:i", "candidate", 0), ("a:j", "observed", 1),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["pycg", "json", "dot", "mermaid", "graphml", "html"])
def test_files_whose_names_are_no_text(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (b"\xff\xfe.py", b"new\nline.py", b"class.py", b"sp ace.py", "naïve.py".encode()):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("def f(): pass\nf()\n")
    target = tmp_path / "graph"
    assert main(["graph", str(tmp_path), "--format", form, "-o", str(target)]) == 0
    assert "sp ace" in target.read_text()
    assert main(["graph", str(tmp_path), "--format", form]) == 0
    assert capsys.readouterr().out == target.read_text()


def test_what_cannot_be_parsed_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"good.py": "def f(): pass\nf()\n", "bad.py": "import os\nclass\n"})
    assert main(["graph", str(tmp_path), "--format", "pycg"]) == 0
    told = capsys.readouterr()
    assert "bad.py:2 was left out: syntax error" in told.err
    assert json.loads(told.out)["good"] == ["good.f"]


def test_of_many_files_that_cannot_be_parsed_the_first_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {f"bad{number:02}.py": "\nclass\n" for number in range(12)})
    assert main(["graph", str(tmp_path), "--format", "pycg"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" was")[0] for line in said[:5]] == [f"tracer: bad{n:02}.py:2" for n in range(5)]
    assert said[5:] == ["tracer: 7 more files were left out"]


def test_a_file_whose_exports_are_not_understood_is_in_the_graph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "from tensorflow.python.util.tf_export import tf_export\ndef g():\n"
    source += "    @tf_export('a')\n    def f(): pass\n" * 10 + "g()\n"
    write(tmp_path, {"exports.py": source})
    assert main(["graph", str(tmp_path), "--format", "pycg"]) == 0
    told = capsys.readouterr()
    assert "exports.g" in json.loads(told.out)["exports"]
    (said,) = told.err.splitlines()
    assert "not all that these files export or register was understood: exports.py:3 (exported only when g" in said
    assert said.endswith(" runs) and 9 more")
    assert "left out" not in said


MADE = """
from collections import namedtuple
from dataclasses import dataclass
from enum import Enum

class Base:
    def __init__(self): pass

class Inherits(Base): pass

class Empty: pass

@dataclass
class Data:
    x: int

@dataclass
class Checked:
    x: int

    def __post_init__(self): pass

class Row(namedtuple("Row", "x")): pass

class Colour(Enum):
    RED = 1

def make():
    return [Inherits(), Empty(), Data(1), Checked(1), Row(1), Colour(1)]
"""


@pytest.mark.parametrize("name", ["Inherits", "Empty", "Data", "Checked", "Row", "Colour"])
def test_what_makes_a_class_without_a_written_constructor_calls_it(
    name: str, warm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "source", {"makers.py": MADE})
    assert main(["index", str(tmp_path / "source"), "--as", "makers"]) == 0
    capsys.readouterr()
    assert main(["callers", f"makers.{name}", "--at", "makers", "--json"]) == 0
    calls = json.loads(capsys.readouterr().out)["root"]["calls"]
    assert "makers:make" in [call["id"] for call in calls]
    assert main(["path", "makers.make", f"makers.{name}", "--at", "makers"]) == 0


def test_a_method_that_a_class_runs_is_no_call_away_from_it(
    warm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "source", {"makers.py": MADE})
    assert main(["index", str(tmp_path / "source"), "--as", "makers"]) == 0
    capsys.readouterr()
    assert main(["path", "makers.Inherits", "makers.Base.__init__", "--at", "makers", "--json"]) == 0
    assert [found["edges"] for found in json.loads(capsys.readouterr().out)["paths"]] == [[]]
