"""What readers and type checkers are told that a package offers is what it gives when it is asked."""

from __future__ import annotations

import ast
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import reference_impl
from reference_impl.lazy import Catalog

PLACES = {
    "activations": "activations/names.py",
    "callbacks": "callbacks/names.py",
    "initializers": "initializers/names.py",
    "layers": "layers/__init__.pyi",
    "losses": "losses/names.py",
    "metrics": "metrics/__init__.pyi",
    "models": "models/__init__.pyi",
    "optimizers": "optimizers/names.py",
    "random": "random_names.py",
    "utils": "utils.py",
}


def listed(package: str) -> dict[str, Any]:
    """Name -> the object that an import or assignment in the list gives it."""
    path = Path(reference_impl.__file__).parent / PLACES[package]
    body = ast.parse(path.read_text()).body
    if not path.name.endswith(("names.py", "__init__.pyi")):
        body = [inner for node in body if isinstance(node, ast.If) for inner in node.body]
    anchor = "reference_impl" if path.parent.name == "reference_impl" else f"reference_impl.{package}"
    found: dict[str, Any] = {}
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.level:
            module = import_module("." * node.level + (node.module or ""), anchor)
            found |= {alias.name: getattr(module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            found |= {target.id: found[node.value.id] for target in node.targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("package", PLACES)
def test_what_is_listed_is_what_is_given(package: str) -> None:
    module = import_module(f"reference_impl.{package}")
    names = listed(package)
    names.pop("Catalog", None)
    assert names
    assert [name for name, given in names.items() if getattr(module, name) is not given] == []


@pytest.mark.parametrize("package", PLACES)
def test_all_that_is_given_is_listed(package: str) -> None:
    module = import_module(f"reference_impl.{package}")
    names = listed(package)
    catalog: Catalog = module.__getattr__.__self__
    lacking = [name for name in catalog.public() if name not in names and catalog.places[name][1] not in vars(module)]
    assert lacking == []


@pytest.mark.parametrize(("package", "there"), [("layers", "Dense"), ("losses", "Huber"), ("optimizers", "Adam")])
def test_a_name_that_is_not_there_lists_what_is(package: str, there: str) -> None:
    module = getattr(reference_impl, package)
    assert not hasattr(module, "Nothing")
    with pytest.raises(AttributeError, match=rf"module 'reference_impl.{package}' has no attribute .* {there}\b"):
        _ = module.Nothing


OFFERING = {name: name for name in PLACES if name not in {"random", "utils"}} | {"backend": "backend_functions"}


@pytest.mark.parametrize("package", OFFERING)
def test_no_module_takes_the_name_of_what_its_package_offers(package: str) -> None:
    """Once imported, a module is an attribute of its package, and found before what `__getattr__` would give."""
    modules = {module.name for module in pkgutil.iter_modules(import_module(f"reference_impl.{package}").__path__)}
    assert modules.isdisjoint(import_module(f"reference_impl.{OFFERING[package]}").__dir__())


PACKAGES = sorted(path.parent for path in Path(reference_impl.__file__).parent.rglob("__init__.py"))


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_no_module_takes_the_name_of_what_its_package_defines(folder: Path) -> None:
    modules = {module.name for module in pkgutil.iter_modules([str(folder)])}
    body = ast.parse((folder / "__init__.py").read_text()).body
    assert modules.isdisjoint(node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
