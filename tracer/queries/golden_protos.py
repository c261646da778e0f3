"""The descriptors of protocol buffers that the public API names, read from the `.proto` files of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FieldDescriptorProto

from tracer.extract.proto import ProtoError, read_proto
from tracer.linked import MESSAGES
from tracer.sources import SourceProvider

_FOLDERS = ("tensorflow", "third_party")


class Descriptors:
    """The messages of all `.proto` files, their types resolved. `unread` are the files that were not understood."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        self.unread: list[tuple[str, str]] = []
        self._messages: dict[str, DescriptorProto] = {}
        self._enums: dict[str, EnumDescriptorProto] = {}
        self._packages: dict[str, str] = {}
        for path, content in files:
            try:
                file = read_proto(content)
            except ProtoError as error:
                self.unread.append((path, str(error)))
                continue
            self._packages[path] = file.package
            self._add(file.package, file.message_type, file.enum_type)
        for name, message in self._messages.items():
            self._resolve(name, message)

    def _add(self, scope: str, messages: Iterable[DescriptorProto], enums: Iterable[EnumDescriptorProto]) -> None:
        for enum in enums:
            self._enums.setdefault(_joined(scope, enum.name), enum)
        for message in messages:
            name = _joined(scope, message.name)
            if name not in self._messages:
                self._messages[name] = message
                self._add(name, message.nested_type, message.enum_type)

    def _resolve(self, scope: str, message: DescriptorProto) -> None:
        for field in message.field:
            if field.type_name and not field.type_name.startswith("."):
                name = self._full(scope, field.type_name)
                is_enum = name in self._enums
                field.type = FieldDescriptorProto.TYPE_ENUM if is_enum else FieldDescriptorProto.TYPE_MESSAGE
                field.type_name = f".{name}"

    def _full(self, scope: str, name: str) -> str:
        """The innermost scope around that has the name; a name that no file has is taken as complete."""
        while scope:
            candidate = f"{scope}.{name}"
            if candidate in self._messages or candidate in self._enums:
                return candidate
            scope = scope.rpartition(".")[0]
        return name

    def of_key(self, key: str) -> DescriptorProto | None:
        """The message behind a key such as `<external>:tensorflow.core.protobuf.config_pb2.ConfigProto`."""
        module, found, name = key.partition(":")[2].replace(":", ".").rpartition(f"{MESSAGES}.")
        if not found:
            module, found, name = key.replace(":", ".").rpartition(f"{MESSAGES}.")
        package = self._packages.get(f"{module.replace('.', '/')}.proto")
        candidates = [name if package is None else _joined(package, name), *self._named(name)]
        return next((self._messages[one] for one in candidates if one in self._messages), None) if found else None

    def _named(self, name: str) -> Iterator[str]:
        """Messages of that name in any package: a module may hand on what another file defines."""
        return (full for full in self._messages if full.endswith(f".{name}"))


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def proto_files(providers: Iterable[SourceProvider]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of TensorFlow's `.proto` files, and of those that it has taken in, which come second."""
    for provider in providers:
        for path in (path for folder in _FOLDERS for path in provider.paths(folder)):
            content = provider.read_path(path) if path.endswith(".proto") else None
            if content is not None:
                yield path, content
