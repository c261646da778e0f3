"""Runs a user's script and writes down which Python function called which, how often and for how long.

Started as a file, by the interpreter that the user wants the script run with (Python 3.9 or later), which needs
nothing installed: only the standard library is used, and nothing of `tracer` is imported.

    python child.py OUTPUT SCRIPT [ARGS...]

From Python 3.12 on the watching is done by `sys.monitoring` (PEP 669), before that by `sys.setprofile`; both see every
thread that is started while the script runs. Calls are folded by (caller, instruction, callee) as they happen, so the
memory used grows with the program's code and not with its running time.

Children that the script forks (`multiprocessing` does on Linux until Python 3.13) go on being watched, and write a file
of their own beside OUTPUT, with ".PID" after its name; interpreters that it starts anew are only counted.

OUTPUT is JSON: {"codes": [[file, qualified name, first line], ...], "calls": [[caller, line, callee, count,
seconds], ...], "elapsed": seconds, "exit": status, "failure": [error, line of the script or null, traceback] or null,
"hooks": name, "forked": children, "started": programs and interpreters}; callers and callees index `codes`.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import os
import runpy
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import CodeType, FrameType
from typing import Any

NEWLOCALS = inspect.CO_NEWLOCALS
"""What the code of functions has: the bodies of modules and classes run without anybody calling them."""
GENERATOR_FLAGS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class CallTable:
    """Calls folded by (caller's code, instruction offset, callee's code).

    Code objects are keyed by identity, because hashing one hashes its constants; `codes` keeps them alive, so that an
    identity is never used twice. Dictionary updates of single keys are atomic under the interpreter lock: two threads
    may lose a count between them, never an edge.
    """

    def __init__(self) -> None:
        self.codes: dict[int, CodeType] = {}
        self.totals: dict[Any, list[float]] = {}

    def begin(self, key: tuple[int, int, int], caller: CodeType, callee: CodeType) -> list[float]:
        """The totals [count, seconds] of a call that was not met before."""
        self.codes[key[0]] = caller
        self.codes[key[2]] = callee
        return self.totals.setdefault(key, [0, 0.0])

    def as_json(self) -> dict[str, Any]:
        """Codes by index, and the calls in a stable order, with instruction offsets turned into lines."""
        index = {identity: number for number, identity in enumerate(self.codes)}
        lines = {identity: _lines_of(code) for identity, code in self.codes.items()}
        folded: dict[Any, list[float]] = {}
        for (caller, offset, callee), (count, seconds) in self.totals.items():
            line = lines[caller].get(offset, self.codes[caller].co_firstlineno)
            total = folded.setdefault((index[caller], line, index[callee]), [0, 0.0])
            total[0] += count
            total[1] += seconds
        return {
            "codes": [
                [_file_of(code), getattr(code, "co_qualname", code.co_name), code.co_firstlineno]
                for code in self.codes.values()
            ],
            "calls": [[*key, int(total[0]), round(total[1], 6)] for key, total in sorted(folded.items())],
        }


def _file_of(code: CodeType) -> str:
    """What is in no file (`<frozen importlib._bootstrap>`, `<string>`) keeps its name."""
    name = code.co_filename
    return name if name.startswith("<") else os.path.realpath(name)


def _lines_of(code: CodeType) -> dict[int, int]:
    """Line of each instruction offset of a code object."""
    lines: dict[int, int] = {}
    if hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            if line is not None:
                lines.update((offset, line) for offset in range(start, end, 2))
    return lines


def watch_with_monitoring(table: CallTable) -> Callable[[], None]:
    """Starts watching through `sys.monitoring`; returns what stops it."""
    monitoring = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
    tool, events = monitoring.PROFILER_ID, monitoring.events
    local = threading.local()
    clock, getframe = time.perf_counter, sys._getframe
    known, begin = table.totals, table.begin

    def stack() -> list[Any]:
        try:
            return local.stack  # type: ignore[no-any-return]
        except AttributeError:
            local.stack = []
            return local.stack  # type: ignore[no-any-return]

    # What runs at each call is written out: a helper's frame would double what watching costs.
    def start(code: CodeType, _offset: int) -> None:
        caller = getframe(1).f_back
        totals = None
        if caller is not None and code.co_flags & NEWLOCALS:
            key = (id(caller.f_code), caller.f_lasti, id(code))
            totals = known.get(key) or begin(key, caller.f_code, code)
            totals[0] += 1
        try:
            local.stack.append((totals, clock()))
        except AttributeError:
            local.stack = [(totals, clock())]

    def resume(_code: CodeType, _offset: int) -> None:
        stack().append((None, 0.0))

    def leave(_code: CodeType, _offset: int, _value: Any) -> None:
        try:
            totals, started = local.stack.pop()
        except (AttributeError, IndexError):
            return
        if totals is not None:
            totals[1] += clock() - started

    monitoring.use_tool_id(tool, "tracer record")
    monitoring.register_callback(tool, events.PY_START, start)
    for event in (events.PY_RESUME, events.PY_THROW):
        monitoring.register_callback(tool, event, resume)
    for event in (events.PY_RETURN, events.PY_YIELD, events.PY_UNWIND):
        monitoring.register_callback(tool, event, leave)
    watched = (
        events.PY_START | events.PY_RESUME | events.PY_THROW | events.PY_RETURN | events.PY_YIELD | events.PY_UNWIND
    )
    monitoring.set_events(tool, watched)

    def stop() -> None:
        if monitoring.get_tool(tool) is not None:
            monitoring.set_events(tool, 0)
            monitoring.free_tool_id(tool)

    return stop


def watch_with_profile(table: CallTable) -> Callable[[], None]:
    """Starts watching through `sys.setprofile` in this thread and all later ones; returns what stops it."""
    clock = time.perf_counter
    known, begin = table.totals, table.begin
    first_offset: dict[int, int] = {}

    def is_resumption(frame: FrameType) -> bool:
        # `sys.setprofile` calls every `next` on a generator a call; only its start is one.
        return frame.f_lasti != first_offset.setdefault(id(frame.f_code), frame.f_lasti)

    def profiler_of_a_thread() -> Callable[[FrameType, str, Any], None]:
        stack: list[Any] = []

        # What runs at each call is written out: a helper's frame would double what watching costs.
        def on_event(frame: FrameType, event: str, _argument: Any) -> None:
            if event == "call":
                code, caller, totals = frame.f_code, frame.f_back, None
                flags = code.co_flags
                if caller is not None and flags & NEWLOCALS and not (flags & GENERATOR_FLAGS and is_resumption(frame)):
                    key = (id(caller.f_code), caller.f_lasti, id(code))
                    totals = known.get(key) or begin(key, caller.f_code, code)
                    totals[0] += 1
                stack.append((totals, clock()))
            elif event == "return" and stack:
                totals, started = stack.pop()
                if totals is not None:
                    totals[1] += clock() - started

        return on_event

    def first_event_of_a_thread(frame: FrameType, event: str, argument: Any) -> None:
        profiler = profiler_of_a_thread()
        sys.setprofile(profiler)
        profiler(frame, event, argument)

    threading.setprofile(first_event_of_a_thread)
    sys.setprofile(profiler_of_a_thread())

    def stop() -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    return stop


class Children:
    """The processes that a script starts.

    What starts them is replaced rather than heard of through an audit hook: reading `frame.f_code` raises an audit
    event, so that such a hook would run several times at each call that is watched.
    """

    def __init__(self, table: CallTable, output: str) -> None:
        self._table, self._output = table, output
        self.forked = self.started = 0
        self.stop: Callable[[], None] = lambda: None
        """Ends the watching of calls."""
        self._exit = os._exit

    def watch(self) -> None:
        os.register_at_fork(after_in_parent=self._after_fork, after_in_child=self._begin)
        for name in ("posix_spawn", "posix_spawnp", "system"):
            if hasattr(os, name):
                setattr(os, name, self._counting(getattr(os, name)))
        for module, name in (("_posixsubprocess", "fork_exec"), ("subprocess", "_fork_exec")):
            # The second has the first under a name of its own, if something has imported it already.
            with suppress(ImportError, AttributeError):
                place = importlib.import_module(module) if module[0] == "_" else sys.modules.get(module)
                setattr(place, name, self._counting(getattr(place, name)))

    def _after_fork(self) -> None:
        self.forked += 1

    def _counting(self, start: Callable[..., Any]) -> Callable[..., Any]:
        """What starts one program each time it is called."""

        @functools.wraps(start)
        def started(*args: Any, **kwargs: Any) -> Any:
            forked = self.forked
            try:
                result = start(*args, **kwargs)
            finally:
                self.forked = forked  # of a program with a `preexec_fn` the fork is heard of too
            with suppress(Exception):  # the program runs: what is odd about its arguments is not the script's trouble
                self._count(_command(args))
            return result

        started.counts = True  # type: ignore[attr-defined]
        return start if hasattr(start, "counts") else started

    def _count(self, command: str) -> None:
        """One process more, but for the one in which `multiprocessing` cleans up. Its fork server starts one process
        when it starts itself, and one each time that it is asked again."""
        if "multiprocessing.resource_tracker" in command:
            return
        server = sys.modules.get("multiprocessing.popen_forkserver")
        if server is not None and "multiprocessing.forkserver" in command:
            if hasattr(server.Popen._launch, "counts"):
                return
            server.Popen._launch = self._counting_asked(server.Popen._launch)
        self.started += 1

    def _counting_asked(self, launch: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        def launched(popen: Any, process: Any) -> None:
            launch(popen, process)
            self.started += 1

        launched.counts = True  # type: ignore[attr-defined]
        return launched

    def _begin(self) -> None:
        """In a child just forked: what it calls is written down when it ends, which such processes do by `os._exit`."""
        self.forked = self.started = 0
        self._table.codes.clear()
        self._table.totals.clear()
        os._exit = self._end  # type: ignore[assignment]

    def _end(self, status: int) -> None:
        try:
            self.stop()
            with suppress(OSError):
                write(f"{self._output}.{os.getpid()}", {**self._table.as_json(), **self.as_json()})
        finally:
            self._exit(status)

    def as_json(self) -> dict[str, int]:
        return {"forked": self.forked, "started": self.started}


def _command(args: tuple[Any, ...]) -> str:
    """What is run, by the arguments of what starts it: the first that is a list of words, or else one text. Words of
    other types, such as paths, are left out."""
    words = next((given for given in args if isinstance(given, (list, tuple))), args[:1])
    return " ".join(os.fsdecode(word) for word in words if isinstance(word, (str, bytes)))


def write(path: str, data: dict[str, Any]) -> None:
    """Whole or not at all: whoever reads while a child still writes finds no file by that name."""
    part = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}")
    with open(part, "w", encoding="utf-8") as file:
        json.dump(data, file)
    os.replace(part, path)


def _failure(error: BaseException, script: str) -> tuple[str, Any, str]:
    """What a script ended with, the line of it that it got to, and the traceback from its own frames on, of which a
    script that is no Python has none."""
    own = error.__traceback__
    while own is not None and own.tb_frame.f_code.co_filename != script:
        own = own.tb_next
    is_no_python = own is None and getattr(error, "filename", None) == script
    line = getattr(error, "lineno", None) if is_no_python else None if own is None else own.tb_lineno
    shown = traceback.format_exception(type(error), error, own if own or is_no_python else error.__traceback__)
    return "".join(traceback.format_exception_only(type(error), error)).splitlines()[-1], line, "".join(shown)


def run(script: str, arguments: list[str], table: CallTable, children: Children) -> dict[str, Any]:
    """Runs the script as `python SCRIPT ARGS` would, watched; returns how it ended."""
    sys.argv = [script, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    watch = watch_with_monitoring if hasattr(sys, "monitoring") else watch_with_profile
    status: Any = 0
    failure: Any = None
    started = time.perf_counter()
    children.stop = stop = watch(table)
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as exit_request:
        status = exit_request.code
    except BaseException as error:  # whatever the user's script raises ends the recording, and is reported with it
        status, failure = 1, _failure(error, script)
    finally:
        stop()
    if not isinstance(status, int):
        if status is not None:
            print(status, file=sys.stderr)  # as Python does with `sys.exit("message")`
        status = 0 if status is None else 1
    elapsed = time.perf_counter() - started
    return {"elapsed": elapsed, "exit": status, "failure": failure, "hooks": watch.__name__}


def main(argv: list[str]) -> int:
    output, script, *arguments = argv
    table = CallTable()
    children = Children(table, output)
    children.watch()
    mine = os.getpid()
    outcome = run(script, arguments, table, children)
    path = output if os.getpid() == mine else f"{output}.{os.getpid()}"  # a child may go on to the script's end
    write(path, {**table.as_json(), **outcome, **children.as_json()})
    if outcome["failure"]:
        sys.stderr.write(outcome["failure"][-1])
    return int(outcome["exit"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
