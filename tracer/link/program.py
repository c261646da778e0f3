"""One snapshot's import space over all its sources: what every name stands for, found on demand.

Facts of a module are loaded only when a name in it is asked for, and every answer is kept, so the same code serves a
first question about a repository that was never indexed and the full link of a snapshot.

Keys are those of `tracer.linked`: `module:qualname`, `module:` for a module, `<builtin>:name`, `<external>:a.b`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tracer import facts as f
from tracer.link import exports, stars, values
from tracer.link import mro as orders
from tracer.link.decorators import Decorators
from tracer.link.entities import Lookup, Module, Resolved, Step, number_keys, split_key
from tracer.link.exported import Exported
from tracer.link.loaded import LoadedModules
from tracer.link.modules import TEMPLATES
from tracer.link.namespaces import UNTAKEN, Binding, Star
from tracer.link.public_names import PublicNames
from tracer.link.unfinished import Unfinished
from tracer.linked import EXTERNAL

__all__ = ["Lookup", "Module", "Program", "Resolved", "Step", "number_keys", "split_key"]

_PUBLISHED = frozenset({"tensorflow", "keras", "tf_keras"})
"""Packages whose public names are registered by decorators."""
_DEEPEST = 60
"""Nested evaluations of assigned values; beyond, a name stands for itself."""


class Program(LoadedModules):
    """A snapshot's import space.

    Args:
        files: the files of all sources, in order of precedence.
        load: a file's facts; None when they can't be had (a missing blob).
        backend: which of Keras 3's backends conditional imports follow.
        api: "v1" or "v2", the public API of the indexed release; found out from the files when None.
        load_flow: the bodies of a file's functions, where somebody has them: wrappers are then judged by what they
            return, else by their nested functions alone.
    """

    def __init__(
        self,
        files: Iterable[f.SourceFile],
        load: Callable[[f.SourceFile], f.PythonFacts | None],
        backend: str = "tensorflow",
        api: str | None = None,
        load_flow: Callable[[f.SourceFile], f.PythonFlow | None] | None = None,
    ) -> None:
        super().__init__(files, load, backend, api, load_flow)
        self._resolved: dict[tuple[str, str], tuple[Resolved, ...]] = {}
        self.unfinished = Unfinished()
        self._found: dict[str, str | None] = {}
        self._mros: dict[str, orders.Mro] = {}
        self._exported = Exported(self)
        self._loaded_keras: tuple[str | None] | None = None
        self.public_names = PublicNames(self)
        self.is_generated: Callable[[str, str], bool] | None = None
        """Whether a build makes a function of that name, where the names in generated modules were not linked."""
        self.can_bring: Callable[[str, str], bool] | None = None
        self.read: Callable[[str], bytes | None] | None = None
        """The bytes of files that are not indexed, by their path; where nobody has them, None."""
        """Whether a star import of a module can bring a name, where that is told without reading facts."""
        self._values: dict[tuple[str, str, str, int], tuple[Resolved, ...]] = {}
        self.decorators = Decorators(self)
        self._depth = 0
        self.instances: dict[str, str | None] = {}
        self.documented: dict[str, frozenset[str] | None] = {}
        self._members: dict[tuple[str, str], tuple[Resolved, ...]] = {}

    # ------------------------------------------------------------------------------------------ modules

    def loaded_keras(self) -> str | None:
        """What `tf.keras` loads instead of TensorFlow's own copy of Keras; None where it loads that copy."""
        if self._loaded_keras is None:
            self._loaded_keras = (exports.loaded_keras(self),)
        return self._loaded_keras[0]

    def add_virtual(self, module: str, names: Iterable[str]) -> None:
        """Add a module without a file (generated op wrappers): each of `names` is a function `module:name` in it."""
        self._virtual[module] = frozenset(names)
        self._found.pop(module, None)

    def find_module(self, name: str) -> str | None:
        """The module that `import name` gives: by its file, its package's `__path__`, `sys.modules`, or as an attribute
        of its parent. None when it is outside the snapshot."""
        if self.tree.exists(name):
            return name
        if name not in self._found:
            self._found[name] = None
            self._found[name] = self._search_module(name)
        return self._found[name]

    def _search_module(self, name: str) -> str | None:
        if self.is_virtual(name):
            return name
        parent, _, last = name.rpartition(".")
        found = self.find_module(parent) if parent else None
        if found is None:
            return None
        for directory in self.extra_paths(found):
            if self.tree.exists(f"{directory}.{last}"):
                return f"{directory}.{last}"
        if self.tree.exists(f"{found}.{last}"):
            return f"{found}.{last}"
        for resolved in self.resolve(found, last):
            module, qualname = split_key(resolved.key)
            if not qualname and not module.startswith("<"):
                return module
        return values.from_sys_modules(self, found, name)

    def extra_paths(self, module: str) -> tuple[str, ...]:
        """Packages whose directories `module` adds to its `__path__`."""
        loaded = self.module(module)
        return () if loaded is None else values.path_additions(self, loaded)

    # -------------------------------------------------------------------------------------------- names

    def resolve(self, module: str, name: str, order: int | None = None) -> tuple[Resolved, ...]:
        """What `name` in `module` can stand for, best first; () when nothing binds it.

        With `order`, as a statement of the module's body at that position sees it.
        """
        if order is not None:
            loaded = self.module(module)
            if loaded is not None and name in loaded.namespace.names:
                bindings = loaded.namespace.at(name, order)
                if bindings is not loaded.namespace.names[name]:
                    star = stars.between(self, loaded, name, bindings[0].order if bindings else -1, order)
                    return (self._by_star(star, name) if star else ()) or self._alternatives(module, bindings)
        key = (module, name)
        known = self._resolved.get(key)
        if known is not None:
            return known
        if self.unfinished.has(key):
            return ()
        outer = self.unfinished.enter(key)
        try:
            result = self._resolve(module, name)
        finally:
            closed = self.unfinished.leave(key, outer)
        if closed:
            self._resolved[key] = result
        return result

    def target(self, module: str, name: str) -> str | None:
        """Key of the best thing `name` in `module` stands for."""
        resolved = self.resolve(module, name)
        return resolved[0].key if resolved else None

    def _resolve(self, module: str, name: str) -> tuple[Resolved, ...]:
        loaded = self.module(module)
        if loaded is None:
            return self._without_file(module, name)
        bindings = loaded.namespace.names.get(name, ())
        order = bindings[0].order if bindings and not bindings[0].condition else -1
        child = f"{module}.{name}"
        starred = loaded.namespace.stars
        if starred and not bindings and self.tree.exists(child) and not any(star.module == child for star in starred):
            # A star import rarely hides a submodule, but for `from .name import *`; looking costs all that it reads.
            return self._implicit(loaded, name)
        if star := stars.below(self, loaded, name, order):
            return self._by_star(star, name)
        if bindings:
            return self._alternatives(module, bindings)
        implicit = self._implicit(loaded, name)
        if not implicit and (star := stars.untaken(self, loaded, name)):
            return self._by_star(star, name)
        return implicit

    def _by_star(self, star: Star, name: str) -> tuple[Resolved, ...]:
        binding = Binding(
            name, "from", star.line, star.order, star.condition, module=star.module, attribute="*"
        )  # fmt: skip
        return self._through(star.module, name, binding)

    def _without_file(self, module: str, name: str) -> tuple[Resolved, ...]:
        if self.is_virtual(module):
            names = self._virtual.get(module)
            return (Resolved(f"{module}:{name}", step="generated"),) if names is None or name in names else ()
        child = f"{module}.{name}"
        return (Resolved(f"{child}:", step="import", next_module=child),) if self.tree.exists(child) else ()

    def _implicit(self, loaded: Module, name: str) -> tuple[Resolved, ...]:
        """Names that nothing binds: submodules, what the stub beside a module lists, a module's `__getattr__`."""
        child = f"{loaded.name}.{name}"
        if self.tree.exists(child):
            return (Resolved(f"{child}:", step="import", next_module=child),)
        if self.is_virtual(child) and self.tree.is_package(loaded.name):
            return (Resolved(f"{child}:", step="generated", next_module=child),)
        for directory in values.path_additions(self, loaded):
            if self.tree.exists(f"{directory}.{name}"):
                return (Resolved(f"{directory}.{name}:", step="import", next_module=f"{directory}.{name}"),)
        found = values.dynamic_attribute(self, loaded, name)
        if not found and loaded.file.path in TEMPLATES:
            return (Resolved(self.outside(f"{loaded.name}.{name}"), step="generated"),)
        return found

    def _alternatives(self, module: str, bindings: tuple[Binding, ...]) -> tuple[Resolved, ...]:
        if len(bindings) == 1:
            return self.follow(module, None, bindings[0])
        ranked: list[tuple[int, int, int, Resolved]] = []
        for index, binding in enumerate(bindings):
            for resolved in self.follow(module, None, binding):
                unlikely = binding.likelihood == UNTAKEN
                ranked.append((unlikely, self._quality(resolved), index, resolved))
        ranked.sort(key=lambda entry: entry[:3])
        return tuple(entry[3] for entry in ranked)

    def _quality(self, resolved: Resolved) -> int:
        """What is in the snapshot stands before what is outside, and that before constants such as None."""
        module, qualname = split_key(resolved.key)
        if module.startswith("<"):
            return 1
        return 0 if not qualname or self.definition(resolved.key) is not None else 2

    def follow(self, module: str, owner: str | None, binding: Binding) -> tuple[Resolved, ...]:
        """What one binding stands for, in `module` or in the body of the class with key `owner`."""
        if binding.form == "definition":
            loaded = self._modules[module]
            assert loaded is not None
            return (Resolved(loaded.keys[binding.definition], binding, condition=binding.condition),)
        if binding.form == "from":
            return self._through(binding.module, binding.attribute, binding)
        if binding.form == "module":
            return (self._imported(binding),)
        return self._valued(module, owner, binding)

    def _valued(self, module: str, owner: str | None, binding: Binding) -> tuple[Resolved, ...]:
        """What an assignment's value stands for. Assignments that build on one another (`x = f(x)`) are kept apart by
        their order; a chain deeper than anybody reads ends in the variable itself."""
        key = (module, owner or "", binding.name, binding.order)
        known = self._values.get(key)
        if known is None:
            own = f"{owner}.{binding.name}" if owner else f"{module}:{binding.name}"
            self._values[key] = known = (Resolved(own, binding, condition=binding.condition),)
            if self._depth < _DEEPEST:
                self._depth += 1
                known = self._evaluated(module, owner, binding, own)
                self._depth -= 1
                if self.unfinished.hangs:
                    del self._values[key]
                    return known
            self._values[key] = known
        return known

    def _evaluated(self, module: str, owner: str | None, binding: Binding, own: str) -> tuple[Resolved, ...]:
        if binding.form == "value" and binding.value is not None:
            found = values.evaluate(self, values.Scope(module, owner, binding.order), binding.value)
            if found:
                return tuple(
                    Resolved(
                        own if value.is_instance else value.key,
                        binding,
                        value.step,
                        None if value.is_instance else value.next_module,
                        None if value.is_instance else value.next_name,
                        value.condition or binding.condition,
                    )
                    for value in found
                )
        return (Resolved(own, binding, condition=binding.condition),)

    def _imported(self, binding: Binding) -> Resolved:
        found = self.find_module(binding.module)
        key = f"{found}:" if found else f"{EXTERNAL}{binding.module}"
        return Resolved(key, binding, "import", binding.module, None, binding.condition)

    def _through(self, module: str, name: str, binding: Binding) -> tuple[Resolved, ...]:
        """`from module import name`: an attribute of the module if it has one, else a submodule."""
        found = self.find_module(module)
        if found is None:
            key = self.outside(f"{module}.{name}" if module else name)
            return (Resolved(key, binding, "import", module, name, binding.condition),)
        results = self.resolve(found, name)
        if not results:
            child = self.find_module(f"{found}.{name}")
            if child is not None:
                return (Resolved(f"{child}:", binding, "import", child, None, binding.condition),)
            key = self.outside(f"{found}.{name}")
            return (Resolved(key, binding, "import", found, name, binding.condition),)
        return tuple(
            Resolved(result.key, binding, "import", found, name, _both(binding.condition, result.condition))
            for result in results
        )

    def outside(self, path: str) -> str:
        """The key of a dotted path that no file has: a public name of one of the snapshot's packages, or external."""
        top = path.partition(".")[0]
        found = self.public_names.of_path(path) if top in _PUBLISHED and top in self.top_packages else None
        return found or f"{EXTERNAL}{path}"

    def exported(self, module: str) -> frozenset[str]:
        """The names that `from module import *` brings: `__all__`, else all that don't start with an underscore."""
        return self._exported.names(module)

    def is_exported(self, module: str, name: str) -> bool:
        """Whether `name` is among the names that `from module import *` brings; reads less where `can_bring` is
        there."""
        return self._exported.has(module, name)

    def passed_on_by(self, module: str, name: str) -> Iterable[str]:
        """The modules whose `name` is among those of `module` too, by a star import or by what makes `__all__`."""
        return self._exported.leading_to(module, name) or ()

    # ------------------------------------------------------------------------------------------ classes

    def mro(self, key: str) -> orders.Mro:
        """The method resolution order of the class `key`, with what was uncertain about it as warnings."""
        return self.mro_of(key, ())

    def mro_of(self, key: str, below: tuple[str, ...]) -> orders.Mro:
        """As `mro`, for a base of the classes `below`, whose own orders are still being made."""
        known = self._mros.get(key)
        return known if known is not None else self._keep_mro(key, orders.linearize(self, key, below))

    def _keep_mro(self, key: str, order: orders.Mro) -> orders.Mro:
        self._mros[key] = order
        return order

    def is_callable(self, key: str) -> bool:
        """Whether `key` is a function or class of the snapshot, or a generated function."""
        if self.definition(key) is not None:
            return True
        module, qualname = split_key(key)
        return bool(qualname) and self.is_virtual(module)

    def members(self, key: str) -> dict[str, tuple[str, tuple[Resolved, ...]]]:
        """Every attribute of the class `key`: name -> (key of the class that binds it, what it stands for)."""
        result: dict[str, tuple[str, tuple[Resolved, ...]]] = {}
        for base in self.mro(key).keys:
            namespace = self.class_namespace(base)
            for name in namespace.names if namespace else ():
                if name not in result:
                    result[name] = (base, self.own_member(base, name))
        return result

    def own_member(self, key: str, name: str) -> tuple[Resolved, ...]:
        """What `name` in the body of the class `key` itself stands for."""
        known = self._members.get((key, name))
        if known is None:
            namespace = self.class_namespace(key)
            bindings = namespace.names.get(name, ()) if namespace else ()
            module = split_key(key)[0]
            self._members[key, name] = ()
            known = tuple(resolved for binding in bindings for resolved in self.follow(module, key, binding))
            self._members[key, name] = known
        return known

    def member(self, key: str, name: str) -> tuple[Resolved, ...]:
        """The attribute `name` of what `key` stands for: of a module, or of a class through its MRO."""
        module, qualname = split_key(key)
        if module == "<external>":
            return (Resolved(self.outside(f"{qualname}.{name}"), step="import"),)
        if module.startswith("<"):
            return ()
        if not qualname:
            return self.resolve(module, name)
        for base in self.mro(key).keys if self.is_class(key) else ():
            if name in getattr(self.class_namespace(base), "names", ()):
                return self.own_member(base, name)
        return ()

    def provider(self, key: str, name: str) -> str | None:
        """The class in the MRO of `key` whose body binds `name`."""
        for base in self.mro(key).keys:
            if name in getattr(self.class_namespace(base), "names", ()):
                return base
        return None

    # ------------------------------------------------------------------------------------ dotted names

    def lookup(self, name: str) -> Lookup | None:
        """What a dotted name stands for, starting at its longest prefix that is a module with a file."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            prefix = ".".join(parts[:length])
            found = prefix if self.tree.exists(prefix) else None
            if found is not None:
                result = self._walk(f"{found}:", parts[length:])
                if result is not None:
                    return result
        return None

    def _walk(self, key: str, parts: list[str]) -> Lookup | None:
        steps: list[Step] = []
        condition = None
        for part in parts:
            module, qualname = split_key(key)
            resolved = self.member(key, part)
            if not resolved or module.startswith("<"):
                return None
            if not qualname:
                steps.extend(self.steps(module, part))
            key = resolved[0].key
            condition = _both(condition, resolved[0].condition)
        return Lookup(key, tuple(steps), condition)

    def steps(self, module: str, name: str | None) -> Iterator[Step]:
        """The bindings one reads on the way from `name` in `module` to what it stands for."""
        seen = set()
        while name is not None and (module, name) not in seen:
            seen.add((module, name))
            resolved = self.resolve(module, name)
            if not resolved or resolved[0].next_module is None:
                return
            best = resolved[0]
            if best.binding is not None:
                yield Step(best.step, module, name, best.binding.line)
            module, name = best.next_module or "", best.next_name


def _both(first: str | None, second: str | None) -> str | None:
    return f"{first}; {second}" if first and second and first != second else first or second
