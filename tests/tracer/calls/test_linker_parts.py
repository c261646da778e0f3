"""Parts of the linker of calls whose bounds and order no small program shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracer import facts as f
from tracer.link import calls
from tracer.link.calls import closures, texts
from tracer.link.calls.analysis import Analysis
from tracer.link.calls.frame import Frame
from tracer.link.calls.handing import MOST
from tracer.link.calls.library import MOST_MODULES
from tracer.link.calls.values import Affixed, BoundCone
from tracer.link.program import Program
from tracer.queries.directory import call_graph, extract_directory
from tracer.queries.directory_names import names_of


def analysis(folder: Path) -> Analysis:
    extracted, _ = extract_directory(folder)
    names = names_of(folder.name, {path: facts for path, (facts, _) in extracted.items()})
    files = [
        f.SourceFile(folder.name, path, path, "python", names[path].imported, names[path].is_package)
        for path in extracted
    ]
    return Analysis(
        Program(files, lambda file: extracted[file.path][0], load_flow=lambda file: extracted[file.path][1])
    )


def test_the_linker_tells_of_all_its_modules() -> None:
    assert calls.__doc__ is not None
    assert calls.__file__ is not None
    told = set(re.findall(r"`(\w+)`", calls.__doc__)) - {"link_calls"}
    assert told == {path.stem for path in Path(calls.__file__).parent.glob("*.py")} - {"__init__"}


def test_what_is_indexed_along_is_loaded_last(tmp_path: Path) -> None:
    for name in ("reference_impl", "alpha", "zeta"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    modules = analysis(tmp_path).world.load_all()
    assert [module.name for module in modules] == ["alpha", "zeta", "reference_impl"]


MANY_METHODS = """\
class Base:
    def run(self): pass
class One(Base):
    def run(self): pass
class Two(Base):
    def run(self): pass
"""


@pytest.mark.parametrize("others", [1, MOST])
def test_methods_that_override_one_another_stand_for_each_other_where_they_are_too_many(
    tmp_path: Path, others: int
) -> None:
    functions = "".join(f"def f{number}(): pass\n" for number in range(others))
    more = "".join(f"class More{number}(Base):\n    def run(self): pass\n" for number in range(MOST))
    (tmp_path / "main.py").write_text(MANY_METHODS + functions + more)
    analysed = analysis(tmp_path)
    modules = analysed.world.load_all()
    analysed.run()
    table, (module,) = analysed.world.table, modules
    base = analysed.world.classes["main:Base"]
    methods = [value for value in analysed.world.functions if value.name == "run"]
    single = frozenset(value for value in analysed.world.functions if value.name != "run")
    values = single | {table.bound(method, base.cone) for method in methods}
    folded = closures.folded(Frame(analysed, module), values)
    cones = {value for value in folded if isinstance(value, BoundCone)}
    assert [value.function for value in cones] == [next(iter(base.members["run"].values))]
    assert folded - cones == (single if others < MOST else frozenset())


@pytest.mark.parametrize("count", [MOST_MODULES, MOST_MODULES + 1])
def test_a_name_of_which_the_beginning_is_known_may_mean_some_modules_and_not_very_many(
    tmp_path: Path, count: int
) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "__init__.py").touch()
    for number in range(count):
        (tmp_path / "plugins" / f"plugin_{number}.py").write_text("def run(): pass\n")
    main = "import importlib\nimportlib.import_module(f'plugins.plugin_{input()}').run()\n"
    (tmp_path / "main.py").write_text(main)
    graph, _ = call_graph(tmp_path)
    called = {edge.callee for edge in graph.edges if edge.callee.startswith("plugins.")}
    assert len(called) == (count if count <= MOST_MODULES else 0)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "_it", ["_shown_it", "do_it"]),
        ("_", "_it", ["__do_it", "_shown_it"]),
        ("", "", ["_shown_it", "do_it"]),
    ],
)
def test_names_that_an_end_is_known_of_are_not_special_ones(before: str, after: str, found: list[str]) -> None:
    pattern = Affixed(1)
    pattern.before, pattern.after, pattern.inner = before, after, ""
    assert texts.matching(["do_it", "__do_it", "_shown_it", "<elements>"], pattern) == found
