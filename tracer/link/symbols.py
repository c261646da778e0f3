"""Rows of `tracer.linked.Symbol` for everything a module defines, and what its methods set on their instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import signatures
from tracer.link.exports import is_dead
from tracer.link.namespaces import Binding, Namespace
from tracer.link.values import is_named_tuple, named_tuple_call
from tracer.linked import WRAPPED, Origin, Signature, Symbol, SymbolKind, signature_text

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

_PROPERTIES = ("property", "cached_property", "abstractproperty", "classproperty")
_WRAPPERS_IMPORT = "_op_def_library"
_GENERATED = ("tensorflow._api.", "keras._tf_keras.")


def rows(program: Program, module: Module) -> Iterator[Symbol]:
    """The module itself, its definitions, variables and class attributes."""
    builder = _Builder(program, module)
    yield builder.module_symbol()
    for index in range(len(module.keys)):
        yield builder.definition(index)
    yield from builder.variables(None, module.namespace)
    for key, definition in zip(module.keys, module.facts.definitions, strict=True):
        namespace = program.class_namespace(key) if definition.kind == "class" and definition.body else None
        if namespace is not None:
            yield from builder.variables(key, namespace)
        yield from builder.tuple_fields(key, definition)
    for attribute in module.facts.attributes:
        if builder.is_own_attribute(attribute):
            yield builder.instance_attribute(attribute)


def of_key(program: Program, module: Module, key: str) -> Symbol | None:
    """The row of one symbol of `module`, without making the others."""
    builder = _Builder(program, module)
    index = module.by_key.get(key)
    if index is not None:
        return builder.definition(index)
    if key == f"{module.name}:":
        return builder.module_symbol()
    owner, _, name = key.rpartition(".")
    if ":" not in owner:
        owner, name = "", key.partition(":")[2]
    namespace = program.class_namespace(owner) if owner else module.namespace
    if namespace is None or name not in namespace.names:
        return builder.tuple_field(owner, name) or builder.set_by_method(owner, name)
    found = builder.variable_of(owner or None, name, namespace.names[name])
    return next((row for row in found if row.key == key), None)


def python_name(key: str) -> str:
    """`module.qualname` of a key, as Python's `__module__` and `__qualname__` would read."""
    module, _, qualname = key.partition(":")
    if module == "<builtin>":
        return f"builtins.{qualname}"
    if module == "<external>":
        return qualname
    return f"{module}.{qualname.partition('#')[0]}" if qualname else module


def origin_of(module: Module) -> Origin:
    if module.file.kind == "stub":
        return "stub"
    last = module.name.rpartition(".")[2]
    generated = last.endswith(("_pb2", "_pb2_grpc")) or module.name.startswith(_GENERATED) or _wraps_ops(module, last)
    return "generated" if generated else "source"


def _wraps_ops(module: Module, name: str) -> bool:
    """Whether TensorFlow's generator of op wrappers wrote the module; people call scripts `gen_*`, too."""
    if not name.startswith("gen_"):
        return False
    return _WRAPPERS_IMPORT in module.namespace.names or any(
        registration.name.startswith("raw_ops.") for registration in module.facts.registrations
    )


class _Builder:
    def __init__(self, program: Program, module: Module) -> None:
        self.program = program
        self.decorators = program.decorators
        self.of = module
        self.file = program.number(module.file)
        self.dead = is_dead(program, module.name)
        self.kept = {
            registration.symbol
            for registration in (module.facts.registrations if self.dead else ())
            if registration.kind == "export" and registration.details.get("package") == "tensorflow"
        }
        """What a dead copy of Keras still gives to TensorFlow's own API."""
        self.origin: Origin = origin_of(module)

    def module_symbol(self) -> Symbol:
        module = self.of
        parent, _, last = module.name.rpartition(".")
        return Symbol(
            f"{module.name}:", "module", last, module.name, "", self.file, 1, max(module.facts.lines, 1),
            f"{parent}:" if parent else None, origin=self.origin, dead=self.dead,
        )  # fmt: skip

    def definition(self, index: int) -> Symbol:
        definition = self.of.facts.definitions[index]
        key = self.of.keys[index]
        parent = self.of.keys[definition.parent] if definition.parent >= 0 else f"{self.of.name}:"
        bases: tuple[str, ...] = ()
        order: tuple[str, ...] = ()
        warnings: tuple[str, ...] = ()
        if definition.kind == "class":
            mro = self.program.mro(key)
            bases, order = tuple(map(self.class_name, mro.bases)), tuple(map(self.class_name, mro.keys))
            warnings = mro.warnings
        signature = self.signature(definition, key)
        if definition.kind == "function" and definition.decorators and signature is not None:
            warnings = tuple(self.hidden_signature(definition, signature))
        return Symbol(
            key, self.kind(definition), definition.name or "<lambda>", self.of.name, definition.qualname, self.file,
            definition.line, definition.end_line, parent, signature, bases, order,
            "stub" if key in self.of.stubs else self.origin, None,
            self.dead and definition.qualname.partition(".")[0] not in self.kept, warnings,
        )  # fmt: skip

    def hidden_signature(self, definition: f.Definition, signature: Signature) -> Iterator[str]:
        """What a wrapper that takes anything hides."""
        written = signatures.of_parameters(definition.parameters)
        if signature.varargs and signature.varkw and written != signature:
            yield f"{WRAPPED}{definition.name}{signature_text(written)}"

    def class_name(self, key: str) -> str:
        """`module.qualname` of a class; that of what `namedtuple` makes is its first argument."""
        call = named_tuple_call(self.program, key) if "<" not in key else None
        first = call.args[0].value if call is not None and call.args else None
        if isinstance(first, f.Constant):
            return f"{key.partition(':')[0]}.{first.value}"
        return python_name(key)

    def signature(self, definition: f.Definition, key: str) -> Signature | None:
        if definition.kind == "class":
            return signatures.of_class(self.program, self.decorators, key)
        owner = self.of.keys[definition.parent] if definition.parent >= 0 else None
        if owner is not None and not self.program.is_class(owner):
            owner = None
        return signatures.of_function(self.decorators, self.of, owner, definition)

    def kind(self, definition: f.Definition) -> SymbolKind:
        if definition.kind == "class":
            return "class"
        if definition.parent < 0 or self.of.facts.definitions[definition.parent].kind != "class":
            return "function"
        return "property" if any(map(is_property, definition.decorators)) else "method"

    def variables(self, owner: str | None, namespace: Namespace) -> Iterator[Symbol]:
        """Names bound to something made on the spot: constants, instances, namedtuples, class attributes."""
        for name, bindings in namespace.names.items():
            yield from self.variable_of(owner, name, bindings)

    def variable_of(self, owner: str | None, name: str, bindings: tuple[Binding, ...]) -> Iterator[Symbol]:
        own = f"{owner}.{name}" if owner else f"{self.of.name}:{name}"
        for binding in bindings:
            if binding.form not in ("value", "opaque"):
                continue
            found = self.program.follow(self.of.name, owner, binding)
            if any(resolved.key == own for resolved in found):
                yield from self.variable(own, owner, binding)
                return
            if owner is not None:
                # An alias in a class body (`__rmul__ = __mul__`) is an attribute of its own as well.
                yield self.attribute(own, owner, binding)
                return

    def variable(self, key: str, owner: str | None, binding: Binding) -> Iterator[Symbol]:
        if is_named_tuple(binding.value):
            yield from self.named_tuple(key, owner, binding, binding.value)
        elif owner is not None:
            yield self.attribute(key, owner, binding)
        else:
            yield self._symbol(key, "constant", f"{self.of.name}:", binding)

    def attribute(self, key: str, owner: str, binding: Binding) -> Symbol:
        call = binding.value if isinstance(binding.value, f.Call) else None
        kind: SymbolKind = "property" if call is not None and is_property(call.func) else "attribute"
        return self._symbol(key, kind, owner, binding)

    def named_tuple(self, key: str, owner: str | None, binding: Binding, made: f.Call) -> Iterator[Symbol]:
        """The class that a call of `namedtuple` makes; its `__qualname__` is the first argument, wherever it stands."""
        first = made.args[0].value if made.args else None
        module = self.of.name
        name = first.value if isinstance(first, f.Constant) else binding.name
        fields = signatures.field_names(made)
        end = max(binding.line, made.end_line)
        order = (f"{module}.{name}", "builtins.tuple", "builtins.object")
        yield Symbol(
            key, "class", binding.name, module, name, self.file, binding.line, end, owner or f"{module}:",
            signatures.of_named_tuple(made), order[1:2], order, self.origin, None, self.dead,
        )  # fmt: skip
        for field in fields:
            yield Symbol(
                f"{key}.{field}", "attribute", field, module, f"{name}.{field}", self.file, binding.line, binding.line,
                key, origin=self.origin, dead=self.dead,
            )  # fmt: skip

    def tuple_fields(self, key: str, definition: f.Definition) -> Iterator[Symbol]:
        """Fields of a namedtuple that is made among the bases of a class, but for those that its body binds anew."""
        namespace = self.program.class_namespace(key)
        for made in filter(is_named_tuple, (base.value for base in definition.bases)):
            for field in signatures.field_names(made):
                if namespace is None or field not in namespace.names:
                    yield self._tuple_field(key, definition, made, field)

    def _tuple_field(self, key: str, definition: f.Definition, made: f.Call, field: str) -> Symbol:
        return Symbol(
            f"{key}.{field}", "attribute", field, self.of.name, f"{definition.qualname}.{field}", self.file, made.line,
            max(made.line, made.end_line), key, origin=self.origin, dead=self.dead,
        )  # fmt: skip

    def tuple_field(self, owner: str, name: str) -> Symbol | None:
        index = self.of.by_key.get(owner)
        fields = self.tuple_fields(owner, self.of.facts.definitions[index]) if index is not None else ()
        return next((field for field in fields if field.name == name), None)

    def is_own_attribute(self, attribute: f.InstanceAttribute) -> bool:
        """Whether an attribute that a method sets is one of its class: what the body of a class in its MRO binds (a
        property with a setter, a default) is that class's."""
        return self.program.provider(self.of.keys[attribute.owner], attribute.name) is None

    def instance_attribute(self, attribute: f.InstanceAttribute) -> Symbol:
        owner = self.of.facts.definitions[attribute.owner]
        return Symbol(
            f"{self.of.keys[attribute.owner]}.{attribute.name}", "attribute", attribute.name, self.of.name,
            f"{owner.qualname}.{attribute.name}", self.file, attribute.line, max(attribute.line, attribute.end_line),
            self.of.keys[attribute.method], origin=self.origin, dead=self.dead,
        )  # fmt: skip

    def set_by_method(self, owner: str, name: str) -> Symbol | None:
        """The attribute `name` that methods of the class `owner` set."""
        for attribute in self.of.facts.attributes:
            if attribute.name == name and self.of.keys[attribute.owner] == owner and self.is_own_attribute(attribute):
                return self.instance_attribute(attribute)
        return None

    def _symbol(self, key: str, kind: SymbolKind, parent: str, binding: Binding) -> Symbol:
        qualname = key.partition(":")[2]
        end = getattr(binding.value, "end_line", binding.line)
        return Symbol(
            key, kind, binding.name, self.of.name, qualname, self.file, binding.line, max(end, binding.line), parent,
            origin=self.origin, dead=self.dead,
        )  # fmt: skip


def is_property(decorator: f.Expr) -> bool:
    """`@property`, `@cached_property`, `@x.setter` and the like."""
    name = dotted(decorator.func if isinstance(decorator, f.Call) else decorator) or ""
    last = name.rpartition(".")[2]
    return last in _PROPERTIES or (last in ("setter", "getter", "deleter") and "." in name)
