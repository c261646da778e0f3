"""Real packages that are not TensorFlow: `where` says of their public names what `inspect` says.

TRACER_CORPUS_SITE names a folder that the packages are installed in (as by `pip install --target`); without it they
are installed into a temporary one, which needs the network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = {
    "django": "django",
    "sqlalchemy": "sqlalchemy",
    "pandas": "pandas",
    "scikit-learn": "sklearn",
    "jax": "jax",
    "tf_keras": "tf_keras",
    "flask": "flask",
    "networkx": "networkx",
    "sympy": "sympy",
    "statsmodels": "statsmodels",
    "xarray": "xarray",
    "distributed": "distributed",
    "rich": "rich",
    "aiohttp": "aiohttp",
}
"""Distribution -> the package that it is imported by."""
AGREEMENT = 0.97
REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages installed."""
    given = os.environ.get("TRACER_CORPUS_SITE")
    if given:
        return Path(given)
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
    subprocess.run([*pip, *(name for name in PACKAGES if name != "tf_keras")], check=True)
    subprocess.run([*pip, "--no-deps", "tf_keras"], check=True)  # TensorFlow itself is here already
    return folder


@pytest.fixture(scope="session")
def environment(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    cache = tmp_path_factory.mktemp("cache")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(site), str(REPOSITORY)]),
        "TRACER_CACHE_DIR": os.environ.get("TRACER_CORPUS_CACHE", str(cache)),
    }


def run(arguments: list[str], environment: dict[str, str], stdin: str = "") -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], input=stdin, capture_output=True, text=True, check=False,
                          env=environment, cwd=REPOSITORY, timeout=1_800)  # fmt: skip
    assert done.returncode in (0, 1), done.stderr[-2_000:]
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("distribution", PACKAGES)
def test_where_agrees_with_inspect(distribution: str, environment: dict[str, str]) -> None:
    indexed = run(["tracer", "index", distribution, "--no-calls", "--progress", "none"], environment)
    snapshot = indexed.splitlines()[0].partition(": ")[0]
    found = run(["tests.corpus.public_names", PACKAGES[distribution]], environment)
    expected = {name: (file, line) for name, file, line in map(json.loads, found.splitlines())}
    assert len(expected) > 100
    questions = "".join(f"{name}\n" for name in expected)
    answers = run(["tracer", "where", "--stdin", "--json", "--at", snapshot], environment, questions)
    wrong = []
    for answer in map(json.loads, answers.splitlines()):
        match = answer["matches"][0] if answer["matches"] else {"file": None, "line": None}
        if (match["file"], match["line"]) != expected.pop(answer["query"]):
            wrong.append((answer["query"], match["file"], match["line"]))
    assert not expected
    total = questions.count("\n")
    agreement = 1 - len(wrong) / total
    print(f"{distribution}: {agreement:.2%} of {total:,} names")
    assert agreement >= AGREEMENT, "\n".join(f"{name}: {file}:{line}" for name, file, line in wrong[:100])
