"""One Python file or stub -> its facts: one libcst parse, one traversal, positions in the same pass.

Neither the file's path nor its module name is known here, nothing is imported, and nothing is raised for what
the bytes hold: what cannot be read comes back as a `Problem`.
"""

from __future__ import annotations

import gc
import io
import re
import tokenize

from tracer.extract import python2
from tracer.extract.attributes import instance_attributes
from tracer.extract.decorators import registrations
from tracer.extract.nodes import cst, parse_module
from tracer.extract.positions import OutOfStepError
from tracer.extract.statements import Statements
from tracer.facts import Problem, PythonFacts, PythonFlow

_PARSER_NAME = re.compile(r"^\s*(?:parser|tokenizer) error[\s:]*")
_PARSER_PLACE = re.compile(r"error at (\d+):(\d+)")


def extract(source: bytes) -> tuple[PythonFacts, PythonFlow]:
    """The facts of a Python file and the bodies of its functions.

    A file that cannot be read gives empty facts with one `Problem`, which names the reason and, if known, the line.
    """
    collecting = gc.isenabled()
    # A syntax tree is many small objects and no cycles: the collector would walk it again and again for nothing.
    gc.disable()
    try:
        return _extract(source)
    finally:
        if collecting:
            gc.enable()


def _extract(source: bytes) -> tuple[PythonFacts, PythonFlow]:
    null = source.find(b"\0")
    if null >= 0:
        return _skipped("contains a NUL byte", source.count(b"\n", 0, null) + 1)
    try:
        text = decode(source)
    except (SyntaxError, LookupError) as error:
        return _skipped(f"unknown encoding: {error}", 1)
    except UnicodeDecodeError as error:
        return _skipped(f"not {error.encoding}: {error.reason}", source.count(b"\n", 0, error.start) + 1)
    try:
        module = parse_module(text)
    except cst.ParserSyntaxError as error:
        return _read_as_python2(text) or _skipped(*_syntax_problem(text, error))
    except Exception as error:  # it may fail in other ways on unusual code
        return _skipped(f"the parser gave up: {type(error).__name__}: {' '.join(str(error).split())}"[:200], 0)
    return _traverse(module, text)


def _read_as_python2(text: str) -> tuple[PythonFacts, PythonFlow] | None:
    """The facts of Python 2; None for what is that neither."""
    respelt = python2.respelt(text)
    if respelt is None:
        return None
    try:
        return _traverse(parse_module(respelt), respelt)
    except Exception:  # as above; what is said is what was found first
        return None


def _traverse(module: cst.Module, text: str) -> tuple[PythonFacts, PythonFlow]:
    lines = text.count("\n") + (text[-1:] not in ("", "\n"))
    reader = None
    try:
        reader = Statements(text)
        lines = reader.lines()
        body = reader.block(module.body, documented=True)
        reader.check_end()
    except RecursionError:
        return _skipped("nested too deeply", reader.line if reader else 0, lines)
    except (OutOfStepError, IndexError) as error:
        offset = error.offset if isinstance(error, OutOfStepError) else len(text)
        return _skipped("tokens and syntax tree do not agree", text.count("\n", 0, offset) + 1, lines)
    definitions = tuple(reader.definitions)
    flow = PythonFlow(tuple(reader.bodies))
    found, problems = registrations(text, definitions, body, flow.bodies)
    attributes = instance_attributes(definitions, flow.bodies)
    return PythonFacts(definitions, body, found, problems, lines, attributes), flow


def decode(source: bytes) -> str:
    """The text of a Python file by PEP 263, without its byte order mark.

    Raises SyntaxError or LookupError for an encoding nobody knows, UnicodeDecodeError for bytes that are not in it.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    return source.decode(encoding)


def _skipped(reason: str, line: int, lines: int = 0) -> tuple[PythonFacts, PythonFlow]:
    return PythonFacts((), (), problems=(Problem(reason, line),), lines=lines), PythonFlow(())


def _syntax_problem(text: str, error: cst.ParserSyntaxError) -> tuple[str, int]:
    """The reason in one line, and the line: Python's own where it has one, which is where the mistake begins. The
    parser's is where it stopped, which may be lines below, or 1 for what is no token."""
    reason, line = _told_by_parser(error)
    python = _told_by_python(text)
    known, place = python or ("", line)
    # Names may hold letters that this Python's Unicode tables do not know, and terminals not either.
    reason = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in reason or known)
    return f"syntax error: {reason or 'cannot be parsed'}"[:200], place


def _told_by_python(text: str) -> tuple[str, int] | None:
    """What Python has against a text, and in which line."""
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except SyntaxError as error:
            return (error.msg, error.lineno) if error.lineno else None
        except (ValueError, MemoryError, RecursionError):
            return None
    return None


def _told_by_parser(error: cst.ParserSyntaxError) -> tuple[str, int]:
    message = str(error.message)
    found = _PARSER_PLACE.search(message)
    line = int(found[1]) if found else error.raw_line
    if found and found[2] == "0" and line > 1:
        line -= 1  # The place is where the offending token ends: behind the line break, on the line after.
    reason = _PARSER_PLACE.sub("", message.split("expected one of", 1)[0])
    return " ".join(_PARSER_NAME.sub("", reason).split()).strip(" :"), line
