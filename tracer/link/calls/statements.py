"""What each kind of statement does to a frame."""

from __future__ import annotations

from tracer import facts as f
from tracer.link import conditions
from tracer.link.calls import choices, closures, definitions, imports, narrowing, outcomes, passing, patterns, protocols
from tracer.link.calls.cells import EMPTY, Cell
from tracer.link.calls.expressions import evaluate, test
from tracer.link.calls.frame import Frame, join_environments
from tracer.link.calls.values import External, Field, Function, Instance


def _expression(frame: Frame, statement: f.Expression) -> None:
    evaluate(frame, statement.value)


def _assign(frame: Frame, statement: f.Assign) -> None:
    values = evaluate(frame, statement.value) if statement.value is not None else EMPTY
    if statement.annotation is not None and all(value.__class__ is Field for value in values):
        values |= narrowing.annotated(frame, statement.annotation)
    elif statement.value is None:
        return
    for target in statement.targets:
        frame.bind(target, values, statement.line)
        is_either = isinstance(statement.value, (f.IfExp, f.BoolOp)) and not passing.is_sure(frame, statement.value)
        if is_either and isinstance(target, f.Name):
            frame.vague.add(target.id)


def _aug_assign(frame: Frame, statement: f.AugAssign) -> None:
    left = evaluate(frame, statement.target)
    right = evaluate(frame, statement.value)
    frame.bind(
        statement.target, protocols.augmented(frame, statement.op, left, right, (statement.line, 0)), statement.line
    )


def _if(frame: Frame, statement: f.If) -> bool:
    decided = decide(frame, statement.test)
    test(frame, statement.test)
    then, other = statement.body, statement.orelse
    if decided is not None:
        taken, untaken = (then, other) if decided else (other, then)
        if untaken:
            frame.assume_weak(lambda: frame.block(untaken))
        return frame.block(taken)

    choice = choices.asked(frame, statement.test)
    leaves = False

    def run_then() -> bool:
        nonlocal leaves
        narrowing.assume(frame, statement.test, True)
        leaves = _chosen(frame, then, choice)
        return leaves

    def run_other() -> bool:
        narrowing.assume(frame, statement.test, False, is_guard=bool(then) and isinstance(then[-1], f.Raise))
        return _chosen(frame, other, choice and choice._replace(truth=False))

    ends = frame.branches(run_then, run_other)
    if choice is not None and leaves:
        frame.choice = choices.within(frame.choice, choice._replace(truth=False))
    return ends


def _chosen(frame: Frame, body: tuple[f.Statement, ...], choice: choices.Choice | None) -> bool:
    """Run the branch that is taken by a choice of the caller's."""
    if choice is None:
        return frame.block(body)
    outer = frame.choice
    frame.choice = choices.within(outer, choice)
    ends = frame.block(body)
    frame.choice = outer
    return ends


def decide(frame: Frame, test: f.Expr) -> bool | None:
    """Whether the snapshot's settings (backend, API, Python) decide `test`."""
    decisions = frame.analysis.decisions
    key = id(test)
    if key not in decisions:
        is_open = isinstance(test, f.Constant) or _asks_for_main(test)
        decisions[key] = None if is_open else conditions.decide(test, frame.analysis.settings, lambda _: None)
    return decisions[key]


def _asks_for_main(test: f.Expr) -> bool:
    """Whether a test is of `__name__`: what a module runs as a script is called, though nobody who imports it gets to
    see the names."""
    if isinstance(test, f.BoolOp):
        return any(map(_asks_for_main, test.values))
    ends = (test.left, *test.comparators) if isinstance(test, f.Compare) else ()
    return any(isinstance(end, f.Name) and end.id == "__name__" for end in ends)


def _while(frame: Frame, statement: f.While) -> bool:
    def body() -> None:
        test(frame, statement.test)
        narrowing.assume(frame, statement.test, True)
        frame.block(statement.body)

    frame.loop(body)
    frame.block(statement.orelse)
    return False


def _for(frame: Frame, statement: f.For) -> bool:
    iterated = evaluate(frame, statement.iter)
    site = (statement.line, 0)

    def body() -> None:
        found = protocols.elements(frame, iterated, site, statement.is_async)
        frame.bind_each(statement.target, iterated, found, statement.line)
        frame.block(statement.body)

    frame.loop(body)
    frame.block(statement.orelse)
    return False


def _jump(frame: Frame, _: f.Jump) -> bool:
    frame.jumps.append(frame.env)
    return True


def _with(frame: Frame, statement: f.With) -> bool:
    may_suppress = False
    for manager, target in statement.items:
        managers = frame.concrete(evaluate(frame, manager))
        may_suppress = may_suppress or any(isinstance(value, (Instance, External)) for value in managers)
        entered = protocols.enter(frame, managers, (statement.line, 0), statement.is_async)
        if target is not None:
            frame.bind(target, entered, statement.line)
    ends = frame.block(statement.body)
    # Its manager may keep what the body raises from getting further.
    return ends and not (statement.body and isinstance(statement.body[-1], f.Raise) and may_suppress)


def _try(frame: Frame, statement: f.Try) -> bool:
    before = dict(frame.env)

    def body() -> bool:
        return frame.block(statement.body) or frame.block(statement.orelse)

    def handle(handler: f.Handler) -> bool:
        frame.env = join_environments([before, interrupted])
        if handler.type is not None:
            caught = evaluate(frame, handler.type)
            if handler.name:
                frame.assign(handler.name, narrowing.instances(frame, caught))
        return frame.block(handler.body)

    interrupted = before
    start, jumps = frame.env, len(frame.jumps)
    frame.env = dict(before)
    body_ends = body()
    interrupted, ended = frame.env, []
    left = [] if body_ends else [frame.env]
    for handler in statement.handlers:
        frame.env = dict(start)
        if not handle(handler):
            left.append(frame.env)
        ended.append(frame.env)
    frame.env = join_environments(left) if left else join_environments([dict(before), interrupted])
    if statement.final:
        # Also what leaves the loop runs this.
        frame.env = join_environments([frame.env, *frame.jumps[jumps:]])
    ends = frame.block(statement.final)
    return ends or not left


def _return(frame: Frame, statement: f.Return) -> bool:
    if statement.value is not None:
        values = evaluate(frame, statement.value)
        code = frame.code
        if isinstance(code, Function):
            values = outcomes.returned(frame, code, statement.value, values)
            if frame.choice is not None:
                values = choices.chosen(frame, values, frame.choice)
            values = closures.of_own(frame, code, values)
            if not code.is_symbolic and any(closures.is_symbolic(code, value) for value in values):
                code.is_symbolic = True
            frame.analysis.join(_returns(frame, code), values)
    return True


def _returns(frame: Frame, code: Function) -> Cell:
    """Where what is returned here goes: apart where a parameter is None."""
    missing = narrowing.absent(frame)
    if missing is None or missing.function is not code:
        return code.returns
    if missing.index not in code.returns_without:
        code.returns_without = {**code.returns_without, missing.index: Cell()}
        frame.analysis.wake(code.returns)
    return code.returns_without[missing.index]


def _raise(frame: Frame, statement: f.Raise) -> bool:
    if statement.exception is not None:
        values = evaluate(frame, statement.exception)
        protocols.raised(frame, values, (statement.line, 0))
    if statement.cause is not None:
        evaluate(frame, statement.cause)
    return True


def _delete(frame: Frame, statement: f.Delete) -> None:
    for target in statement.targets:
        protocols.delete(frame, target, (statement.line, 0))


def _assert(frame: Frame, statement: f.Assert) -> None:
    test(frame, statement.test)
    narrowing.assume(frame, statement.test, True, is_guard=True)
    if statement.message is not None:
        evaluate(frame, statement.message)


def _match(frame: Frame, statement: f.Match) -> bool:
    subject = evaluate(frame, statement.subject)
    name = statement.subject.id if isinstance(statement.subject, f.Name) else ""
    rest = subject

    def run(case: f.Case) -> bool:
        nonlocal rest
        left, asked = rest, patterns.asked(frame, case.pattern) if subject else None
        if name in frame.env:
            frame.env[name] = narrowing.narrowed(frame, left, asked) if asked is not None else left
        if asked is not None and case.guard is None and patterns.is_bare(case.pattern):
            rest = narrowing.narrowed(frame, left, asked._replace(truth=False))
        patterns.match(frame, case.pattern, left, statement.line)
        if case.guard is not None:
            test(frame, case.guard)
        return frame.block(case.body)

    return frame.branches(*(lambda case=case: run(case) for case in statement.cases), lambda: False)


def _scope(frame: Frame, statement: f.Scope) -> None:
    frame.declared.update(statement.names)
    if statement.kind == "nonlocal" and isinstance(frame.code.parent, Function):
        frame.code.parent.origin.rebound |= frozenset(statement.names)
    elif statement.kind == "global" and frame.code is not frame.module:
        frame.module.rebound |= frozenset(statement.names)


Frame.handlers.update(
    {
        f.Expression: _expression,
        f.Assign: _assign,
        f.AugAssign: _aug_assign,
        f.Import: imports.run_import,
        f.ImportFrom: imports.run_import_from,
        f.Define: definitions.run_define,
        f.If: _if,
        f.While: _while,
        f.For: _for,
        f.Jump: _jump,
        f.With: _with,
        f.Try: _try,
        f.Return: _return,
        f.Raise: _raise,
        f.Delete: _delete,
        f.Assert: _assert,
        f.Match: _match,
        f.Scope: _scope,
    }
)
