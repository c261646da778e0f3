"""What functions and methods of the standard library do with what they are given.

Below the name of a module or class (or several that share them), each function with its parameters and a definition in
small: `library_models` runs these, and says what the words in them mean. Only what can reach code of the snapshot is
told: which argument is called, iterated over, compared, asked for a special method, kept, or given back. What no
`return` says is an object of the library of which nothing is known.
"""

from __future__ import annotations

_TABLE = """
[functools]
reduce(function, rows, start): return start
    | function(function(start or each(rows), each(rows)) | (start or each(rows)), each(rows))
partialmethod(func, *args, **kwargs): return new('functools.partialmethod', func=func, args=arguments(), words=words())
cmp_to_key(mycmp): return new('functools.cmp_to_key', mycmp)
total_ordering(cls): complete(cls); return cls
singledispatch singledispatchmethod (func): return new('functools.singledispatch', func)
update_wrapper(wrapper, wrapped): return wrapper

[sys.modules]
__getitem__(self, key): return modules(key)

[functools.partialmethod]
__get__(self, instance): return bound_partial(self.func, instance, self.args, self.words)

[functools.cmp_to_key]
__call__(self, x): held(self)(x, x)

[functools.singledispatch]
register(self, cls, func): keep(functions(cls | func), self); return functions(cls | func) or self.register
dispatch(self, cls): return held(self)
__call__(self, *args, **kwargs): return held(self)(*args, **kwargs)

[bisect]
bisect bisect_left bisect_right (a, x, lo, hi, key): compare(x, key(each(a)) or each(a))
insort insort_left insort_right (a, x, lo, hi, key): compare(key(x) or x, key(each(a)) or each(a)); keep(x, a)

[heapq]
heapify(x): compare(held(x))
heappush(heap, item): compare(item, held(heap)); keep(item, heap); return nothing()
heappop(heap): compare(held(heap)); return held(heap)
heappushpop heapreplace (heap, item): compare(item, held(heap)); keep(item, heap); return item | held(heap)
nsmallest nlargest (n, iterable, key): compare(key(each(iterable)) or each(iterable)); return list(each(iterable))
merge(*iterables, key, reverse): compare(key(each(iterables)) or each(iterables)); return list(each(iterables))

[itertools]
chain(*iterables): return list(each(iterables))
accumulate(iterable, func, initial): return list(initial | each(iterable)
    | func(func(initial or each(iterable), each(iterable)) | (initial or each(iterable)), each(iterable)))
groupby(iterable, key): return list(row(key(each(iterable)) | each(iterable), list(each(iterable))))
islice cycle (iterable, *args): return list(each(iterable))
takewhile dropwhile filterfalse (predicate, iterable): truth(predicate(each(iterable))); return list(each(iterable))
starmap(function, iterable): return list(function(*each(iterable)))
repeat(element): return list(element)
compress(data, selectors): truth(each(selectors)); return list(each(data))
product zip_longest (*iterables, repeat, fillvalue): return list(list(each(iterables) | fillvalue))
combinations permutations combinations_with_replacement batched (iterable, r): return list(list(each(iterable)))
pairwise(iterable): return list(row(each(iterable), each(iterable)))
tee(iterable): return list(list(each(iterable)))

[itertools.chain]
from_iterable(iterables): return list(each(each(iterables)))

[operator]
index(a): return ask('__index__', a)
abs __abs__ (a): return ask('__abs__', a)
neg __neg__ (a): return ask('__neg__', a)
pos __pos__ (a): return ask('__pos__', a)
inv invert __invert__ (a): return ask('__invert__', a)
truth not_ (a): truth(a)
contains __contains__ (a, b): binary('in', b, a)
concat(a, b): return binary('+', a, b)
iconcat(a, b): return augmented('+', a, b)
getitem __getitem__ (a, b): return item(a, b)
setitem __setitem__ (a, b, c): ask('__setitem__', a, b, c); keep(c, a)
delitem __delitem__ (a, b): ask('__delitem__', a, b)
length_hint(a): ask('__len__ __length_hint__', a)
call(obj, *args, **kwargs): return obj(*args, **kwargs)
attrgetter(*args): return new('operator.attrgetter', args)
itemgetter(*args): return new('operator.itemgetter', args)
methodcaller(name, *args): return new('operator.methodcaller', name=name, args=arguments())

[operator.attrgetter]
__call__(self, obj): return attribute(obj, held(self))

[operator.itemgetter]
__call__(self, obj): return item(obj, held(self))

[operator.methodcaller]
__call__(self, obj): return attribute(obj, self.name)(*self.args)

[copy]
copy(x): return ask('__copy__ __reduce_ex__ __reduce__ __getstate__', x) | ask('__setstate__', x) | x
deepcopy(x): return ask('__deepcopy__ __reduce_ex__ __reduce__ __getstate__', within(x))
    | ask('__setstate__', within(x)) | x
replace(obj): return ask('__replace__', obj) | obj

[dataclasses]
replace(obj, **changes): return replaced(obj, **changes)

[attr attrs]
evolve(inst, **changes): return replaced(inst, **changes)

[collections.namedtuple]
_make(self, iterable): return self(*iterable)
_replace(self, **changes): return replaced(self, **changes)

[pickle]
dump dumps (obj, *args): ask('__reduce_ex__ __reduce__ __getstate__', within(obj)); return nothing()

[collections]
Counter(iterable): find(each(iterable)); return new('collections.Counter', each(iterable))
deque(iterable): return new('collections.deque', each(iterable))

[collections.Counter]
elements keys (self): return list(held(self))
items most_common (self, n): return list(row(held(self), nothing()))
update subtract (self, iterable): find(each(iterable)); keep(each(iterable), self); return nothing()
values total get pop (self): return nothing()

[collections.deque]
append appendleft (self, x): keep(x, self); return nothing()
extend extendleft (self, iterable): keep(each(iterable), self); return nothing()
insert(self, i, x): keep(x, self); return nothing()
pop popleft (self): return held(self)
copy(self): return self
count index remove (self, x): equal(held(self), x)

[queue]
Queue LifoQueue SimpleQueue (maxsize): return new('queue.Queue')
PriorityQueue(maxsize): return new('queue.PriorityQueue')

[multiprocessing multiprocessing.queues]
Queue SimpleQueue JoinableQueue (maxsize): return new('queue.Queue')

[queue.Queue]
put put_nowait (self, item): keep(item, self); return nothing()
get get_nowait (self): return held(self)

[queue.PriorityQueue]
put put_nowait (self, item): compare(item, held(self)); keep(item, self); return nothing()

[types]
SimpleNamespace(**kwargs): return new('types.SimpleNamespace', **kwargs)
MappingProxyType(mapping): return mapping
new_class(name, bases): return each(bases)

[argparse]
Namespace(**kwargs): return new('types.SimpleNamespace', **kwargs)

[contextvars]
ContextVar(name, default): return new('contextvars.ContextVar', default)

[contextvars.ContextVar]
set(self, value): keep(value, self)
get(self, default): return held(self) | default

[typing typing_extensions]
cast(typ, val): return val
final overload override no_type_check runtime_checkable (f): return f

[abc]
update_abstractmethods(cls): return cls

[inspect]
unwrap(func): return func

[weakref]
proxy(object, callback): return object
ref WeakMethod ReferenceType (object, callback): callback(object); return new('weakref.ref', object)
finalize(obj, func, *args, **kwargs): func(*args, **kwargs)
WeakValueDictionary WeakKeyDictionary (other): return dict(other)
WeakSet(data): return set(each(data))

[weakref.ref]
__call__(self): return held(self)

[contextlib]
ExitStack AsyncExitStack (): return new('contextlib.ExitStack')
closing(thing): return new('contextlib.closing', thing)
aclosing(thing): return new('contextlib.aclosing', thing)
nullcontext(enter_result): return new('contextlib.nullcontext', enter_result)

[contextlib.ExitStack]
enter_context enter_async_context (self, cm): return enter(cm)
callback push_async_callback (self, callback, *args, **kwds): callback(*args, **kwds); return callback
push push_async_exit (self, exit): functions(exit)(); ask('__exit__', exit); return exit
pop_all(self): return self

[contextlib.closing]
__enter__(self): ask('close', held(self)); return held(self)

[contextlib.aclosing]
__aenter__(self): ask('aclose', held(self)); return held(self)

[contextlib.nullcontext]
__enter__ __aenter__ (self): return held(self)

[contextlib.ContextDecorator]
__call__(self, func): return new('contextlib.decorated', manager=self, func=func)

[contextlib.decorated]
__call__(self, *args, **kwargs): enter(self.manager); return self.func(*args, **kwargs)

[atexit]
register(func, *args, **kwargs): func(*args, **kwargs); return func

[signal]
signal(signalnum, handler): handler()

[re]
sub subn (pattern, repl, string): repl()

[re.compile re.Pattern]
sub subn (repl, string): repl()

[threading multiprocessing multiprocessing.context]
Thread Process (group, target, name, args, kwargs): target(*args)

[threading]
Timer(interval, function, args, kwargs): function(*args)
settrace setprofile (func): func()

[threading.Thread multiprocessing.Process multiprocessing.context.Process]
start(self): ask('run', self)

[concurrent.futures concurrent.futures.thread concurrent.futures.process]
ThreadPoolExecutor ProcessPoolExecutor (max_workers, initializer): initializer();
    return new('concurrent.futures.Executor')

[concurrent.futures.Executor]
submit(self, fn, *args, **kwargs): return new('concurrent.futures.Future', fn(*args, **kwargs))
map(self, fn, *iterables): return list(fn(each(iterables)))

[concurrent.futures asyncio]
as_completed(fs): return list(each(fs))
Future(): return new('concurrent.futures.Future')

[concurrent.futures.Future]
result(self): return held(self)
add_done_callback(self, fn): fn(self); return nothing()
set_result(self, result): keep(result, self); return nothing()

[multiprocessing multiprocessing.pool multiprocessing.dummy]
Pool ThreadPool (processes, initializer, initargs): initializer(*initargs); return new('multiprocessing.Pool')

[multiprocessing.Pool]
map imap imap_unordered (self, func, iterable): return list(func(each(iterable)))
starmap(self, func, iterable): return list(func(*each(iterable)))
apply(self, func, args): return func(*args)
apply_async(self, func, args): return new('multiprocessing.Result', func(*args))
map_async(self, func, iterable): return new('multiprocessing.Result', list(func(each(iterable))))

[multiprocessing.Result]
get(self): return held(self)

[asyncio]
run wait_for shield (main, *args): return main
create_task ensure_future (coro): return coro
gather(*aws): return list(aws)
to_thread(func, *args, **kwargs): return func(*args, **kwargs)
Queue LifoQueue (maxsize): return new('queue.Queue')

[timeit]
timeit repeat (stmt, setup): stmt(); setup()

[sys]
settrace setprofile (function): function()

[json]
dump dumps (obj, fp, default, cls): default(within(obj)); ask('default', cls(), within(obj))
load loads (s, cls, object_hook, object_pairs_hook):
    return object_hook() | list(object_hook()) | object_pairs_hook() | attribute(cls(), 'object_hook')()

[ast.NodeVisitor ast.NodeTransformer]
visit(self, node): return matching(self, 'visit_')(node) | ask('generic_visit', self, node)
generic_visit(self, node): return matching(self, 'visit_')(node) | ask('visit', self, node)

[html.parser.HTMLParser]
feed close goahead (self, data): matching(self, 'handle_')(); ask('unknown_decl', self)

[cmd.Cmd]
cmdloop onecmd (self): matching(self, 'do_')(); ask('default', self); ask('emptyline', self)
cmdloop(self): ask('precmd', self); ask('postcmd', self); ask('preloop', self); ask('postloop', self);
    matching(self, 'do_')()

[logging.Handler logging.StreamHandler]
handle(self, record): ask('emit', self, record)
format(self, record): return ask('format', self.formatter, record)

[json.JSONEncoder]
encode iterencode (self, o): ask('default', self, within(o))

[json.JSONDecoder]
__init__(self, object_hook, object_pairs_hook): replaced(self, object_hook=object_hook | object_pairs_hook)
decode raw_decode (self, s): return self.object_hook()

[string.Formatter]
format vformat (self, *args): ask('get_value', self); ask('get_field', self); ask('format_field', self);
    ask('convert_field', self)

[collections.abc.Mapping typing.Mapping collections.abc.MutableMapping typing.MutableMapping collections.UserDict]
get(self, key, default): return ask('__getitem__', self, key) | default
values(self): return list(ask('__getitem__', self, each(self)))
items(self): return list(row(each(self), ask('__getitem__', self, each(self))))
keys(self): return list(each(self))

[collections.abc.MutableMapping typing.MutableMapping collections.UserDict]
pop(self, key, default): return ask('__getitem__', self, key) | ask('__delitem__', self, key) | default
update(self, other): ask('__setitem__', self, each(other))
setdefault(self, key, default):
    return ask('__getitem__', self, key) | ask('__setitem__', self, key, default) | default

[collections.abc.Sequence typing.Sequence collections.abc.MutableSequence typing.MutableSequence]
index count (self, value): equal(ask('__getitem__', self), value)

[collections.abc.MutableSequence typing.MutableSequence]
append(self, value): ask('__len__', self); ask('insert', self, value, value)
extend(self, values): ask('__len__', self); ask('insert', self, each(values), each(values))
pop(self): return ask('__getitem__', self) | ask('__delitem__', self)

[math]
ceil(x): return ask('__ceil__ __float__', x)
floor(x): return ask('__floor__ __float__', x)
trunc(x): return ask('__trunc__', x)
comb factorial gcd isqrt lcm perm (*x): ask('__index__', x)
dist fsum prod sumprod (*x): ask('__float__ __index__', each(x))

[math cmath]
acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh degrees erf erfc exp exp2 expm1 fabs fmod frexp
    gamma hypot isclose isfinite isinf isnan ldexp lgamma log log10 log1p log2 modf nextafter pow radians
    remainder sin sinh sqrt tan tanh ulp (*x): ask('__float__ __index__', x)

[numpy]
array asarray asanyarray (object): return ask('__array__', object)

[os]
fspath(path): return ask('__fspath__', path)
fsencode fsdecode (filename): ask('__fspath__', filename)
access chdir chflags chmod chown chroot execl execv execve getxattr lchmod lchown listdir listxattr lstat
    makedirs mkdir mkfifo mknod open pathconf readlink remove removedirs rmdir scandir setxattr stat statvfs
    truncate unlink utime walk (path, *args): ask('__fspath__', path)
link rename renames replace symlink (src, dst, *args): ask('__fspath__', src); ask('__fspath__', dst)

[os.path]
abspath basename dirname exists expanduser expandvars getatime getctime getmtime getsize isabs isdir isfile
    isjunction islink ismount lexists normcase normpath realpath split splitdrive splitext splitroot (path, *args):
    ask('__fspath__', path)
join(a, *p): ask('__fspath__', a | p)
relpath(path, start): ask('__fspath__', path | start)
samefile(f1, f2): ask('__fspath__', f1 | f2)
commonpath commonprefix (paths): ask('__fspath__', each(paths))

[shutil]
copy copy2 copyfile copymode copystat copytree move (src, dst, *args): ask('__fspath__', src);
    ask('__fspath__', dst)
chown disk_usage rmtree (path, *args): ask('__fspath__', path)
which(cmd, mode, path): ask('__fspath__', cmd | path)

[io codecs]
open open_code (file, *args): ask('__fspath__', file)

[io]
FileIO(file, *args): ask('__fspath__', file)

[gzip bz2 lzma tarfile]
open(filename, *args): ask('__fspath__', filename)

[zipfile]
ZipFile is_zipfile (file, *args): ask('__fspath__', file)

[pathlib]
Path PurePath PosixPath WindowsPath PurePosixPath PureWindowsPath (*args): ask('__fspath__', args)
"""

_BINARY = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip
_COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def _operators() -> dict[str, str]:
    """The functions of `operator`, most of which have two names."""
    found: dict[str, str] = {}
    for name, sign in _BINARY.items():
        plain = name.strip("_")
        found |= dict.fromkeys((name, f"__{plain}__"), f"(a, b): return binary({sign!r}, a, b)")
        found |= dict.fromkeys((f"i{plain}", f"__i{plain}__"), f"(a, b): return augmented({sign!r}, a, b)")
    for name, sign in _COMPARED.items():
        found |= dict.fromkeys((name, f"__{name}__"), f"(a, b): return binary({sign!r}, a, b)")
    return {f"operator.{name}": text for name, text in found.items()}


def _read(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    owners: list[str] = []
    for line in table.replace("\n    ", " ").splitlines():
        if line.startswith("["):
            owners = line.strip("[]").split()
        elif line:
            names, _, text = line.partition("(")
            found |= {f"{owner}.{name}": f"({text}" for owner in owners for name in names.split()}
    return found


DESCRIPTIONS = _read(_TABLE) | _operators()
"""The definition of each function, from its parameters on, by its dotted name."""

BASES = {"queue.PriorityQueue": "queue.Queue"}
"""Classes of the library that have the methods of another."""

DECORATORS = frozenset(
    {"functools.total_ordering", "functools.singledispatch", "functools.singledispatchmethod", "atexit.register"}
    | {"functools.singledispatch.register", "typing.final", "typing.overload", "typing.override"}
    | {"typing_extensions.final", "typing_extensions.overload", "typing_extensions.override"}
    | {"typing.runtime_checkable", "typing_extensions.runtime_checkable", "abc.update_abstractmethods"}
    | {"contextlib.ExitStack.callback", "contextlib.ContextDecorator.__call__"}
)
"""What gives, applied as a decorator, what its description says."""

IN_PLACE = frozenset(
    {"tensorflow.function", "tensorflow.custom_gradient", "tensorflow.recompute_grad"}
    | {"tensorflow.autograph.experimental.do_not_convert"}
    | {f"jax.{name}" for name in ("jit", "checkpoint", "remat", "grad", "value_and_grad", "vmap", "pmap")}
    | {"torch.compile", "torch.vmap", "torch.jit.script", "numba.jit", "numba.njit", "numpy.vectorize"}
)
"""What gives something in place of a function, which runs that when it is called itself."""

BOUND = frozenset({"functools.singledispatch", "contextlib.decorated"})
"""Classes whose objects, as attributes of a class, are given the instance that they are read on."""


def method(kind: str, name: str) -> str | None:
    """The description's name of method `name` of a class of the library, its own or one of its base."""
    if f"{kind}.{name}" in DESCRIPTIONS:
        return f"{kind}.{name}"
    return method(BASES[kind], name) if kind in BASES else None
