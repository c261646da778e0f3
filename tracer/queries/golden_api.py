"""The public API of a snapshot as TensorFlow's golden files have it, computed from source alone.

The rules are those of tensorflow/tools/api/lib/python_object_to_proto_visitor.py (what is listed of an object, how an
MRO is cut), tensorflow/tools/common/public_api.py (what is private, what is not descended into) and traverse.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracer.golden import ArgSpec, Golden, descriptor_text
from tracer.link.standard import is_module
from tracer.linked import EXTERNAL, TF_KERAS, Export, Symbol
from tracer.queries import golden_template as template
from tracer.queries import golden_values as types_of
from tracer.queries.golden_members import ClassReader, argspec, library_object
from tracer.queries.golden_objects import object_class
from tracer.queries.golden_template import API_ROOTS, KERAS, Package, imported_modules

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import DescriptorProto

    from tracer.link.program import Program
    from tracer.queries.golden_protos import Descriptors

ROOT = "tensorflow"
_PRIVATE = {"tf": {"contrib"}, "tf.compat": {"v1", "v2"}}
"""What the test that writes the golden files adds to the visitor's own list of private names."""
_NOT_DESCENDED = {"tf.GPUOptions": {"Experimental"}}
"""As `_PRIVATE`, of names that are listed but not descended into."""
_NOT_LISTED = {"tf": {"tools"}}
_EMPTY = {"tf.test.TestCase", "tf.test.TestCase.failureException"}
_LEFT_OUT = {
    "tf.train.NanLossDuringTrainingError": {"message"},
    "tf.estimator.NanLossDuringTrainingError": {"message"},
    "tf.train.LooperThread": {"isAlive", "join", "native_id"},
}
_FLATTENED = {
    "tensorflow.lite.python.op_hint.OpHint.OpHintArgumentTracker": (
        "tensorflow.lite.python.op_hint.OpHintArgumentTracker"
    ),
    "tensorflow.python.training.monitored_session._MonitoredSession.StepContext": (
        "tensorflow.python.training.monitored_session.StepContext"
    ),
    "tensorflow.python.ops.variables.Variable.SaveSliceInfo": "tensorflow.python.ops.variables.SaveSliceInfo",
}
_EXCEPTIONS = {"Exception": "exceptions.Exception", "RuntimeError": "exceptions.RuntimeError"}
_DEPTH = 4


def golden_api(
    program: Program,
    symbols: Mapping[str, Symbol],
    exports: Iterable[Export],
    api: str,
    descriptors: Descriptors | None = None,
) -> dict[str, Golden]:
    """Path (`tensorflow.nn`) -> golden object, for every public module, class and protocol buffer of the API "v1" or
    "v2". `descriptors` are what the snapshot's `.proto` files say."""
    return _Builder(program, symbols, api, descriptors).build(exports)


class _Builder:
    def __init__(
        self, program: Program, symbols: Mapping[str, Symbol], api: str, descriptors: Descriptors | None
    ) -> None:
        self.program = program
        self.descriptors = descriptors
        self.symbols = symbols
        self.api = api
        self.reader = ClassReader(program, symbols)
        self._keras_apart = not program.tree.exists(TF_KERAS) or program.loaded_keras() is not None
        private, closed = template.visitor_maps(program)
        self._private, self._closed = _joined(private, _PRIVATE), _joined(closed, _NOT_DESCENDED)
        self.reached = imported_modules(program, API_ROOTS)
        self.found: dict[str, Golden] = {}
        self._members: dict[str, Golden] = {}

    def build(self, exports: Iterable[Export]) -> dict[str, Golden]:
        root = Package()
        for export in sorted(exports, key=self._preference):
            if not self._is_generated_api(export):
                continue
            parts = export.name.split(".")
            if export.api != self.api or parts[0] != "tf" or len(parts) < 2:
                continue
            package = root
            for part in parts[1:-1]:
                package = package.packages.setdefault(part, Package())
            package.names.setdefault(parts[-1], export)
        template.apply(self.program, self.api, root)
        self._package("tf", root)
        return self.found

    def _is_generated_api(self, export: Export) -> bool:
        """Whether TensorFlow's API generator comes to see the export. It imported a list of packages until 2.15; since
        then it reads sources, but those of op wrappers only where something uses them."""
        module = self._module_of(export)
        if not self.reached or module in self.reached or not module.startswith(f"{ROOT}."):
            return True
        symbol = self.symbols.get(export.symbol)
        generated = symbol is not None and symbol.origin == "generated"
        return not generated if types_of.is_modern(self.program) else module.startswith(KERAS)

    def _module_of(self, export: Export) -> str:
        symbol = self.symbols.get(export.symbol)
        if symbol is not None and symbol.origin == "generated":
            return symbol.module
        module = self.program.files[export.file].module if export.file is not None else None
        return module or export.symbol.partition(":")[0]

    def _preference(self, export: Export) -> tuple[bool, bool, bool, str]:
        """Another package's exports of TensorFlow's own names come last: the generator does not look there."""
        symbol = self.symbols.get(export.symbol)
        foreign = not export.name.startswith("tf.keras.") and not export.symbol.startswith(f"{ROOT}.")
        return (symbol is None, bool(symbol and symbol.dead), foreign, export.symbol)

    # -- modules

    def _package(self, path: str, package: Package) -> None:
        members: dict[str, str] = {}
        methods: dict[str, ArgSpec | None] = {}
        private = self._private.get(path, set())
        skipped = self._closed.get(path, set()) | ({"keras"} if path == "tf" and self._keras_apart else set())
        for name, below in package.packages.items():
            export = package.names.get(name)
            if name in private or _is_private(name) or (export is not None and self._is_class(export.symbol)):
                continue
            if not name.startswith("_") and name not in _NOT_LISTED.get(path, set()):
                members[name] = "module"
            if name not in skipped:
                self._package(f"{path}.{name}", below)
        for name in package.modules:
            members.setdefault(name, "module")
        for name, export in package.names.items():
            if name in private or name in members or _is_private(name):
                continue
            self._exported(f"{path}.{name}", name, export, members, methods, descend=name not in skipped)
        shown = {name: kind for name, kind in members.items() if not name.startswith("_")}
        listed = {name: spec for name, spec in methods.items() if not name.startswith("_")}
        self._add(Golden(_full(path), "module", (), shown, listed))

    def _exported(
        self,
        path: str,
        name: str,
        export: Export,
        members: dict[str, str],
        methods: dict[str, ArgSpec | None],
        *,
        descend: bool,
    ) -> None:
        key = export.symbol
        symbol = self.symbols.get(key)
        if self._is_class(key):
            members[name] = types_of.metaclass(self.program, key)
            if descend:
                self._class(path, key, 0)
        elif _is_proto(key):
            members[name] = self._proto_metaclass()
            if descend:
                self._message(path, self.descriptors.of_key(key) if self.descriptors is not None else None)
        elif (made := object_class(self.program, key)) is not None:
            members[name] = types_of.class_name(self.program, made)
        elif symbol is not None and symbol.kind in ("function", "method"):
            methods[name] = self._spec(symbol)
        elif symbol is not None and symbol.kind == "module":
            members[name] = "module"
        elif (target := self.symbols.get(types_of.target_of(self.program, key))) and target.kind == "function":
            methods[name] = self._spec(target)
        else:
            kind = self._kind(key)
            if kind == "function":
                methods[name] = None
            else:
                members[name] = kind

    def _spec(self, symbol: Symbol) -> ArgSpec | None:
        return argspec(symbol.signature, keyword_only=self.reader.keyword_only) if symbol.signature else None

    def _kind(self, key: str) -> str:
        """The type of a constant; what comes from Python's own library is looked at, what comes from elsewhere goes by
        how it is written."""
        if "_pb2" in key:
            return "int"
        if key.startswith("<external>:typing."):
            return types_of.TYPING_ALIAS
        target = types_of.target_of(self.program, key)
        value = library_object(target) if target.startswith("<") else None
        if value is not None:
            return "function" if callable(value) else type(value).__name__
        kind = types_of.type_of_value(self.program, key)
        if kind == types_of.UNKNOWN and target.startswith(EXTERNAL):
            return _kind_as_written(target.removeprefix(EXTERNAL), kind)
        return kind

    def _is_class(self, key: str) -> bool:
        symbol = self.symbols.get(key)
        return symbol is not None and symbol.kind == "class"

    def _message(self, path: str, descriptor: DescriptorProto | None) -> None:
        self._add(Golden(_full(path), "proto", (), {}, {}, descriptor_text(descriptor) if descriptor else ""))
        for nested in descriptor.nested_type if descriptor else ():
            if nested.name not in self._closed.get(path, set()):
                self._message(f"{path}.{nested.name}", nested)

    def _proto_metaclass(self) -> str:
        if types_of.is_modern(self.program):
            return "google._upb._message.MessageMeta"
        return "google.protobuf.pyext.cpp_message.GeneratedProtocolMessageType"

    # -- classes

    def _class(self, path: str, key: str, depth: int) -> None:
        if path in _EMPTY:
            return
        golden = self._members.get(key)
        read = self.reader.read(key)
        if golden is None:
            golden = self._members[key] = Golden("", "class", self._order(key), read.members, read.methods)
        left_out = _LEFT_OUT.get(path, set())
        members = {name: kind for name, kind in golden.members.items() if name not in left_out}
        methods = {name: spec for name, spec in golden.methods.items() if name not in left_out}
        self._add(Golden(_full(path), "class", golden.is_instance, members, methods))
        if depth < _DEPTH:
            for name, nested in read.classes.items():
                if not _is_private(name) and nested != key and name not in self._closed.get(path, set()):
                    self._class(f"{path}.{name}", nested, depth + 1)

    def _order(self, key: str) -> tuple[str, ...]:
        if types_of.is_enum(self.program, key):
            return (types_of.class_name(self.program, key),)
        symbol = self.symbols.get(key)
        if symbol is None:
            name = key.partition(":")[2]
            return ("type" if name == types_of.ABSTRACT else name,)
        found: list[str] = []
        for name in symbol.mro:
            if name.rpartition(".")[2] == "_NewClass":
                continue
            plain = _FLATTENED.get(name, name).removeprefix("builtins.")
            found.append(_EXCEPTIONS.get(plain, plain))
            if "tensorflow" not in name and not (self._keras_apart and "keras" in name):
                break
            if "StubOutForTesting" in name:
                break
        return tuple(found)

    def _add(self, golden: Golden) -> None:
        self.found[golden.path] = golden


def _joined(one: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> dict[str, set[str]]:
    return {path: one.get(path, set()) | other.get(path, set()) for path in one.keys() | other.keys()}


def _is_proto(key: str) -> bool:
    """Whether `key` is a message class of a generated module; enumeration values are in capitals."""
    name = key.rpartition(":")[2].rpartition(".")[2]
    return ("_pb2:" in key or "_pb2." in key) and not name.isupper()


def _kind_as_written(path: str, unknown: str) -> str:
    """What something outside the snapshot is, as people spell such things: `mock` is a package, `numpy.dtype` is a
    function or class, `__version__` a value."""
    name = path.rpartition(".")[2]
    if name == path or is_module(path):
        return "module"
    if name.isupper() or name.startswith("__"):
        return unknown
    return "type" if name[:1].isupper() else "function" if name.islower() else unknown


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def _full(path: str) -> str:
    return ROOT + path.removeprefix("tf")
