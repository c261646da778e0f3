"""The search for ops among what a function calls, and which of them matter most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.link.ops_calls import LAST, NONE, Calls, OpCalls, last

_HELPERS = 3
"""Calls followed within one module."""
_HANDED_ON = 4
"""Functions that hand their work on, one after another: a layer's method, `keras.ops`, the backend, `tf`."""
_NEAREST = 5
_ENTRIES = 32
"""Functions of a table, any of which may be called; of more it is not known what they are for."""
_NODES = 120
"""Functions looked at for one answer: all of a snapshot are searched while calls are linked."""
_SHARES = (4, 14, 24, 36)
"""Of these, those that one of several calls may take, by the depth that is left."""

Found = dict[str, None]
"""Names of ops, nearest first."""


class Search:
    """One search for ops among what a function calls. It looks into `_NODES` functions and no more.

    `calls` are those of a snapshot, `public` the keys of its public functions, `bases` the MRO of each class by key.
    """

    def __init__(
        self, calls: OpCalls, public: set[str], bases: dict[str, tuple[str, ...]], *, implicit: bool = True
    ) -> None:
        self.calls = calls
        self.public = public
        self.bases = bases
        self.implicit = implicit
        self.met_implicit = False
        """Whether anything was left out for want of `implicit`."""
        self.chosen = calls.chosen
        self.seen: set[str] = set()
        self.most = _NODES
        self.named: set[str] = set()

    def below(self, key: str, *, is_method: bool = False, helpers: int = _HELPERS, depth: int = _HANDED_ON) -> Found:
        """The ops that `key`, or helpers of its own module, call directly; where there are none, those of what it hands
        its work on to. A method, and a backend's function, may do both. First come those of functions of its own name
        elsewhere (`keras.ops.add` -> the backend's `add` -> `tf.add`)."""
        found, elsewhere = self._direct(key, helpers)
        stem_of = self.calls.stem_of
        name = stem_of(key)
        does_both = is_method or self.chosen in key or (depth > 2 and all(stem_of(op) != name for op in found))
        if depth == 0 or (found and not does_both):
            return found
        same = [] if name.startswith("__") else [callee for callee in elsewhere if stem_of(callee) == name]
        first: Found = {}
        for callee in same:
            first |= self.below(callee, depth=depth - 1)
        for callee in self._overriding(key, same):
            first |= dict.fromkeys(op for _, ops, _ in self._calls(callee).steps for op in ops)
        objects = [callee for callee in elsewhere if last(callee) == "__call__"] if is_method else []
        handed_on = [
            self._branch(callee, helpers=levels, depth=depth - 1)
            for callee, levels in self._handed_on(key, elsewhere, objects, public=does_both or not found)
            if callee not in same
        ]
        found = first | found
        if is_method:
            handed_on = sorted((self._ranked(ops) for ops in handed_on if ops), key=self._first_weight)
        for ops in handed_on:
            found |= ops
        return found

    def _ranked(self, ops: Found) -> Found:
        """Those first that a function of the op's own name runs (`matmul` runs `MatMul`): where some compute, those."""
        weights = {name: self.calls.weights[name] for name in ops if name in self.named}
        least = min(weights.values(), default=LAST)
        return dict.fromkeys(sorted(ops, key=lambda name: weights.get(name, LAST) != least))

    def _first_weight(self, ops: Found) -> int:
        return self.calls.weights[next(iter(ops))]

    def _branch(self, key: str, *, helpers: int, depth: int) -> Found:
        """As `below`, for one of several calls: it leaves functions for the others to look into."""
        outer, self.most = self.most, min(self.most, len(self.seen) + _SHARES[depth])
        found = self.below(key, helpers=helpers, depth=depth)
        self.most = outer
        return found

    def nearest(self, key: str) -> Found:
        """The ops of the nearest callees that have any, or of what these look up in a table to call it."""
        level = [key]
        for _ in range(_NEAREST):
            met = [self._met(one) for one in level]
            found = dict.fromkeys(op for calls in met for _, ops, _ in calls.steps for op in ops)
            entries = dict.fromkeys(entry for one in level for entry in self.calls.looked_up(one))
            if not found and len(entries) <= _ENTRIES:
                found = dict.fromkeys(op for entry in entries for op in self._direct(entry, _HELPERS)[0])
            if found:
                return found
            level = [callee for calls in met for callee in calls.callees]
        return {}

    def _direct(self, key: str, helpers: int) -> tuple[Found, list[str]]:
        """The ops that `key` and helpers of its module call (the nearer ones do, where these call any), and the
        functions of other modules that they call: in the order in which they run, but first the op that `key` is
        called after."""
        steps: dict[str, Calls] = {}
        wrapped: dict[str, tuple[str, ...]] = {}
        level: Sequence[str] = (key,)
        runs_ops = False
        for distance in range(_HELPERS):
            if not level or (distance >= helpers and runs_ops):
                break
            following: list[str] = []
            for one in level:
                if one not in steps:
                    calls = steps[one] = self._met(one)
                    runs_ops = runs_ops or calls.runs_ops
                    following += calls.own
            level = following
        for one in level:
            if one not in steps:
                steps[one] = NONE
                wrapped[one] = self._wrapped(one)
        return self._in_order(key, steps, wrapped)

    def _in_order(
        self, key: str, steps: dict[str, Calls], wrapped: dict[str, tuple[str, ...]]
    ) -> tuple[Found, list[str]]:
        """What `_direct` says: `steps` are the calls of functions of one module, `wrapped` the ops of those that are
        not looked into."""
        stem_of = self.calls.stem_of
        found: Found = {}
        elsewhere: Found = {}

        # No function that calls itself: each would be a cycle, and linking goes without a collector.
        walk = [(key, iter(steps.pop(key, NONE).steps))]
        while walk:
            function, following = walk[-1]
            for callee, ops, is_own in following:
                if ops:
                    self._keep(ops, function, found)
                if is_own:
                    walk.append((callee, iter(steps.pop(callee, NONE).steps)))
                    break
                if not ops:
                    elsewhere[callee] = None
            else:
                walk.pop()
                if function in wrapped:
                    self._keep(wrapped.pop(function), function, found)
        if len(found) > 1:
            name, weights = stem_of(key), self.calls.weights
            found = dict.fromkeys(sorted(found, key=lambda op: (stem_of(op) != name, weights[op])))
        return found, list(elsewhere)

    def _keep(self, ops: Sequence[str], function: str, found: Found) -> None:
        found.update(dict.fromkeys(ops))
        stem_of = self.calls.stem_of
        name = stem_of(function)
        self.named.update([op for op in ops if stem_of(op) == name])

    def _wrapped(self, key: str) -> tuple[str, ...]:
        """The op that a function is called after, if it calls it: `conv2d` is as near as the op `Conv2D`."""
        wrappers = self.calls.wrappers.get(last(key))
        if wrappers is None:
            return ()
        called = self._calls(key).callees
        return tuple(op for wrapper, op in wrappers if wrapper in called)

    def _handed_on(
        self, key: str, elsewhere: Sequence[str], objects: Sequence[str], *, public: bool
    ) -> Iterator[tuple[str, int]]:
        """Functions that do the work of `key`, and how far to follow their helpers: those of the chosen backend, then
        public ones and `objects` that are called."""
        chosen = [] if self.chosen in key else [callee for callee in elsewhere if self.chosen in callee]
        yield from ((callee, _HELPERS) for callee in chosen)
        if public:
            rest = (callee for callee in elsewhere if callee in self.public or callee in objects)
            yield from ((callee, 1) for callee in rest if callee not in chosen)

    def _overriding(self, key: str, same: Sequence[str]) -> Iterator[str]:
        """Methods that may run in place of `same`, to which `key` hands its work on: a `tf.Variable`'s `assign_sub` is
        that of a resource variable."""
        owners = {owner.replace(":", ".") for callee in same if ":" in (owner := callee.rpartition(".")[0])}
        for callee in self.calls.overriding(key) if owners else ():
            if owners.intersection(self.bases.get(callee.rpartition(".")[0], ())):
                yield callee

    def _met(self, key: str) -> Calls:
        """What `key` calls, where it was not looked into yet and there is room."""
        if key in self.seen or len(self.seen) >= self.most:
            return NONE
        self.seen.add(key)
        return self._calls(key)

    def _calls(self, key: str) -> Calls:
        if not self.implicit and (explicit := self.calls.explicit(key)) is not None:
            self.met_implicit = True
            return explicit
        return self.calls.calls(key)
