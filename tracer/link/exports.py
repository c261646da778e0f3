"""Public names: what export decorators and calls register, as rows of `tracer.linked.Export`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.modules import TEMPLATE
from tracer.link.namespaces import Namespace
from tracer.link.values import Scope, evaluate
from tracer.linked import EXTERNAL, MESSAGES, TF_KERAS, Export, Unresolved

_KERAS_API = re.compile(r"[.:]?keras\.(?:api\.)?(?:_v[12]|_tf_keras)\.keras(?P<rest>\..*?)?:?$")

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

_CONTRIB = "tensorflow.contrib."
"""TensorFlow's API generator does not look at these modules, whatever they decorate."""
_LEGACY = "keras._legacy."


def rows(
    program: Program, module: Module, wanted: Callable[[f.Registration], bool] | None = None
) -> Iterator[Export | Unresolved]:
    """The exports that `module` registers, or those `wanted`; what a registration names but nothing defines is
    Unresolved."""
    number = program.number(module.file)
    if module.name.startswith(_CONTRIB):
        return
    dead = is_dead(program, module.name)
    for registration in module.facts.registrations:
        if registration.kind != "export" or (wanted is not None and not wanted(registration)):
            continue
        package = package_of(registration)
        if dead and package == "keras":
            continue
        key = registered_key(program, module, registration) or _message(program, module, registration.symbol)
        if key is None:
            reason = "exported, but nothing by that name is defined here"
            yield Unresolved("name", number, registration.line, registration.symbol, reason)
            continue
        text = text_of(registration)
        deprecated = registration.details.get("deprecated") == "yes"
        for name in public_names(package, registration.name):
            api = registration.details.get("api", "v2")
            yield Export(name, api, key, number, registration.line, text, deprecated)


def package_of(registration: f.Registration) -> str:
    return registration.details.get("package", "tensorflow")


def names_of(registration: f.Registration) -> tuple[str, ...]:
    """The public names that a registration makes."""
    return public_names(package_of(registration), registration.name)


def without_hidden(rows: Iterable[Export]) -> list[Export]:
    """The exports without the `tf.keras.X` of Keras 3's own `keras.X` where its generator puts a legacy one there."""
    every = list(rows)
    legacy = {row.name for row in every if _LEGACY in row.text}
    return [row for row in every if row.name not in legacy or _LEGACY in row.text]


def public_names(package: str, name: str) -> tuple[str, ...]:
    """The names a registration makes: Keras's are reached as `keras.X` and as `tf.keras.X`."""
    if package == "keras" or name.startswith("keras."):  # `tf_export("keras.X")` before TensorFlow 1.14
        if name.startswith(_LEGACY):
            # Keras 3's generator puts these into `tf.keras` alone.
            return (f"tf.keras.{name.removeprefix(_LEGACY)}",)
        bare = name.removeprefix("keras.")
        return (f"keras.{bare}", f"tf.keras.{bare}")
    return (name if name.startswith(("tf.", "tensorflow.")) else f"tf.{name}",)


def registered_key(program: Program, module: Module, registration: f.Registration) -> str | None:
    """Key of what a registration registers: the definition it decorates, or what its dotted expression stands for."""
    symbol = registration.symbol
    candidates = (
        [index for index, definition in enumerate(module.facts.definitions) if definition.qualname == symbol]
        if module.has_qualname(symbol)
        else []
    )
    for index in candidates:
        definition = module.facts.definitions[index]
        if definition.first_line <= registration.line <= definition.line:
            return module.keys[index]
    first, *rest = symbol.split(".")
    resolved = program.resolve(module.name, first)
    key = resolved[0].key if resolved else None
    for part in rest:
        found = program.member(key, part) if key else ()
        key = found[0].key if found else None
    return key or (module.keys[candidates[-1]] if candidates else None)


def _message(program: Program, module: Module, symbol: str) -> str | None:
    """Key of a class that only `from x_pb2 import *` can bring: the build makes that module from `x.proto`. Of several
    such modules it is the one whose `.proto` file has the message; where those can't be read, the first."""
    if not symbol.isidentifier() or symbol in module.namespace.names:
        return None
    first = next(_message_modules(module), None)
    return told_message(program, module, symbol) or (f"{EXTERNAL}{first}.{symbol}" if first else None)


def told_message(program: Program, module: Module, symbol: str) -> str | None:
    """Key of the message `symbol`, where `module` takes everything from the one whose `.proto` file has it."""
    found = (one for one in _message_modules(module) if _has_message(program, one, symbol))
    return next((f"{EXTERNAL}{one}.{symbol}" for one in found), None)


def _message_modules(module: Module) -> Iterator[str]:
    return (star.module for star in module.namespace.stars if star.module.endswith(MESSAGES))


def _has_message(program: Program, source: str, name: str) -> bool:
    """Whether the `.proto` file of the module `source`, or what a build made of it, has a message or enumeration."""
    if program.read is None:
        return False
    path = source.removesuffix(MESSAGES).replace(".", "/")
    written = re.compile(rb"^\s*(?:message|enum)\s+%s\b" % name.encode(), re.MULTILINE)
    built = re.compile(rb"_%s\W{0,2}\._serialized_start" % name.upper().encode())
    files = ((written, f"{path}.proto"), (built, f"{path}{MESSAGES}.py"))
    return any(pattern.search(program.read(file) or b"") for pattern, file in files)


def text_of(registration: f.Registration) -> str:
    """The registration as a line of a chain shows it."""
    decorator = {"keras": "keras_export", "estimator": "estimator_export"}.get(
        registration.details.get("package", ""), "tf_export"
    )
    text = f'{decorator}("{registration.name}")'
    form = registration.details.get("form", "decorator")
    if form == "decorator":
        return f"@{text}"
    if form == "constant":
        return f'{text}.export_constant(__name__, "{registration.symbol}")'
    return f"{text}({registration.symbol})"


def is_dead(program: Program, module: str) -> bool:
    """Whether `module` belongs to the copy of Keras that TensorFlow keeps but `tf.keras` no longer loads."""
    return module.startswith(TF_KERAS) and program.loaded_keras() is not None


def aliases(program: Program, api: str) -> dict[str, str]:
    """Public packages that are Keras packages under another name in that API: {"tf.losses": "tf.keras.losses"}.

    The names come from `losses = keras.losses` and the like in the template of TensorFlow's `__init__`, where `keras`
    is a package that only a build makes.
    """
    module = _root(program, api)
    namespace = program.namespace(module)
    found = {}
    for name in namespace.names if namespace else ():
        if name == "keras" or name.startswith("_") or (namespace and _is_own(namespace, name)):
            continue
        for resolved in program.resolve(module, name):
            match = _KERAS_API.search(resolved.key)
            if match:
                found[f"tf.{name}"] = f"tf.keras{match['rest'] or ''}"
                break
    for effect in namespace.effects if namespace else ():
        path = _own_attribute(namespace, effect.target) if namespace and effect.op == "=" else None
        for value in evaluate(program, Scope(module, None, effect.order), effect.value) if path else ():
            match = _KERAS_API.search(value.key)
            if match:
                found[f"tf.{path}"] = f"tf.keras{match['rest'] or ''}"
    return found


def _root(program: Program, api: str) -> str:
    """The module that is `tf` in that API: its template, or what a build made of it."""
    if program.tree.template(api):
        return f"{TEMPLATE}{api}"
    other = f"tensorflow._api.{program.api}.compat.{api}"
    return other if api != program.api and program.tree.exists(other) else "tensorflow"


def _is_own(namespace: Namespace, name: str) -> bool:
    """Whether a name is imported from TensorFlow itself: to follow it would load a great part of the snapshot, and lead
    neither to Keras nor outside."""
    return all(
        binding.form in ("from", "module")
        and binding.module.startswith("tensorflow.")
        and "keras" not in binding.module
        for binding in namespace.names[name]
    )


def _own_attribute(namespace: Namespace, target: f.Expr | None) -> str | None:
    """`nn.rnn_cell` of `_current_module.nn.rnn_cell`, where that name stands for `sys.modules[__name__]`."""
    head, _, path = (dotted(target) or "").partition(".")
    own = any(
        isinstance(binding.value, f.Subscript) and dotted(binding.value.index) == "__name__"
        for binding in namespace.names.get(head, ())
    )
    return path if own and path else None


def modules(program: Program, api: str) -> Iterator[Export]:
    """Modules of the implementation that the template of TensorFlow's `__init__` binds as public ones, or below them:
    `_current_module.app.flags = flags`, and `flags` itself."""
    root = _root(program, api)
    module = program.module(root)
    if module is None or (root == "tensorflow" and api != program.api):
        return
    number = program.number(module.file)
    for name, bindings in module.namespace.names.items():
        if not name.startswith("_") and bindings and not bindings[0].module.startswith("tensorflow._api."):
            for found in program.resolve(module.name, name)[:1]:
                if _is_implementation(found.key):
                    yield Export(f"tf.{name}", api, found.key, number, bindings[0].line, f"{name} = {found.key[:-1]}")
    for effect in module.namespace.effects:
        written = dotted(effect.target) or ""
        path = _own_attribute(module.namespace, effect.target) or written
        if effect.op == "=" and not path.startswith("_"):
            for value in evaluate(program, Scope(module.name, None, effect.order), effect.value):
                if _is_implementation(value.key):
                    text = f"{written} = {dotted(effect.value)}"
                    yield Export(f"tf.{path}", api, value.key, number, effect.line, text)


def _is_implementation(key: str) -> bool:
    return key.startswith("tensorflow.python.") and key.endswith(":")


def outside(program: Program, api: str) -> dict[str, str]:
    """Public packages that the template of TensorFlow's `__init__` takes from distributions outside the snapshot:
    {"tf.estimator": "tensorflow_estimator.python.estimator.api._v2.estimator"}."""
    module = _root(program, api)
    namespace = program.namespace(module)
    found = {}
    if not program.tree.exists("tensorflow_estimator"):
        found["tf.estimator"] = "tensorflow_estimator"
    for name in namespace.names if namespace else ():
        if name.startswith("_") or (namespace and _is_own(namespace, name)):
            continue
        for resolved in program.resolve(module, name):
            target = resolved.key.removeprefix(EXTERNAL)
            if target != resolved.key and target.startswith(("tensorflow_", "tensorboard")):
                found[f"tf.{name}"] = target
    return found


def loaded_keras(program: Program) -> str | None:
    """The module outside `tensorflow.python.keras` that `tf.keras` loads; None when it loads that package itself."""
    if not program.tree.exists(TF_KERAS):
        return None
    found = program.resolve("tensorflow", "keras")
    if not found:
        return None
    module = found[0].key.removeprefix(EXTERNAL).removesuffix(":")
    return None if module.startswith(("tensorflow.python", "tensorflow._api", "tensorflow.keras")) else module
