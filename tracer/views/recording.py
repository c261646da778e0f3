"""What a recording added to the graph, and what the static graph had missed of it."""

from __future__ import annotations

import json as json_module
import sys
import time
from collections.abc import Sequence
from typing import Any

from tracer.queries.observed import TIERS
from tracer.recorder import Observation, ObservedEdge, Recall, Recording
from tracer.store.rows import Run
from tracer.views.text import plain

_TOGETHER = {"exact": "", "inferred": " together with exact", "candidate": " together with exact and inferred"}


def print_recording(
    snapshot: str, recording: Recording, observation: Observation, recall: Recall, missed: int, *, json: bool
) -> None:
    """One run just recorded; a script's own output came before."""
    calls = sum(edge.count for edge in observation.edges)
    if json:
        record = {
            "snapshot": snapshot,
            "calls": calls,
            "pairs": len(observation.edges),
            "outside": dict(observation.outside),
            "differing": dict(observation.differing),
            "elapsed": recording.elapsed,
            "exit": recording.exit_status,
            "children": recording.children,
            "unwatched": recording.unwatched,
            **recall_as_json(recall),
        }
        print(json_module.dumps(record))
        return
    pairs = _amount(len(observation.edges), "pair", "pairs")
    print(f"recorded {_amount(calls, 'call')} of {pairs} of functions in {recording.elapsed:.1f} s,")
    outside = sum(observation.outside.values())
    print(
        f"added to {plain(snapshot)}; {_amount(outside, 'function')} {'lies' if outside == 1 else 'lie'} outside of it"
    )
    if observation.differing:
        functions = _amount(sum(observation.differing.values()), "function")
        files = _amount(len(observation.differing), "file")
        first = plain(min(observation.differing))
        print(f"left out: {functions} of {files} that ran in another version than was indexed, such as {first};")
        print("index what ran, and record again, to have them too")
    if recording.children:
        print(f"the calls of {_amount(recording.children, 'forked child process')} are among them")
    if recording.unwatched:
        programs = _amount(recording.unwatched, "program or new interpreter", "programs and new interpreters")
        print(f"not watched: {programs} that the script started; record a Python script among them by itself")
    _print_recall(recall, missed)


def print_report(snapshot: str, runs: Sequence[Run], recall: Recall, missed: int, *, json: bool) -> None:
    """All recordings of a snapshot together."""
    if json:
        listed = [{"script": run.script, "recorded": run.recorded, **run.details} for run in runs]
        print(json_module.dumps({"snapshot": snapshot, "runs": listed, **recall_as_json(recall)}))
        return
    print(f"{plain(snapshot)}: {_amount(len(runs), 'recording')}")
    for run in runs:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.recorded))
        print(f"  {when}  {plain(run.script)} {plain(' '.join(run.details.get('arguments', [])))}".rstrip())
    _print_recall(recall, missed)


def _amount(count: int, one: str, more: str | None = None) -> str:
    plural = more or f"{one}{'es' if one.endswith('s') else 's'}"
    return f"{count:,} {one if count == 1 else plural}"


def recall_as_json(recall: Recall) -> dict[str, Any]:
    return {
        **_figures(recall),
        "packages": {name: _figures(part) for name, part in recall.packages.items()},
        "missed": [_edge_as_json(edge) for edge in recall.missed],
    }


def _figures(recall: Recall) -> dict[str, Any]:
    return {
        "observed": recall.observed,
        "tiers": {tier: recall.tiers.get(tier, 0) for tier in TIERS},
        "recall": {tier: round(recall.at_least(tier), 4) if recall.observed else None for tier in TIERS},
    }


def _edge_as_json(edge: ObservedEdge) -> dict[str, Any]:
    return {"caller": edge.caller, "callee": edge.callee, "lines": list(edge.lines), "count": edge.count}


def _share(recall: Recall, tier: str) -> str:
    """Of nothing there is no share."""
    return f"{recall.at_least(tier):6.1%}" if recall.observed else "     -"


def _print_recall(recall: Recall, missed: int) -> None:
    if not recall.observed:
        print("no function of the snapshot called another: there is nothing to compare the static graph with")
        sys.stdout.flush()
        return
    print(f"the static graph holds, of {recall.observed:,} pairs:")
    for tier in TIERS:
        print(f"  {tier:<10}{recall.tiers.get(tier, 0):>8,}   {_share(recall, tier)}{_TOGETHER[tier]}")
    for name, part in recall.packages.items():
        shares = ", ".join(f"{part.at_least(tier):.1%} {tier}" for tier in TIERS[1:])
        print(f"  of {part.observed:,} pairs of functions inside {plain(name)}: {shares} or better")
    print(f"  {'missed':<10}{len(recall.missed):>8,}")
    for edge in recall.missed[:missed]:
        print(f"    {plain(edge.caller)} -> {plain(edge.callee)}  ({_amount(edge.count, 'time')})")
    if missed and len(recall.missed) > missed:
        print(f"    ... and {len(recall.missed) - missed:,} more (--missed N, or --json for all)")
    sys.stdout.flush()
