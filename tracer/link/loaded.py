"""The modules of one snapshot's import space, with the facts of their files and what their definitions are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracer import facts as f
from tracer.link import namespaces, release
from tracer.link.conditions import Settings
from tracer.link.entities import Module, number_keys, split_key
from tracer.link.modules import ModuleTree
from tracer.link.namespaces import Namespace
from tracer.link.overloads import stubs


class LoadedModules:
    """Modules, loaded when they are asked for. The arguments are those of `Program`."""

    def __init__(
        self,
        files: Iterable[f.SourceFile],
        load: Callable[[f.SourceFile], f.PythonFacts | None],
        backend: str,
        api: str | None,
        load_flow: Callable[[f.SourceFile], f.PythonFlow | None] | None,
    ) -> None:
        self.files = tuple(files)
        self.numbers = {(file.source, file.path): number for number, file in enumerate(self.files)}
        self._load_flow = load_flow
        self._load = load
        self.release = release.find(self.files, load)
        self.api = api or release.default_api(self.release)
        self.settings = Settings(backend, self.api)
        self.tree = ModuleTree(self.files, self.api)
        self.top_packages = frozenset(name.partition(".")[0] for name in self.tree.names())
        self._modules: dict[str, Module | None] = {}
        self._flows: dict[str, f.PythonFlow | None] = {}
        self._class_namespaces: dict[str, Namespace] = {}
        self._virtual: dict[str, frozenset[str] | None] = {}

    def module(self, name: str) -> Module | None:
        """The module of that exact name with its facts, None when no file stands for it."""
        if name not in self._modules:
            file = self.tree.file(name)
            self._modules[name] = self._read(name, file) if file else None
        return self._modules[name]

    def _read(self, name: str, file: f.SourceFile) -> Module | None:
        facts = self._load(file)
        if facts is None:
            return None
        namespace = namespaces.build(
            facts.body, facts.definitions, self.settings, lambda module, level: self.tree.absolute(module, name, level)
        )
        aside = stubs(facts.definitions, namespace.names)
        keys = tuple(number_keys(name, facts.definitions, aside))
        by_key = {key: index for index, key in enumerate(keys)}
        return Module(name, file, facts, namespace, keys, by_key, frozenset(keys[index] for index in aside))

    def facts(self, file: f.SourceFile) -> f.PythonFacts | None:
        """The facts of one of the snapshot's Python files, be it importable or not."""
        return self._load(file)

    def number(self, file: f.SourceFile) -> int:
        """The position of `file` among the snapshot's files."""
        return self.numbers[file.source, file.path]

    def stub_module(self, name: str) -> Module | None:
        """The `.pyi` beside the module `name`, with its facts."""
        stub = self.tree.stub(name)
        return self._read(name, stub) if stub is not None else None

    def flow(self, name: str) -> f.PythonFlow | None:
        """Function bodies of the module `name`; None where they can't be had."""
        if name not in self._flows:
            file = self.tree.file(name)
            self._flows[name] = self._load_flow(file) if file and self._load_flow else None
        return self._flows[name]

    def forget_flows(self) -> None:
        """Let go of the function bodies: of a large snapshot they are a hundred megabytes."""
        self._flows.clear()

    def is_virtual(self, module: str) -> bool:
        """Whether `module` has no file because a build generates it: `add_virtual` named it, or it is called as
        TensorFlow calls modules of op wrappers (`gen_*`)."""
        if module in self._virtual:
            return True
        parent, _, last = module.rpartition(".")
        return last.startswith("gen_") and not self.tree.exists(module) and self.tree.exists(parent.partition(".")[0])

    def is_open(self, module: str) -> bool:
        """Whether `module` is generated and nobody has said which names it has."""
        return self.is_virtual(module) and self._virtual.get(module) is None

    def virtual_names(self, module: str) -> frozenset[str]:
        return self._virtual.get(module) or frozenset()

    def namespace(self, module: str) -> Namespace | None:
        loaded = self.module(module)
        return loaded.namespace if loaded else None

    def definition(self, key: str) -> tuple[Module, f.Definition] | None:
        """The module and definition a key names; None for modules, variables and what is outside."""
        module, qualname = split_key(key)
        if not qualname or module.startswith("<"):
            return None
        loaded = self.module(module)
        index = loaded.by_key.get(key) if loaded else None
        return (loaded, loaded.facts.definitions[index]) if loaded and index is not None else None

    def is_class(self, key: str) -> bool:
        found = self.definition(key)
        return found is not None and found[1].kind == "class"

    def class_namespace(self, key: str) -> Namespace | None:
        """The namespace of the body of the class `key`."""
        known = self._class_namespaces.get(key)
        if known is None:
            found = self.definition(key)
            if found is None or found[1].kind != "class":
                return None
            module, definition = found
            known = namespaces.build(
                definition.body,
                module.facts.definitions,
                self.settings,
                lambda name, level: self.tree.absolute(name, module.name, level),
            )
            self._class_namespaces[key] = known
        return known
