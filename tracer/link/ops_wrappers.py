"""The modules that a build generates: a function for each op, its public names and the way there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracer import facts as f
from tracer.link import public_api
from tracer.link.ops_build import WrapperModule, wrapper_modules
from tracer.link.ops_generated import Api, endpoints, function_name, signature, snake_case
from tracer.link.program import Program
from tracer.linked import Binding, Export, Op, Symbol

_PYTHON_OPS = "tensorflow.python."
_RULES = ("tensorflow/python/build_defs.bzl", "tensorflow/python/BUILD")
_HIDDEN = "tensorflow/python/ops/hidden_ops.txt"
"""Until TensorFlow 1.6, the ops whose functions the generator calls `_mat_mul`, where the rules pass the list on."""


@dataclass(slots=True)
class Known:
    """One op: its registration, the places of others (file and line), and what the api_def files say."""

    registration: f.OpRegistration
    file: int
    api: Api
    sources: tuple[int, ...] = ()
    first: tuple[int, int] | None = None
    others: tuple[tuple[int, int], ...] = ()


class Wrappers:
    """The generated modules: a function for each op, its exports, the way there."""

    def __init__(self, program: Program, builds: dict[int, tuple[str, f.BuildFacts]], known: dict[str, Known]) -> None:
        self.program = program
        self.builds = builds
        self.known = known
        self.functions: dict[str, list[str]] = {}
        self.symbols: list[Symbol] = []
        self.exports: list[Export] = []
        self.bindings: list[Binding] = []
        self._wrapped: dict[str, tuple[str, str]] = {}
        self._hidden = _listed_as_hidden(program)

    def generate(self, registered: dict[str, list[str]]) -> None:
        """Fills the lists; `registered` says which ops each C++ file registers."""
        modules = wrapper_modules(self.builds, registered)
        modules.sort(key=lambda module: (not module.name.startswith(_PYTHON_OPS), module.name))
        for module in modules:
            names = dict.fromkeys(name for source in module.sources for name in registered[source])
            if module.target is not None and module.target.op_whitelist:
                names = {name: None for name in names if name in module.target.op_whitelist}
            self._module(module, [name for name in names if name in self.known])

    def _module(self, module: WrapperModule, names: Iterable[str]) -> None:
        hidden = frozenset(module.target.hidden) if module.target is not None else frozenset[str]()
        exists = self.program.tree.exists(module.name)
        functions: list[str] = []
        for name in sorted(names):
            one = self.known[name]
            api = one.api if module.target is None or module.target.has_api_def else Api()
            function = function_name(name, api, hidden)
            if name in self._hidden and module.name.startswith(_PYTHON_OPS):
                function = f"_{snake_case(name)}"
            if function is None:
                continue
            public = module.name.startswith(_PYTHON_OPS)
            if name not in self._wrapped or public:
                self._wrapped.setdefault(name, (module.name, function))
            functions.append(function)
            if not exists:
                self._function(module, name, function, api)
        if functions and not exists:
            self.functions.setdefault(module.name, []).extend(functions)
            self.symbols.append(module_symbol(module))

    def _function(self, module: WrapperModule, name: str, function: str, api: Api) -> None:
        one = self.known[name]
        registration = one.registration
        key = f"{module.name}:{function}"
        is_public = module.name.startswith(_PYTHON_OPS) and not module.name.rpartition(".")[2].startswith("test_")
        rows = list(self._exports(name, key, api, one)) if is_public else []
        best = next((row for row in rows if row.api == self.program.api and not row.deprecated), None)
        best = best or next((row for row in rows if row.api == self.program.api), None)
        self.symbols.append(
            Symbol(
                key=key, kind="function", name=function, module=module.name, qualname=function, file=one.file,
                line=registration.line, end_line=registration.end_line, signature=signature(registration, api),
                origin="generated", canonical=best.name if best else None,
            )
        )  # fmt: skip
        self.exports += rows
        text = f"{module.target.rule}(name = {module.target.name!r})" if module.target else f"generated: {module.path}"
        self.bindings.append(
            Binding(module.name, function, "generated", key, None, None, module.file, module.line, text)
        )
        macro = f" through {registration.macro}" if registration.macro else ""
        self.bindings.append(
            Binding(
                module.name, function, "op", f"op:{name}", None, None, one.file, registration.line,
                f'REGISTER_OP("{name}"){macro}', rank=1,
            )
        )  # fmt: skip

    def _exports(self, name: str, key: str, api: Api, one: Known) -> Iterator[Export]:
        file, line = one.first or (one.file, one.registration.line)
        # Where the API is what the root package imports, nothing else that the generator exports is public.
        named = () if public_api.is_imported(self.program) else endpoints(name, api)
        for endpoint, in_latest, deprecated in named:
            text = f'endpoint {{ name: "{endpoint}" }}'
            yield Export(f"tf.{endpoint}", "v1", key, file, line, text, deprecated)
            if in_latest:
                yield Export(f"tf.{endpoint}", "v2", key, file, line, text, deprecated)
        if self._has_raw_ops():
            raw = name.replace(">", "_")
            for version in ("v1", "v2"):
                text = f'REGISTER_OP("{name}")'
                yield Export(f"tf.raw_ops.{raw}", version, key, one.file, one.registration.line, text)

    def _has_raw_ops(self) -> bool:
        """`tf.raw_ops` came with TensorFlow 1.14."""
        release = self.program.release
        return release is None or tuple(release) >= (1, 14)

    def op(self, name: str, one: Known) -> Op:
        """The row of an op."""
        registration = one.registration
        module, function = self._wrapped.get(name, (None, None))
        return Op(
            name=name,
            file=one.file,
            line=registration.line,
            end_line=registration.end_line,
            module=module,
            function=function,
            signature=signature(registration, one.api),
            endpoints=tuple((endpoint, deprecated) for endpoint, _, deprecated in endpoints(name, one.api)),
            visibility=one.api.visibility,
            api_def=tuple(self.program.files[number].path for number in one.sources),
            inputs=tuple(f"{argument.name}: {argument.type}" for argument in registration.inputs),
            outputs=tuple(f"{argument.name}: {argument.type}" for argument in registration.outputs),
            attributes=tuple(map(_attribute_text, registration.attributes)),
            partial=registration.partial,
        )


def _attribute_text(attribute: f.OpAttribute) -> str:
    minimum = f" >= {attribute.minimum}" if attribute.minimum else ""
    default = f" = {attribute.default}" if attribute.default is not None else ""
    return f"{attribute.name}: {attribute.type}{minimum}{default}"


def module_symbol(module: WrapperModule) -> Symbol:
    return Symbol(
        key=f"{module.name}:", kind="module", name=module.name.rpartition(".")[2], module=module.name, qualname="",
        file=module.file, line=module.line, end_line=module.line, origin="generated",
        warnings=(f"generated at build time as {module.path}",),
    )  # fmt: skip


def _listed_as_hidden(program: Program) -> frozenset[str]:
    read = program.read
    if read is None or not any(b"hidden_ops" in (read(path) or b"") for path in _RULES):
        return frozenset()
    lines = (read(_HIDDEN) or b"").decode("utf-8", "replace").splitlines()
    return frozenset(line.strip() for line in lines if not line.startswith("#"))
