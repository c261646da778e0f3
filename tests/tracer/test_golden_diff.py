"""`tracer diff` against the difference of golden files, on clones given in TRACER_TENSORFLOW_CLONE.

That variable holds clones separated by `:`; those with at least two of the releases below are compared.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tracer.golden_diff import golden_changes, our_changes
from tracer.sources.git import Git
from tracer.store import Store

PAIRS = [("v1.14.0", "v1.15.0"), ("v2.0.0", "v2.1.0-rc2")]


def clones_with(*revisions: str) -> list[str]:
    found = []
    for clone in filter(None, os.environ.get("TRACER_TENSORFLOW_CLONE", "").split(os.pathsep)):
        git = Git.find(Path(clone))
        if git is not None and set(revisions) <= set(git.tags()):
            found.append(clone)
    return found


@pytest.mark.clone
@pytest.mark.parametrize(("before", "after"), PAIRS)
@pytest.mark.parametrize("api", ["v1", "v2"])
def test_agrees_with_the_golden_files(before: str, after: str, api: str, tmp_path: Path) -> None:
    clones = clones_with(before, after)
    if not clones:
        pytest.skip(f"no clone with {before} and {after} in TRACER_TENSORFLOW_CLONE")
    with Store.open_for_writing(tmp_path / "store.sqlite3") as store:
        ours = our_changes(clones[0], before, after, api, store)
    golden = golden_changes(clones[0], before, after, api)
    # TensorFlow's golden files list tf.estimator, whose source is in another repository.
    golden = {change for change in golden if ".estimator." not in change[1]}
    assert len(golden & ours) / len(golden | ours) >= 0.98
