"""The ops that a name can mean, in sources that were never indexed: of the C++ only what mentions them is read.

Which ops a name can mean is told by the names and endpoints of the api_def files. Where neither these nor Python know
it, the C++ sources are searched for the name itself. The rows are then made by `tracer.link.ops` from the files that
mention one of the ops, the headers with registration macros, and the BUILD files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property

from tracer import facts as f
from tracer.extract import build_rules
from tracer.extract.cpp import HINTS, RUN_TIME_REGISTRATION
from tracer.extract.cpp_texts import defines
from tracer.link.ops import LinkedOps, Load, ops_among
from tracer.link.ops_build import Targets, wrapper_modules
from tracer.link.ops_generated import snake_case
from tracer.link.ops_kernels import KERNEL
from tracer.link.ops_wrappers import module_symbol
from tracer.link.program import Module, Program, split_key
from tracer.link.quick_files import Files, Words, pattern
from tracer.linked import CPP, Export, Gradient, Kernel, Op, Symbol

_API_DEF = re.compile(r"(?:base|python)_api/api_def_(\w+)\.pbtxt$")
_LISTED = re.compile(rb'^op \{\r?\n *name: *"(\w+)"', re.MULTILINE)
_ENDPOINT = re.compile(rb"endpoint\s*\{[^{}]*?\bname\s*:\s*[\"']([\w.]+)[\"']")
_REGISTERS = rb"\b[A-Z][A-Z0-9_]{2,}\s*\([^();]*\b%s\b|\b(?:class|struct)\s+%s\b"
"""An op or a kernel class as an argument of a macro, or the class itself."""
_MACROS = (b"REGISTER", b"TF_CALL_")
_DEFINES_MACROS = re.compile(rb"define (?:REGISTER|TF_CALL_)")
_PARTS = re.compile(rb"\.\s*(?:Attr|Input|Output)\(\s*(?:\w+::)*(\w+)\(\s*\)\s*\)")
"""A part of a registration that a function says, such as `GetPaddingAttrString()`."""
_NEXT = re.compile(rb"\n(?=[A-Z][A-Z0-9_]+[ \t]*\()")
"""What a registration ends at: the next one."""
_MACRO = re.compile(rb"(?m)^[ \t]*#[ \t]*define\b(?:[^\n]*\\\r?\n)*[^\n]*")
_MACRO_NAME = re.compile(rb"#[ \t]*define[ \t]+(\w+)\(")
_LEADS_TO_NAME = re.compile(rb"\b[A-Z][A-Z0-9_]{2,}\s*\(|#[ \t]*define\b|\b(?:class|struct)\b[^{}()]*$")
"""What stands before a name, in its statement, where that is not merely mentioned."""
_CONSTANT = rb"\b(\w+)\s*(?:\[\w*\]\s*)?=\s*\"(?:%s)\"\s*;"
"""A constant that names an op."""
_GRADIENT = rb"(?:RegisterGradient|NotDifferentiable|NoGradient|no_gradient)\s*\(\s*['\"]%s['\"]"
_BELOW_OPS = (f"{KERNEL}:", f"{CPP}:")
_NOTHING = LinkedOps((), (), (), (), (), (), (), {}, {})


class QuickOps:
    """The rows of ops, made for one name after another."""

    def __init__(self, program: Program, load: Load, files: Files) -> None:
        self.program = program
        self.files = files
        self._load = load
        self.about = cache(self._about)
        self._rows = cache(self._rows_of)

    # ------------------------------------------------------------------------------------------- rows

    def symbol(self, key: str) -> Symbol | None:
        """The symbol of an op, of a kernel's class, of a generated module or a function in one."""
        module, qualname = split_key(key)
        name = qualname or module.rpartition(".")[2]
        rows = self.about(name.partition("#")[0], thorough=True).symbols
        return next((symbol for symbol in rows if symbol.key == key), None)

    def op(self, name: str) -> Op | None:
        return next((op for op in self.about(name, thorough=True).ops if op.name == name), None)

    def ops_of_function(self, function: str, module: str | None) -> list[Op]:
        name = (module or "").rpartition(".")[2]
        if not name.startswith("gen_"):
            return []
        written = self.program.module(module) if module else None
        ops = self._installed([written]).ops if written is not None else self.about(function, thorough=True).ops
        return [op for op in ops if (op.module, op.function) == (module, function)]

    def kernels(self, op: str) -> list[Kernel]:
        return [kernel for kernel in self.about(op, thorough=True).kernels if kernel.op == op]

    def gradients(self, op: str) -> list[Gradient]:
        return [gradient for gradient in self.about(op, thorough=True).gradients if gradient.op == op]

    def is_function(self, module: str, name: str) -> bool:
        """Whether a function of that name wraps an op, by the api_def files alone or by the list of all ops, and is in
        a generated module: the ops of `gen_math_ops` are registered in `ops/math_ops.cc`, where there is one."""
        called = [op for op in self._called(name) if snake_case(op) == name.lstrip("_")]
        files = self._registering.get(module.rpartition(".")[2].removeprefix("gen_"))
        if not called or files is None:
            return bool(called)
        literal = re.compile(b'"(?:%s)"' % "|".join(called).encode())
        return any(self.files.found(literal, file) for file in files)

    @cached_property
    def _registering(self) -> dict[str, list[f.SourceFile]]:
        """The C++ files in folders of ops, by their names."""
        found: dict[str, list[f.SourceFile]] = {}
        for file in self.files.of_kind("cpp"):
            if "/ops/" in file.path and file.path.endswith(".cc"):
                found.setdefault(file.path.rpartition("/")[2].removesuffix(".cc"), []).append(file)
        return found

    def exports(self, name: str, *, thorough: bool) -> list[Export]:
        """The exports whose name ends in `name`."""
        tail, last = f".{name}", name.rpartition(".")[2]
        public = (public for op in self._called(last) for public in self._public.get(op, ()))
        if not thorough and not any(f".{one}".endswith(tail) for one in public):
            return []
        return [row for row in self.about(last, thorough=thorough).exports if f".{row.name}".endswith(tail)]

    def in_file(self, file: f.SourceFile, line: int | None) -> list[Symbol]:
        """The ops and kernel classes of a C++ file, the generated modules of a BUILD file, or those around a line."""
        facts = self._load(file)
        if isinstance(facts, f.BuildFacts):
            return self._of_file(file, line, self._modules())
        if not isinstance(facts, f.CppFacts):
            return []
        lines = self.files.read(file).decode("utf-8", "replace").split("\n")
        text = "\n".join(lines) if line is None else lines[line - 1] if 0 < line <= len(lines) else ""
        names = [op.name for op in facts.ops if line is None or op.line <= line <= op.end_line]
        names += re.findall(r"\b[A-Z]\w+", text)
        found = (symbol for name in dict.fromkeys(names) for symbol in self.about(name, thorough=True).symbols)
        return self._of_file(file, line, found)

    def _of_file(self, file: f.SourceFile, line: int | None, symbols: Iterable[Symbol]) -> list[Symbol]:
        number = self.program.number(file)
        here = (symbol for symbol in symbols if symbol.file == number)
        return [symbol for symbol in here if line is None or symbol.line <= line <= symbol.end_line]

    def names(self) -> Iterable[str]:
        """The ops that have an api_def file."""
        return self._public

    def _about(self, name: str, *, thorough: bool) -> LinkedOps:
        """The rows of the ops that `name` can mean: by their own name, by a generated function's, by the last part of
        an endpoint; with `thorough` also where only C++ tells, and the kernel classes of that name."""
        if not name.isidentifier():
            return _NOTHING
        if not self.files.of_kind("cpp"):
            return self._installed(self._exporting(name), name)
        if name.startswith("gen_"):
            return _only(_NOTHING, frozenset(), symbols=tuple(self._modules(name)))
        ops = set(self._called(name)) or (self._mentioned(name) if thorough else set())
        return self._linked(ops, name) if ops else _NOTHING

    # -------------------------------------------------------------------------------------- which ops

    @cached_property
    def _public(self) -> dict[str, tuple[str, ...]]:
        """The ops that have an api_def file, each with the public names it may have below `tf`."""
        found: dict[str, list[str]] = {}
        for file, content in self.files.read_all("api_def"):
            op = self._op_of(file)
            if op is not None:
                endpoints = (snake_case(name.decode()) for name in _ENDPOINT.findall(content))
                found.setdefault(op, []).extend(endpoints)
        return {op: (*(names or [snake_case(op)]), f"raw_ops.{op}") for op, names in found.items()}

    @cached_property
    def _by_word(self) -> dict[str, set[str]]:
        """Those ops by all that they may be asked for as."""
        found: dict[str, set[str]] = {}
        for op, names in (self._public or dict.fromkeys(self._listed, ())).items():
            for word in (op, snake_case(op), *(name.rpartition(".")[2] for name in names)):
                found.setdefault(word, set()).add(op)
        return found

    @property
    def _listed(self) -> Iterator[str]:
        """The ops of the list of all ops, which is all there is before the api_def files (TensorFlow 1.5)."""
        for file, content in self.files.read_all("api_def"):
            if self._op_of(file) is None:
                yield from (name.decode() for name in _LISTED.findall(content))

    def _called(self, name: str) -> Iterable[str]:
        """The ops that `name` can mean, `_name` being a function that is not public."""
        return self._by_word.get(name.lstrip("_") if name.islower() else name, ())

    def _mentioned(self, name: str) -> set[str]:
        """`name` itself, and the op that a function of that name would wrap, where C++ can register one of them."""
        op = "".join(f"{part[:1].upper()}{part[1:]}" for part in name.split("_"))
        registers = re.compile(_REGISTERS.replace(b"%s", f"(?:{name}|{op})".encode()))
        return {name, op} if self.files.matching(registers, (name.encode(), op.encode()), "cpp") else set()

    # --------------------------------------------------------------------------------------- their rows

    def _linked(self, ops: set[str], name: str) -> LinkedOps:
        """The rows of `ops`, and of the kernel classes and C++ functions called `name`."""
        rows = self._rows(frozenset(ops))
        known = frozenset(op.name for op in rows.ops if op.name in ops)
        of_cpp = tuple(one for one in rows.symbols if one.key.startswith(_BELOW_OPS) and one.name == name)
        return _only(rows, known, symbols=of_cpp)

    def _rows_of(self, ops: frozenset[str]) -> LinkedOps:
        """All rows of the files that mention one of `ops`. Files are extracted while git searches for others."""
        gradients = self._gradient_files(sorted(ops))
        definitions = [file for file in self.files.of_kind("api_def") if self._op_of(file) in ops]
        self.files.fetch([*gradients, *definitions, *self._generating])
        words = [op.encode() for op in sorted(ops)]
        mentioned = Words(words)
        telling = self._telling(words)
        is_registered = any(mentioned.search(self.files.read(file)) for file in telling)
        lists = [] if is_registered else self._lists(mentioned)
        if not is_registered and not lists:
            return _NOTHING
        if lists:
            telling += self.files.containing((RUN_TIME_REGISTRATION.encode(),), "cpp")
        telling += (file for file in self._saying_parts(telling, mentioned) if file not in telling)
        read = [*telling, *definitions, *lists, *self._builds]
        self.files.fetch([*read, *gradients])
        chosen = {(file.source, file.path) for file in read}
        return ops_among(
            self.program,
            lambda file: self._load(file) if (file.source, file.path) in chosen else None,
            list(self._modules_of(gradients)),
        )

    def _telling(self, words: list[bytes]) -> list[f.SourceFile]:
        """The C++ files that can say something of the ops called so, and headers whose macros they are read by.
        Headers are searched first: other files may use a macro that registers an op, or a constant that names
        it, without a word of it."""
        headers = list(self.files.containing((*words, *_MACROS), "header"))
        constant = re.compile(_CONSTANT.replace(b"%s", b"|".join(words)))
        # The pattern tries each word of a text: it is worth it only where the op's name is quoted at all.
        quoted = [b'"%s"' % word for word in words]
        texts = ((file, self.files.read(file)) for file in headers)
        naming = {
            file: names
            for file, text in texts
            if any(word in text for word in quoted) and (names := constant.findall(text))
        }
        words = [*words, *sorted(set().union(*naming.values()))]
        named = Words(words)
        headers = self._hinting(headers)
        naming_any = (text for text in map(self.files.read, headers) if named.search(text))
        defined = (macro for text in naming_any for macro in _MACRO.findall(text) if named.search(macro))
        macros = sorted({name for text in defined for name in _MACRO_NAME.findall(text)})
        if unusual := [name for name in macros if not any(part in name for part in _MACROS)]:
            headers += self._hinting(self.files.containing(unusual, "header"))
        words = [*words, *macros]
        registers = Words(words)
        texts = ((file, self.files.read(file)) for file in headers)
        telling = dict.fromkeys(file for file, text in texts if _DEFINES_MACROS.search(text) or registers.search(text))
        self.files.fetch(telling)
        used = Words(macros)
        texts = ((file, self.files.read(file)) for file in self.files.containing(words, "unit"))
        units = self._hinting(file for file, text in texts if used.search(text) or _says_something(text, named))
        telling |= dict.fromkeys((*naming, *units))
        self.files.fetch(telling)
        return list(telling)

    def _hinting(self, files: Iterable[f.SourceFile]) -> list[f.SourceFile]:
        """Those C++ files that may register something."""
        return [file for file in files if any(hint in self.files.read(file) for hint in HINTS)]

    def _saying_parts(self, registering: Iterable[f.SourceFile], mentioned: Words) -> list[f.SourceFile]:
        """The files that define the functions which say parts of the ops' registrations in other files."""
        texts: list[bytes] = []
        for content in map(self.files.read, registering):
            found = ((text, mentioned.search(text)) for text in _NEXT.split(content))
            texts += (text[match.start() :] for text, match in found if match is not None)
            texts += _MACRO.findall(content)
        names = sorted({name for text in texts for name in _PARTS.findall(text)})
        return list(self.files.matching(defines(b"|".join(names)), names, "cpp")) if names else []

    def _lists(self, mentioned: Words) -> list[f.SourceFile]:
        """The lists of all ops (`ops.pbtxt`), for ops that no C++ text here registers."""
        files = self.files.read_all("api_def")
        return [file for file, content in files if self._op_of(file) is None and mentioned.search(content)]

    @staticmethod
    def _op_of(file: f.SourceFile) -> str | None:
        match = _API_DEF.search(file.path)
        return match[1] if match is not None else None

    @cached_property
    def _telling_builds(self) -> list[f.SourceFile]:
        """The BUILD files that say something of ops."""
        return [file for file, content in self.files.read_all("build") if build_rules.tells(content)]

    @cached_property
    def _generating(self) -> list[f.SourceFile]:
        """Those of them that can say which modules are generated."""
        return [file for file in self._telling_builds if build_rules.generates(self.files.read(file))]

    @cached_property
    def _builds(self) -> list[f.SourceFile]:
        """These, and those with the libraries that they lead to: a third of all. All where no module is generated, and
        names are what they are by convention unless there is any."""
        read, others = [], dict.fromkeys(self._telling_builds)
        wanted = self._generating or self._telling_builds
        while wanted:
            self.files.fetch(wanted)
            read += wanted
            for file in wanted:
                del others[file]
            packages = Targets({number: (file.path, self._load(file)) for number, file in enumerate(read)}).packages()
            wanted = [file for file in others if posixpath.dirname(file.path) in packages]
        return sorted(read, key=self.program.number)

    def _modules_of(self, files: Iterable[f.SourceFile]) -> Iterator[Module]:
        names = dict.fromkeys(self.program.tree.module_of(file) for file in files)
        found = (self.program.module(name) for name in names if name)
        return (module for module in found if module is not None)

    def _modules(self, name: str | None = None) -> Iterator[Symbol]:
        """The generated modules, or those of that name."""
        self.files.fetch(self._builds)
        builds = {self.program.number(file): (file.path, self._load(file)) for file in self._builds}
        sources = {file.path: file for file in self.files.of_kind("cpp")}
        for module in wrapper_modules(builds, sources):
            is_called = name in (None, module.name.rpartition(".")[2])
            is_generated = is_called and not self.program.tree.exists(module.name)
            if is_generated and any(b"REGISTER_" in self.files.read(sources[path]) for path in module.sources):
                yield module_symbol(module)

    # ----------------------------------------------------------------------------------- without C++

    def _exporting(self, name: str) -> list[Module]:
        """The generated Python modules that export an op of that name."""
        exported = re.compile(rb"['\"]raw_ops\.%s['\"]" % re.escape(name).encode())
        generated = (
            file
            for file in self.files.of_kind("python")
            if file.module is not None and file.module.rpartition(".")[2].startswith("gen_")
        )
        return list(self._modules_of(file for file in generated if exported.search(self.files.read(file))))

    def _installed(self, modules: list[Module], name: str | None = None) -> LinkedOps:
        if not modules:
            return _NOTHING
        ops = [op.name for op in ops_among(self.program, lambda _: None, modules).ops if name in (None, op.name)]
        told = [*modules, *self._modules_of(self._gradient_files(ops))] if name is not None else modules
        return _only(ops_among(self.program, lambda _: None, told), frozenset(ops))

    def written_in(self, module: Module) -> tuple[Symbol, ...]:
        """The ops of a generated module that is there as a file."""
        is_generated = module.name.rpartition(".")[2].startswith("gen_")
        return self._installed([module]).symbols if is_generated else ()

    def _gradient_files(self, ops: Iterable[str]) -> list[f.SourceFile]:
        """The Python files that register a gradient of one of `ops`."""
        return [file for op in ops for file in self.files.matching(pattern(_GRADIENT, op), (op.encode(),))]


def _says_something(text: bytes, named: Words) -> bool:
    """Whether a C++ text can say anything of something called so: in quotes, in the statement of a macro, or by making
    a class or a function of that name. Half of those with such a name in them only mention it, or call what has it."""
    for match in named.finditer(text):
        start, end = match.span()
        if b'"' in (text[start - 1 : start], text[end : end + 1]):
            return True
        if _LEADS_TO_NAME.search(text[text.rfind(b";", 0, start) + 1 : start]):
            return True
        line = text.rfind(b"\n", 0, start) + 1
        if text[end : end + 1] == b"(" and text[line : line + 1].isalpha():
            return True
    return False


def _only(rows: LinkedOps, ops: frozenset[str], *, symbols: tuple[Symbol, ...] = ()) -> LinkedOps:
    """The rows of some ops and their generated functions, and `symbols` besides."""
    found = tuple(op for op in rows.ops if op.name in ops)
    wrappers: dict[str, dict[str, str]] = {row.module: {} for row in rows.bindings}
    for row in rows.bindings:
        if row.target.startswith("op:"):
            wrappers[row.module][row.name] = row.target.removeprefix("op:")

    def is_of(key: str) -> bool:
        module, name = split_key(key)
        return (name if module == "op" else wrappers.get(module, {}).get(name)) in ops

    return LinkedOps(
        found,
        tuple(row for row in rows.kernels if row.op in ops),
        tuple(row for row in rows.gradients if row.op in ops),
        (*(row for row in rows.symbols if is_of(row.key)), *symbols),
        tuple(row for row in rows.exports if is_of(row.symbol)),
        tuple(row for row in rows.bindings if is_of(f"{row.module}:{row.name}")),
        (),
        {},
        {},
    )
