"""What TensorFlow's generator writes into a `gen_*_ops` module: names, signatures and exports of op wrappers.

Rules: tensorflow/python/framework/python_op_gen.cc and python_op_gen_internal.cc (names, parameter order, defaults,
`AddExport`), tensorflow/core/framework/op_gen_lib.cc (merging of api_def files), op_def_builder.cc (argument types).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from tracer.facts import ApiDefinition, ApiEndpoint, OpRegistration
from tracer.linked import Signature

_LATEST_API = 2
_KEYWORDS = (
    "and as assert break class continue def del elif else except exec finally for from global if import in is lambda "
    "not or pass print raise return try while with yield "
    "ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning EOFError "
    "Ellipsis EnvironmentError Exception False FloatingPointError FutureWarning GeneratorExit IOError ImportError "
    "ImportWarning IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError None "
    "NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError RuntimeError "
    "RuntimeWarning StandardError StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError True "
    "TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError "
    "UnicodeWarning UserWarning ValueError Warning ZeroDivisionError __debug__ __doc__ __import__ __name__ __package__"
)
_RESERVED = frozenset(_KEYWORDS.split())
_BUILTINS = (
    "abs all any apply bin bool buffer bytearray bytes callable chr classmethod cmp coerce compile complex copyright "
    "credits delattr dict dir divmod enumerate eval execfile exit file filter float format frozenset getattr globals "
    "hasattr hash help hex id input int intern isinstance issubclass iter len license list locals long map max "
    "memoryview min next object oct open ord pow print property quit range raw_input reduce reload repr reversed set "
    "setattr slice sorted staticmethod str sum super tuple type unichr unicode vars xrange zip "
    "fused_batch_norm histogram_fixed_width stack batch_norm_with_global_normalization clip_by_value"
)
_UNDERSCORED = frozenset(_BUILTINS.split())


_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^>])(?=[A-Z][a-z])")
"""Where a word begins inside an op's name."""


def snake_case(name: str) -> str:
    """`Conv2DBackpropInput` -> `conv2d_backprop_input`; `>` joins namespaces (`GenerateLowerCaseOpName`)."""
    return _WORD.sub("_", name).replace(">", "_").lower()


@dataclass(slots=True)
class Api:
    """What the api_def files say of an op, merged in order: base first, then Python's."""

    visibility: str = "VISIBLE"
    endpoints: tuple[ApiEndpoint, ...] = ()
    renames: dict[str, str] = field(default_factory=dict)
    arg_order: tuple[str, ...] = ()
    defaults: dict[str, str] = field(default_factory=dict)

    def merge(self, definition: ApiDefinition) -> None:
        """Overrides what is said so far, as `MergeApiDefs` does."""
        self.visibility = definition.visibility or self.visibility
        self.endpoints = definition.endpoints or self.endpoints
        self.arg_order = definition.arg_order or self.arg_order
        for argument in (*definition.inputs, *definition.attributes):
            if argument.rename_to:
                self.renames[argument.name] = argument.rename_to
            if argument.default is not None:
                self.defaults[argument.name] = argument.default


def function_name(op: str, api: Api, hidden: frozenset[str] | tuple[str, ...] = ()) -> str | None:
    """The wrapper's name, None where the generator writes none."""
    if api.visibility == "SKIP" or op.startswith("_"):
        return None
    name = snake_case(op)
    hidden_by_api = api.visibility == "HIDDEN"
    if hidden_by_api or op in hidden:
        if not hidden_by_api or name in _RESERVED or name in _UNDERSCORED:
            return f"_{name}"
        return name
    return None if name in _RESERVED else name


def avoid_reserved(name: str) -> str:
    """A parameter's name: reserved words get an underscore behind."""
    name = name.replace(">", "_")
    return f"{name}_" if name in _RESERVED else name


def endpoints(op: str, api: Api) -> list[tuple[str, bool, bool]]:
    """(public name, in TensorFlow 2 too, deprecated) of each endpoint; none for an op that is not visible.

    The generator would leave out of TensorFlow 2 what an api_def deprecates as a whole, but `MergeApiDefs` drops that
    field: `tf.debugging.check_numerics` is in both.
    """
    if api.visibility != "VISIBLE":
        return []
    found = []
    for endpoint in api.endpoints or (ApiEndpoint(op),):
        version = endpoint.deprecation_version
        in_latest = not version or version > _LATEST_API
        found.append((snake_case(endpoint.name), in_latest, endpoint.deprecated or version > 0))
    return found


# --------------------------------------------------------------------------------------------- signature

_COUNTED = re.compile(r"(\w+)\s*\*\s*(.+)")
_REF = re.compile(r"Ref\((.*)\)")


def signature(op: OpRegistration, api: Api) -> Signature:
    """Inputs first (in the API's order), then attributes without default, those with default, `name`.

    Attributes that the types or lengths of inputs determine are left out.
    """
    attributes = {attribute.name: attribute for attribute in op.attributes}
    inputs = {argument.name: argument for argument in op.inputs}
    order = [name for name in api.arg_order if name in inputs] if api.arg_order else list(inputs)
    inferred: set[str] = set()
    for name in order:
        inferred |= set(_type_names(inputs[name].type)) & attributes.keys()
    required = list(order)
    optional: dict[str, str] = {}
    for attribute in op.attributes:
        if attribute.name in inferred:
            continue
        default = api.defaults.get(attribute.name, attribute.default)
        if default is None:
            required.append(attribute.name)
        else:
            value = default_value(attribute.type, default)
            if attribute.type.strip() == "tensor":
                value = f'_execute.make_tensor("""{value}""", "{attribute.name}")'
            optional[attribute.name] = value

    def renamed(name: str) -> str:
        return avoid_reserved(api.renames.get(name, name))

    names = [renamed(name) for name in (*required, *optional)]
    defaults = {renamed(name): value for name, value in optional.items()}
    return Signature(args=(*names, "name"), defaults={**defaults, "name": "None"})


def _type_names(type_text: str) -> list[str]:
    """The attributes an argument's type names: its type attribute and its length."""
    match = _REF.fullmatch(type_text.strip())
    text = match[1] if match else type_text.strip()
    counted = _COUNTED.fullmatch(text)
    return [counted[1], *_type_names(counted[2])] if counted else [text]


_PYTHON_DTYPES = {"float": "float32", "double": "float64"}
_LITERAL_TEXT = re.compile(r"\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*$", re.S)


def default_value(kind: str, text: str) -> str:
    """The default as the generated Python spells it (`AttrValueToPython`)."""
    kind, text = kind.strip(), text.strip()
    if kind.startswith("list("):
        inner = kind[5:].removesuffix(")")
        parts = _split(text.strip().removeprefix("[").removesuffix("]"))
        return "[" + ", ".join(default_value(inner, part) for part in parts) + "]"
    match = _LITERAL_TEXT.match(text)
    if match:
        return _quoted(match[1][1:-1])
    if text in {"true", "false"}:
        return text.capitalize()
    if text.startswith("DT_") or kind in {"type", "numbertype", "realnumbertype", "quantizedtype"}:
        return _dtype(text)
    if kind == "shape":
        return "None" if "unknown_rank" in text else "[" + ", ".join(re.findall(r"size\s*:\s*(-?\d+)", text)) + "]"
    if kind == "float":
        return _float(text)
    if kind == "tensor":
        return re.sub(r"(\w+):\s*\{", r"\1 {", " ".join(text.strip()[1:-1].split()))
    return text


def _dtype(text: str) -> str:
    name = text.removeprefix("DT_").lower()
    return f"_dtypes.{_PYTHON_DTYPES.get(name, name)}"


def _float(text: str) -> str:
    try:
        value = float(text if text.endswith("inf") else text.rstrip("fF"))
    except ValueError:
        return text
    if not math.isfinite(value):
        return f"float('{value}')"
    return f"{value:.6g}"


def _quoted(text: str) -> str:
    """As `absl::CEscape` would have it, in double quotes."""
    plain = re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text)
    for character, escaped in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ('"', '\\"')):
        plain = plain.replace(character, escaped)
    return f'"{plain}"'


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def _split(text: str) -> list[str]:
    """The elements of a list's inside; commas in nested brackets, braces and strings do not separate."""
    parts: list[str] = []
    depth, start, quote = 0, 0, ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "[{(":
            depth += 1
        elif character in "]})":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]
