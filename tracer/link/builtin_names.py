"""The names of builtins and of what builtin types have: of every Python from 3.11 to 3.14, whichever runs this.

A graph must not depend on the interpreter that links it.
"""

from __future__ import annotations

_FUNCTIONS = (
    "__build_class__ __import__ abs aiter all anext any ascii bin breakpoint callable chr compile "
    "copyright credits delattr dir divmod eval exec exit format getattr globals hasattr hash help hex id "
    "input isinstance issubclass iter len license locals max min next oct open ord pow print quit repr "
    "round setattr sorted sum vars"
)
_CONSTANTS = "False True None Ellipsis NotImplemented __debug__ __doc__ __loader__ __name__ __package__ __spec__"

_OBJECT = (
    "__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ "
    "__hash__ __init__ __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ "
    "__setattr__ __sizeof__ __str__ __subclasshook__"
)
"""What every object has."""

_INTEGER = (
    "__abs__ __add__ __and__ __bool__ __ceil__ __divmod__ __eq__ __float__ __floor__ __floordiv__ "
    "__format__ __ge__ __getattribute__ __getnewargs__ __gt__ __hash__ __index__ __int__ __invert__ "
    "__le__ __lshift__ __lt__ __mod__ __mul__ __ne__ __neg__ __new__ __or__ __pos__ __pow__ __radd__ "
    "__rand__ __rdivmod__ __repr__ __rfloordiv__ __rlshift__ __rmod__ __rmul__ __ror__ __round__ __rpow__ "
    "__rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __sizeof__ __sub__ __truediv__ __trunc__ "
    "__xor__ as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real "
    "to_bytes"
)
"""What `int` has, and `bool` by it."""

_OWN = {
    "bool": _INTEGER,
    "bytearray": (
        "__add__ __alloc__ __contains__ __delitem__ __eq__ __ge__ __getattribute__ __getitem__ __gt__ "
        "__hash__ __iadd__ __imul__ __init__ __iter__ __le__ __len__ __lt__ __mod__ __mul__ __ne__ __new__ "
        "__reduce__ __reduce_ex__ __repr__ __rmod__ __rmul__ __setitem__ __sizeof__ __str__ append capitalize "
        "center clear copy count decode endswith expandtabs extend find fromhex hex index insert isalnum "
        "isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition "
        "pop remove removeprefix removesuffix replace resize reverse rfind rindex rjust rpartition rsplit "
        "rstrip split splitlines startswith strip swapcase title translate upper zfill"
    ),
    "bytes": (
        "__add__ __bytes__ __contains__ __eq__ __ge__ __getattribute__ __getitem__ __getnewargs__ __gt__ "
        "__hash__ __iter__ __le__ __len__ __lt__ __mod__ __mul__ __ne__ __new__ __repr__ __rmod__ __rmul__ "
        "__str__ capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha "
        "isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition "
        "removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines "
        "startswith strip swapcase title translate upper zfill"
    ),
    "classmethod": ("__dict__ __func__ __get__ __init__ __isabstractmethod__ __new__ __repr__ __wrapped__"),
    "complex": (
        "__abs__ __add__ __bool__ __complex__ __eq__ __format__ __ge__ __getattribute__ __getnewargs__ __gt__ "
        "__hash__ __le__ __lt__ __mul__ __ne__ __neg__ __new__ __pos__ __pow__ __radd__ __repr__ __rmul__ "
        "__rpow__ __rsub__ __rtruediv__ __sub__ __truediv__ conjugate from_number imag real"
    ),
    "dict": (
        "__class_getitem__ __contains__ __delitem__ __eq__ __ge__ __getattribute__ __getitem__ __gt__ "
        "__hash__ __init__ __ior__ __iter__ __le__ __len__ __lt__ __ne__ __new__ __or__ __repr__ __reversed__ "
        "__ror__ __setitem__ __sizeof__ clear copy fromkeys get items keys pop popitem setdefault update "
        "values"
    ),
    "enumerate": ("__class_getitem__ __getattribute__ __iter__ __new__ __next__ __reduce__"),
    "filter": ("__getattribute__ __iter__ __new__ __next__ __reduce__"),
    "float": (
        "__abs__ __add__ __bool__ __ceil__ __divmod__ __eq__ __float__ __floor__ __floordiv__ __format__ "
        "__ge__ __getattribute__ __getformat__ __getnewargs__ __gt__ __hash__ __int__ __le__ __lt__ __mod__ "
        "__mul__ __ne__ __neg__ __new__ __pos__ __pow__ __radd__ __rdivmod__ __repr__ __rfloordiv__ __rmod__ "
        "__rmul__ __round__ __rpow__ __rsub__ __rtruediv__ __sub__ __truediv__ __trunc__ as_integer_ratio "
        "conjugate from_number fromhex hex imag is_integer real"
    ),
    "frozenset": (
        "__and__ __class_getitem__ __contains__ __eq__ __ge__ __getattribute__ __gt__ __hash__ __iter__ "
        "__le__ __len__ __lt__ __ne__ __new__ __or__ __rand__ __reduce__ __repr__ __ror__ __rsub__ __rxor__ "
        "__sizeof__ __sub__ __xor__ copy difference intersection isdisjoint issubset issuperset "
        "symmetric_difference union"
    ),
    "int": _INTEGER,
    "list": (
        "__add__ __class_getitem__ __contains__ __delitem__ __eq__ __ge__ __getattribute__ __getitem__ __gt__ "
        "__hash__ __iadd__ __imul__ __init__ __iter__ __le__ __len__ __lt__ __mul__ __ne__ __new__ __repr__ "
        "__reversed__ __rmul__ __setitem__ __sizeof__ append clear copy count extend index insert pop remove "
        "reverse sort"
    ),
    "map": ("__getattribute__ __iter__ __new__ __next__ __reduce__"),
    "memoryview": (
        "__class_getitem__ __delitem__ __enter__ __eq__ __exit__ __ge__ __getattribute__ __getitem__ __gt__ "
        "__hash__ __iter__ __le__ __len__ __lt__ __ne__ __new__ __repr__ __setitem__ c_contiguous cast "
        "contiguous count f_contiguous format hex index itemsize nbytes ndim obj readonly release shape "
        "strides suboffsets tobytes tolist toreadonly"
    ),
    "property": (
        "__delete__ __get__ __getattribute__ __init__ __isabstractmethod__ __name__ __new__ __set__ "
        "__set_name__ deleter fdel fget fset getter setter"
    ),
    "range": (
        "__bool__ __contains__ __eq__ __ge__ __getattribute__ __getitem__ __gt__ __hash__ __iter__ __le__ "
        "__len__ __lt__ __ne__ __new__ __reduce__ __repr__ __reversed__ count index start step stop"
    ),
    "reversed": ("__getattribute__ __iter__ __length_hint__ __new__ __next__ __reduce__ __setstate__"),
    "set": (
        "__and__ __class_getitem__ __contains__ __eq__ __ge__ __getattribute__ __gt__ __hash__ __iand__ "
        "__init__ __ior__ __isub__ __iter__ __ixor__ __le__ __len__ __lt__ __ne__ __new__ __or__ __rand__ "
        "__reduce__ __repr__ __ror__ __rsub__ __rxor__ __sizeof__ __sub__ __xor__ add clear copy difference "
        "difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove "
        "symmetric_difference symmetric_difference_update union update"
    ),
    "slice": (
        "__eq__ __ge__ __getattribute__ __gt__ __hash__ __le__ __lt__ __ne__ __new__ __reduce__ __repr__ "
        "indices start step stop"
    ),
    "staticmethod": ("__call__ __dict__ __func__ __get__ __init__ __isabstractmethod__ __new__ __repr__ __wrapped__"),
    "str": (
        "__add__ __contains__ __eq__ __format__ __ge__ __getattribute__ __getitem__ __getnewargs__ __gt__ "
        "__hash__ __iter__ __le__ __len__ __lt__ __mod__ __mul__ __ne__ __new__ __repr__ __rmod__ __rmul__ "
        "__sizeof__ __str__ capitalize casefold center count encode endswith expandtabs find format "
        "format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric "
        "isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix "
        "removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip "
        "swapcase title translate upper zfill"
    ),
    "super": ("__get__ __getattribute__ __init__ __new__ __repr__ __self__ __self_class__ __thisclass__"),
    "tuple": (
        "__add__ __class_getitem__ __contains__ __eq__ __ge__ __getattribute__ __getitem__ __getnewargs__ "
        "__gt__ __hash__ __iter__ __le__ __len__ __lt__ __mul__ __ne__ __new__ __repr__ __rmul__ count index"
    ),
    "type": (
        "__annotate__ __base__ __bases__ __basicsize__ __call__ __delattr__ __dict__ __dictoffset__ __dir__ "
        "__firstlineno__ __flags__ __getattribute__ __init__ __instancecheck__ __itemsize__ __mro__ __name__ "
        "__new__ __or__ __prepare__ __qualname__ __repr__ __ror__ __setattr__ __sizeof__ "
        "__static_attributes__ __subclasscheck__ __subclasses__ __text_signature__ __type_params__ "
        "__weakrefoffset__ mro"
    ),
    "zip": ("__getattribute__ __iter__ __new__ __next__ __reduce__ __setstate__"),
    "BaseException": (
        "__cause__ __context__ __delattr__ __dict__ __getattribute__ __init__ __new__ __reduce__ __repr__ "
        "__setattr__ __setstate__ __str__ __suppress_context__ __traceback__ add_note args with_traceback"
    ),
}
"""What builtin types have instead of, or besides, what `object` has."""

_EXCEPTIONS = {
    "name obj": ("AttributeError"),
    "__class_getitem__ derive exceptions message split subgroup": ("BaseExceptionGroup ExceptionGroup"),
    "characters_written errno filename filename2 strerror": (
        "BlockingIOError BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError "
        "ConnectionRefusedError ConnectionResetError EnvironmentError FileExistsError FileNotFoundError "
        "IOError InterruptedError IsADirectoryError NotADirectoryError OSError PermissionError "
        "ProcessLookupError TimeoutError"
    ),
    "msg name path": ("ImportError ModuleNotFoundError"),
    "end_lineno end_offset filename lineno msg offset print_file_and_line text": (
        "IndentationError SyntaxError TabError"
    ),
    "name": ("NameError UnboundLocalError"),
    "value": ("StopIteration"),
    "code": ("SystemExit"),
    "encoding end object reason start": ("UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError"),
    "": (
        "ArithmeticError AssertionError BufferError BytesWarning DeprecationWarning EOFError EncodingWarning "
        "Exception FloatingPointError FutureWarning GeneratorExit ImportWarning IndexError KeyError "
        "KeyboardInterrupt LookupError MemoryError NotImplementedError OverflowError "
        "PendingDeprecationWarning RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning "
        "StopAsyncIteration SyntaxWarning SystemError TypeError UnicodeError UnicodeWarning UserWarning "
        "ValueError Warning ZeroDivisionError PythonFinalizationError"
    ),
}
"""Exceptions, by what they have besides what all of them have."""

_OF_MODULES = "__annotations__ __dict__ __name__ __package__ __loader__ __spec__ __file__ __path__"
_OF_FUNCTIONS = "__call__ __doc__ __module__ __name__ __qualname__ __self__ __text_signature__"

_OF_INSTANCES = frozenset({"__dict__", "__module__", "__weakref__"})
"""What instances have of every class that is written in Python, besides what every object has."""

_SETS = {kind: frozenset(names.split()) for kind, names in _OWN.items()}
_SETS |= {
    kind: _SETS["BaseException"].union(more.split()) for more, kinds in _EXCEPTIONS.items() for kind in kinds.split()
}
_SETS["module"] = frozenset(_OF_MODULES.split())
_BARE = frozenset(_OBJECT.split())
_CALLED = _BARE.union(_OF_FUNCTIONS.split())
_NONE: frozenset[str] = frozenset()
FUNCTIONS = frozenset(_FUNCTIONS.split())
CONSTANTS = frozenset(_CONSTANTS.split())
NAMES = FUNCTIONS.union(CONSTANTS, _SETS.keys() - {"module"}, ("object",))
"""What every module has without binding it."""


def has(kind: str, name: str) -> bool:
    """Whether instances of the builtin type `kind` have an attribute `name`; of what is no builtin type, never."""
    return kind in _SETS and (name in _SETS[kind] or name in _BARE)


def is_of_all(name: str) -> bool:
    """Whether every instance of a class has an attribute `name`."""
    return name in _BARE or name in _OF_INSTANCES


def is_type(name: str) -> bool:
    """Whether this is the name of a builtin type."""
    return name in _SETS or name == "object"


def overrides(kind: str, name: str) -> bool:
    """Whether `kind` has `name` otherwise than `object` has it."""
    return name in _SETS.get(kind, _NONE)


def offers(name: str, attribute: str) -> bool:
    """Whether the builtin called `name`, a type or a function, has `attribute` itself."""
    if name in FUNCTIONS:
        return attribute in _CALLED
    return is_type(name) and (has(name, attribute) or attribute in _BARE or attribute in _SETS["type"])
