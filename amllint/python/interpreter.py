"""The abstract interpreter: statements, control flow, functions, classes and imports on paper.

It runs a module as Python would, with two differences. A condition that is not known has both branches run from the
same state, and what they change is joined; a loop of unknown length has its body run once, with what the body changes
taken as unknown before. And nothing of it is real: calls that leave the code are recorded in the trace.
"""

from __future__ import annotations

from .evaluate import Evaluator
from .handlers import Clause, bound_names, handler_fact
from .state import ABSENT, DEEPEST_CALLS, LONGEST_LOOP, MOST_CALLS_OF_ONE, MOST_STEPS, GaveUp, Terminated
from .syntax import alias_span, from_span, imported_from, walk, yields
from .trace import Argument, HandlerFact, ImportUse, Loop, Returned
from .values import (
    AbstractValue,
    BodyOf,
    BoundMethod,
    Const,
    DictOf,
    External,
    ListOf,
    LocalClass,
    LocalFunction,
    LocalInstance,
    LocalModule,
    Made,
    Scope,
    TupleOf,
    UnknownValue,
    join,
    options_of,
    text_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable
    from typing import Any

    from ..text import Span
    from .state import Delta
    from .syntax import Module
    from .trace import Phase
    from .world import World
else:
    import _ast as ast

FALLS, RETURNS, BREAKS, CONTINUES, RAISES, DIES = 1, 2, 4, 8, 16, 32
"""How statements may end; a block may end in several ways.

RAISES is an exception that a handler stops, so that what comes behind it is uncertain. DIES is one that nothing
stops: what comes behind it runs, or all has failed already.
"""

_IMPORT_ERRORS = frozenset(("ModuleNotFoundError", "ImportError", "Exception", "BaseException"))


class Interpreter(Evaluator):
    """Runs modules and functions on paper; `trace` holds what was seen.

    One interpreter serves one unit: modules are run once, `run_module` may run several pieces of code in one
    namespace (the cells of a notebook).
    """

    def __init__(self, world: World, most_steps: int = MOST_STEPS) -> None:
        super().__init__(world, most_steps)
        self.modules: dict[str, LocalModule] = {}
        self.left_loops: list[tuple[int, Delta]] = []
        self.left_calls: list[Delta] = []
        self.provided: list[str] = []
        self._statements: dict[type, Callable[[Any], int]] = {
            ast.Expr: self._expression,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.If: self._if,
            ast.For: self._for,
            ast.AsyncFor: self._for,
            ast.While: self._while,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.Try: self._try,
            ast.Raise: self._raise,
            ast.Assert: self._assert,
            ast.Return: self._return,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.FunctionDef: self._define,
            ast.AsyncFunctionDef: self._define,
            ast.ClassDef: self._class,
            ast.Global: self._global,
            ast.Nonlocal: self._nonlocal,
            ast.Delete: self._delete,
            ast.Match: self._match,
            ast.Pass: lambda _: FALLS,
            ast.Break: lambda _: BREAKS,
            ast.Continue: lambda _: CONTINUES,
        }
        try_star = getattr(ast, "TryStar", None)
        if try_star is not None:
            self._statements[try_star] = self._try

    # -- from outside --------------------------------------------------------------------------------------------

    def run_module(
        self, module: Module, names: dict[object, AbstractValue] | None = None, phase: Phase = "import"
    ) -> dict[object, AbstractValue]:
        """Run module level code; returns its namespace, which is `names` where that is given (a notebook's).

        What cannot be followed is told by `trace.gave_up`.
        """
        scope = Scope(module, names)
        scope.names = scope.top
        scope.names.setdefault("__name__", Const(module.name))
        scope.names["__file__"] = (
            Const(module.file) if module.file else UnknownValue("where the file lies is not known")
        )
        self._begin(phase, ("import",), scope)
        own = LocalModule(module.name, scope.top, module.source.path)
        self.modules.setdefault(module.source.path, own)
        if module.tree is not None:
            body = module.tree.body
            self._guarded(lambda: self.block(body))
        return scope.top

    def call_entry(
        self,
        function: AbstractValue,
        args: tuple[AbstractValue, ...],
        phase: Phase,
        keywords: dict[str, AbstractValue] | None = None,
    ) -> AbstractValue:
        """Call a function of a module that was run, as the entry of a phase."""
        if not isinstance(function, (LocalFunction, BoundMethod)):
            return UnknownValue("the function is not local")
        local = function.function if isinstance(function, BoundMethod) else function
        self._begin(phase, (), self.scope)
        self.module = local.module
        place = self.origin(local.node)
        given = tuple(Argument(value, place) for value in args)
        named = {name: Argument(value, place) for name, value in (keywords or {}).items()}
        results: list[AbstractValue] = []
        self._guarded(lambda: results.append(self.call(function, given, named, False, local.node)))
        return results[0] if results else UnknownValue("it does not return")

    def _begin(self, phase: Phase, chain: tuple[str, ...], scope: Scope) -> None:
        self.phase, self.chain, self.scope, self.module = phase, chain, scope, scope.module
        self.certain = not self.trace.gave_up
        self.may_raise = False
        self.handlers, self.in_handler, self.vague, self.depth = [], 0, 0, 0
        self.anchor = None
        self.active = []
        self.calls_of = {}
        self.trail.clear()
        self.guards.clear()
        self.left_loops, self.left_calls = [], []

    def _guarded(self, work: Callable[[], object]) -> None:
        """Run, and note in the trace when the code is too long or too deep to be followed."""
        try:
            if not self.trace.gave_up:
                work()
        except Terminated:
            pass
        except GaveUp as reason:
            self.trace.gave_up = str(reason)
        except RecursionError:
            self.trace.gave_up = "the code is nested too deeply to be followed"
        self.trace.steps = self.steps

    # -- blocks ------------------------------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt]) -> int:
        """Run statements; returns the ways in which they may end."""
        outer = self.may_raise
        self.may_raise = False
        flags = 0
        falls = True
        for statement in body:
            one = self.statement(statement)
            flags |= one & ~FALLS
            if not one & FALLS:
                falls = False
                break
            if one & ~(FALLS | DIES):
                self.certain = False
        if self.may_raise:
            flags |= RAISES
        self.may_raise = outer
        return flags | FALLS if falls else flags

    def statement(self, node: ast.stmt) -> int:
        """Run one statement."""
        self.steps += 1
        if self.steps > self.most_steps:
            raise GaveUp("the code takes too long to be followed")
        if self.depth > 120:
            return FALLS
        method = self._statements.get(node.__class__)
        if method is None:
            return FALLS
        self.depth += 2
        try:
            return method(node)
        except Terminated as end:
            return RAISES if end.stopped else DIES
        finally:
            self.depth -= 2

    def branches(self, runs: list[Callable[[], int]]) -> int:
        """Run several possible continuations from the same state; the states of those that go on are joined."""
        certain = self.certain
        flags = 0
        falling: list[Delta] = []
        for run in runs:
            self.certain = False
            mark = len(self.trail)
            try:
                one = run()
            except Terminated as end:
                one = RAISES if end.stopped else DIES
            delta = self.take_back(mark)
            flags |= one
            if one & FALLS:
                falling.append(delta)
            else:
                self._leave(one, delta)
        self.certain = certain
        if falling:
            self.merge(falling)
        return flags

    def _leave(self, flags: int, delta: Delta) -> None:
        """Keep the state with which a branch leaves a loop or a function."""
        if flags & (BREAKS | CONTINUES):
            self.left_loops.append((flags, delta))
        if flags & RETURNS:
            self.left_calls.append(delta)

    # -- simple statements ---------------------------------------------------------------------------------------

    def _expression(self, node: ast.Expr) -> int:
        if not isinstance(node.value, ast.Constant):
            self.eval(node.value)
        return FALLS

    def _assign(self, node: ast.Assign) -> int:
        value = self.eval(node.value)
        for target in node.targets:
            self.assign(target, value)
        return FALLS

    def _annotated(self, node: ast.AnnAssign) -> int:
        if node.value is not None:
            self.assign(node.target, self.eval(node.value))
        return FALLS

    def _augmented(self, node: ast.AugAssign) -> int:
        target = node.target
        if isinstance(target, ast.Name):
            old = self.look_up(target.id) or UnknownValue(f"{target.id} is bound nowhere before")
        elif isinstance(target, ast.Attribute):
            owner = self.eval(target.value)
            if isinstance(owner, External) and f"{owner.dotted}.{target.attr}" == "sys.path":
                self.path_open = True
            old = self.attribute(owner, target.attr, target)
        else:
            old = UnknownValue("the item is not known")
        value = self._operate(node.op, old, self.eval(node.value), node)
        if self.vague and not isinstance(value, UnknownValue):
            value = UnknownValue("it changes in a loop")
        self.assign(target, value)
        return FALLS

    def _return(self, node: ast.Return) -> int:
        value = self.eval(node.value) if node.value is not None else Const(None)
        self.scope.returns.append(value)
        if self.phase == "run" and len(self.active) == 1:
            self._returned(value, node.value or node)
        return RETURNS

    def _returned(self, value: AbstractValue, node: ast.AST) -> None:
        """Record a return from run(), and what JSON makes of it while the value is what it is now."""
        from .json_values import encoded

        made = value if isinstance(value, Made) else None
        seen = Returned(self.where(node), self.phase, self.chain, self.certain, encoded(value), made)
        self.trace.returned[(self.phase, node)] = seen

    def _global(self, node: ast.Global) -> int:
        for name in node.names:
            self.scope.shared[name] = self.scope.top
        return FALLS

    def _nonlocal(self, node: ast.Nonlocal) -> int:
        for name in node.names:
            parent = self.scope.parent
            while parent is not None and (name not in parent.names or parent.is_class):
                parent = parent.parent
            if parent is not None:
                self.scope.shared[name] = parent.names
        return FALLS

    def _delete(self, node: ast.Delete) -> int:
        for target in node.targets:
            if isinstance(target, ast.Name):
                space = self._space_of(target.id)
                if space is not None:
                    self.write(space, target.id, ABSENT)
            elif isinstance(target, ast.Subscript):
                owner = self.eval(target.value)
                key = self.eval(target.slice) if not isinstance(target.slice, ast.Slice) else None
                for option in options_of(owner):
                    if isinstance(option, DictOf) and isinstance(key, Const):
                        self.write(option.entries, key.data, ABSENT)
                    elif isinstance(option, ListOf):
                        self.write(option.state, "items", None)
        return FALLS

    # -- raising -----------------------------------------------------------------------------------------------------

    def _ends(self, exception: str) -> int:
        """How a statement ends that raises."""
        return DIES if self.stopper_of(exception) is None else RAISES

    def _raise(self, node: ast.Raise) -> int:
        if node.exc is None:
            return self._raise_again(node)
        value = self.eval(node.exc)
        if node.cause is not None:
            self.eval(node.cause)
        if isinstance(value, UnknownValue) and value.caught:
            return self._raise_again(node)
        names = [self.exception_name(option) for option in options_of(value)]
        exceptions = tuple(dict.fromkeys(name or "Exception" for name in names))
        self.raises(node, exceptions, "it raises", "raise", "raise", always=True)
        return self._ends(exceptions[0])

    def _raise_again(self, node: ast.Raise) -> int:
        self.raises(node, ("Exception",), "it raises again what it caught", "raise", "raise", always=True)
        return self._ends("Exception")

    def _assert(self, node: ast.Assert) -> int:
        test = self.eval(node.test)
        truth = test.truth
        if truth is None:
            certain = self.certain
            self.certain = False
            self.raises(node, ("AssertionError",), "it asserts what may not hold", "assert", "assert")
            self.certain = certain
            self.assume(getattr(test, "fact", None), True)
            self.narrow(node.test, True)
            return FALLS
        if truth:
            self.assume(getattr(test, "fact", None), True)
            return FALLS
        self.raises(node, ("AssertionError",), "it asserts what does not hold", "assert", "assert", always=True)
        return self._ends("AssertionError")

    # -- branches ----------------------------------------------------------------------------------------------------

    def _if(self, node: ast.If) -> int:
        test = self.eval(node.test)
        fact = getattr(test, "fact", None)
        truth = test.truth
        if truth is not None:
            certain = self.certain
            self.assume(fact, truth)
            self.narrow(node.test, truth)
            flags = self.block(node.body if truth else node.orelse)
            self.certain = certain
            return flags

        def branch(truth: bool, body: list[ast.stmt]) -> int:
            self.assume(fact, truth)
            self.narrow(node.test, truth)
            return self.block(body)

        return self.branches([lambda: branch(True, node.body), lambda: branch(False, node.orelse)])

    def _match(self, node: ast.Match) -> int:
        subject = self.eval(node.subject)
        runs: list[Callable[[], int]] = []
        exhausted = False
        for case in node.cases:
            fits = self._fits(case.pattern, subject)
            if fits is False:
                continue
            guard = case.guard
            if fits and guard is None and not runs:
                self._bind_pattern(case.pattern, subject)
                certain = self.certain
                flags = self.block(case.body)
                self.certain = certain
                return flags
            runs.append(lambda case=case: self._case(case, subject))  # type: ignore[misc]
            if fits and guard is None:
                exhausted = True
                break
        if not exhausted:
            runs.append(lambda: FALLS)
        return self.branches(runs)

    def _case(self, case: ast.match_case, subject: AbstractValue) -> int:
        self._bind_pattern(case.pattern, subject)
        if case.guard is not None:
            test = self.eval(case.guard)
            if test.truth is False:
                return FALLS
            self.assume(getattr(test, "fact", None), True)
        return self.block(case.body)

    def _fits(self, pattern: ast.pattern, subject: AbstractValue) -> bool | None:
        """Whether a pattern matches; None if that is not known."""
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
            return True
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
            return self._fits(pattern.pattern, subject)
        if isinstance(pattern, ast.MatchOr):
            found = [self._fits(one, subject) for one in pattern.patterns]
            return True if True in found else None if None in found else False
        if isinstance(subject, Const) and not (isinstance(subject.data, str) and "\0" in subject.data):
            if isinstance(pattern, ast.MatchValue):
                value = self.eval(pattern.value)
                return value.data == subject.data if isinstance(value, Const) else None
            if isinstance(pattern, ast.MatchSingleton):
                return pattern.value is subject.data
        return None

    def _bind_pattern(self, pattern: ast.pattern, subject: AbstractValue) -> None:
        if isinstance(pattern, ast.MatchAs) and pattern.name and (pattern.pattern is None or subject.truth is not None):
            self.bind(pattern.name, subject)
            return
        for node in walk(pattern):
            name = getattr(node, "name", None) or getattr(node, "rest", None)
            if isinstance(name, str):
                self.bind(name, UnknownValue("a part of the matched value is not known"))

    # -- loops -------------------------------------------------------------------------------------------------------

    def _for(self, node: ast.For | ast.AsyncFor) -> int:
        iterable = self.eval(node.iter)
        if isinstance(iterable, BodyOf) and iterable.kind == "text":
            self.misused(node.iter, "for", "TypeError", "each item is one character", "loop")
        items = self.iterated(iterable)
        if items is None or len(items) > LONGEST_LOOP:
            if items:
                return self._vague_loop(node, lambda: self.assign(node.target, join(items[:1])), at_least_once=True)
            why = "an item of what is not known"
            return self._vague_loop(node, lambda: self.assign(node.target, UnknownValue(why)), at_least_once=False)
        certain = self.certain
        outer, flags = self.left_loops, 0
        exits: list[Delta] = []
        ends = False
        for item in items:
            self.left_loops = []
            self.assign(node.target, item)
            one = self.block(node.body)
            left = self.left_loops
            exits.extend(delta for how, delta in left if how & BREAKS)
            flags |= one & (RETURNS | RAISES | DIES)
            if not one & FALLS and one & BREAKS and not any(how & BREAKS for how, _ in left):
                exits.append({})
                ends = True
                break
            goes_on: list[Delta] = [delta for how, delta in left if how & CONTINUES]
            if one & FALLS or (one & CONTINUES and not goes_on):
                goes_on.append({})
            if not goes_on:
                ends = True
                break
            self.merge(goes_on)
            if one & BREAKS:
                self.certain = False
        self.left_loops = outer
        if not ends:
            flags |= self._otherwise(node, exits)
        if exits:
            self.merge(exits)
            flags |= FALLS
        self.certain = certain
        return flags

    def _otherwise(self, node: ast.For | ast.AsyncFor | ast.While, exits: list[Delta]) -> int:
        """The `else` of a loop that has run to its end; its state joins the exits."""
        if not exits:
            return self.block(node.orelse)
        mark = len(self.trail)
        self.certain = False
        flags = self.block(node.orelse)
        delta = self.take_back(mark)
        if flags & FALLS:
            exits.append(delta)
        return flags & ~FALLS

    def _while(self, node: ast.While) -> int:
        first = self.eval(node.test).truth
        if first is False:
            return self.block(node.orelse)
        if first and isinstance(node.test, ast.Constant):
            return self._endless_loop(node)
        return self._vague_loop(node, lambda: self._enter(node), at_least_once=bool(first))

    def _enter(self, node: ast.While) -> None:
        test = self.eval(node.test)
        self.assume(getattr(test, "fact", None), True)
        self.narrow(node.test, True)

    def _widen(self, body: list[ast.stmt]) -> None:
        """Take what a loop changes as unknown before its body runs once for all rounds."""
        for name in bound_names(body):
            space = self._space_of(name) if "." not in name else None
            if space is not None and not isinstance(space.get(name), (LocalModule, LocalFunction, LocalClass)):
                self.write(space, name, join([space[name], UnknownValue("it changes in a loop")]))

    def _endless_loop(self, node: ast.While) -> int:
        certain = self.certain
        outer, self.left_loops = self.left_loops, []
        self._widen(node.body)
        self.vague += 1
        flags = self.block(node.body)
        self.vague -= 1
        exits: list[Delta] = [delta for how, delta in self.left_loops if how & BREAKS]
        if flags & BREAKS and not exits:
            exits.append({})
        self.left_loops = outer
        self.certain = certain
        leaves = bool(exits or flags & (RETURNS | RAISES | DIES) or self._is_generator_now())
        seen = Loop(self.where(node), self.phase, self.chain, certain, leaves)
        self.trace.loops[(self.phase, node)] = seen
        if exits:
            self.merge(exits)
            return flags & (RETURNS | RAISES | DIES) | FALLS
        return flags & (RETURNS | RAISES | DIES) if flags & RETURNS else DIES

    def _vague_loop(
        self, node: ast.For | ast.AsyncFor | ast.While, enter: Callable[[], None], at_least_once: bool
    ) -> int:
        certain = self.certain
        outer, self.left_loops = self.left_loops, []
        mark = len(self.trail)
        self._widen(node.body)
        self.vague += 1
        self.certain = certain and at_least_once
        enter()
        flags = self.block(node.body)
        self.vague -= 1
        after = self.take_back(mark)
        exits: list[Delta] = [delta for _, delta in self.left_loops]
        self.left_loops = outer
        if not at_least_once:
            exits.append({})
        if flags & (FALLS | BREAKS | CONTINUES):
            exits.append(after)
        self.certain = certain
        if not exits:
            return flags
        self.merge(exits)
        self._forget_guards(after)
        result = flags & (RETURNS | RAISES | DIES) | FALLS
        if node.orelse:
            self.certain = certain and not flags & BREAKS
            other = self.block(node.orelse)
            self.certain = certain
            result |= other & (RETURNS | RAISES | DIES | BREAKS | CONTINUES)
        return result

    def _forget_guards(self, delta: Delta) -> None:
        for space, key, _ in delta.values():
            if space is self.guards and key in space:
                self.write(space, key, ABSENT)

    # -- with and try ------------------------------------------------------------------------------------------------

    def _with(self, node: ast.With | ast.AsyncWith) -> int:
        depth = len(self.handlers)
        suppressed = False
        for item in node.items:
            value = self.eval(item.context_expr)
            if isinstance(value, Made) and value.dotted == "contextlib.suppress":
                suppressed = True
                fact = HandlerFact("swallows", self.where(item.context_expr), leaves=bound_names(node.body))
                names: frozenset[str] = frozenset().union(*(self._caught(one.value) or () for one in value.args))
                self.handlers.append((Clause(names, fact),))
            entered = value
            if isinstance(value, LocalInstance):
                method = self.attribute(value, "__enter__", node)
                if isinstance(method, BoundMethod):
                    entered = self.call(method, (), {}, False, node)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, entered)
        certain = self.certain
        mark = len(self.trail)
        flags = self.block(node.body)
        del self.handlers[depth:]
        if suppressed:
            if not flags & FALLS:
                self._leave(flags, delta := self.take_back(mark))
                self.merge([{}, delta])
            flags = flags & ~RAISES | FALLS
        self.certain = certain
        return flags

    def _caught(self, value: AbstractValue) -> frozenset[str] | None:
        """The names of the exceptions that a clause stops; None for all."""
        names: set[str] = set()
        for option in options_of(value):
            items = option.items if isinstance(option, (TupleOf, ListOf)) else (option,)
            for item in items or ():
                name = self.exception_name(item)
                if name is None:
                    return None
                names.add(name)
        return frozenset(names)

    def _clauses(self, node: ast.Try) -> tuple[Clause, ...]:
        clauses = []
        for handler in node.handlers:
            names = self._caught(self.eval(handler.type)) if handler.type is not None else None
            broad = names is None or not names.isdisjoint(("Exception", "BaseException"))
            clauses.append(Clause(names, handler_fact(handler, node.body, self.where(handler), broad)))
        return tuple(clauses)

    def _try(self, node: ast.Try) -> int:
        certain = self.certain
        start = len(self.trail)
        clauses = self._clauses(node)
        outer_provided, self.provided = self.provided, []
        self.handlers.append(clauses)
        flags = self.block(node.body)
        self.handlers.pop()
        only_imports = all(isinstance(one, (ast.Import, ast.ImportFrom)) for one in node.body)
        provided, self.provided = self.provided, outer_provided
        imported = only_imports and all(state == "yes" for state in provided)
        not_imported = only_imports and "no" in provided and self._stops_imports(clauses)
        after = self.take_back(start)

        ends: list[tuple[int, Delta]] = []
        if not not_imported:
            self.merge([after])
            self.certain = certain
            result = flags
            if flags & FALLS and node.orelse:
                result = flags & ~FALLS | self.block(node.orelse)
            ends.append((result, self.take_back(start)))
        if not imported:
            ends.extend(self._handled(node, clauses, after, start, certain and not_imported))
        return self._finish(node, ends, certain, bool(clauses))

    def _stops_imports(self, clauses: tuple[Clause, ...]) -> bool:
        return any(clause.exceptions is None or clause.exceptions & _IMPORT_ERRORS for clause in clauses)

    def _handled(
        self, node: ast.Try, clauses: tuple[Clause, ...], after: Delta, start: int, surely: bool
    ) -> list[tuple[int, Delta]]:
        """Run the handlers, each from a state in which the body may have come any way; how and with what they end."""
        ends: list[tuple[int, Delta]] = []
        for handler, clause in zip(node.handlers, clauses):
            if surely and clause.exceptions is not None and not clause.exceptions & _IMPORT_ERRORS:
                continue
            self.certain = surely
            if not surely:
                self.merge([{}, after])
            if handler.name:
                self.bind(handler.name, UnknownValue("the exception", caught=True))
            self.in_handler += 1
            flags = self.block(handler.body)
            self.in_handler -= 1
            if handler.name:
                self.write(self.scope.names, handler.name, ABSENT)
            # Raising again is "unless something raised before", which `certain` leaves out anyway.
            if not surely and flags & RAISES:
                flags = flags & ~RAISES | DIES
            ends.append((flags, self.take_back(start)))
            if surely:
                break
        return ends

    def _finish(self, node: ast.Try, ends: list[tuple[int, Delta]], certain: bool, handled: bool) -> int:
        result = 0
        falling = []
        for flags, delta in ends:
            result |= flags
            if flags & FALLS:
                falling.append(delta)
            elif flags:
                self._leave(flags, delta)
        if falling:
            self.merge(falling)
        elif ends:
            self.merge([ends[0][1]])
        if result & FALLS and handled:
            result &= ~RAISES
        self.certain = certain
        if node.finalbody:
            self.certain = certain
            final = self.block(node.finalbody)
            if not final & FALLS:
                return final
            result |= final & ~FALLS
            self.certain = certain
        return result or DIES

    # -- functions and classes -------------------------------------------------------------------------------------

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        decorators = [self.eval(one) for one in node.decorator_list]
        function = self.function(node.name, node)
        function.decorators = tuple(decorators)
        value: AbstractValue = function
        for decorator, one in zip(reversed(decorators), reversed(node.decorator_list)):
            name = decorator.dotted if isinstance(decorator, (External, Made)) else ""
            last = name.rpartition(".")[2]
            if last in ("property", "cached_property"):
                function.role = "property"
            elif name in ("staticmethod", "classmethod"):
                function.role = name.removesuffix("method")
            elif isinstance(decorator, (LocalFunction, BoundMethod)) and isinstance(value, LocalFunction):
                result = self.call(decorator, (Argument(value, self.origin(one)),), {}, False, one)
                if isinstance(result, LocalFunction) and result is not value:
                    result.decorators = (*result.decorators, *value.decorators)
                elif not isinstance(result, (LocalFunction, LocalInstance)):
                    function.decorators = (UnknownValue("what the decorator makes is not known"), *decorators)
                value = result if isinstance(result, (LocalFunction, LocalInstance)) else value
        self.bind(node.name, value)
        return FALLS

    def _class(self, node: ast.ClassDef) -> int:
        bases = tuple(self.eval(one) for one in node.bases)
        for keyword in node.keywords:
            self.eval(keyword.value)
        decorators = [self.eval(one) for one in node.decorator_list]
        outer = self.scope
        scope = Scope(self.module, outer.top, outer)
        scope.is_class = True
        scope.function = outer.function
        self.scope = scope
        try:
            flags = self.block(node.body)
        finally:
            self.scope = outer
        cls = LocalClass(node.name, bases, scope.names, self.origin(node))
        for value in scope.names.values():
            if isinstance(value, LocalFunction) and value.cls is None:
                value.cls = cls
        if any(isinstance(one, (External, Made)) and one.dotted.endswith("dataclass") for one in decorators):
            fields = [
                one.target.id
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
            scope.names["__fields__"] = TupleOf(tuple(Const(field) for field in fields))
        self.bind(node.name, cls)
        return flags

    def call_function(
        self,
        function: LocalFunction,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
        node: ast.AST,
    ) -> AbstractValue:
        """Run a local function on paper and return what it may return."""
        body = function.node
        count = self.calls_of.get(body, 0)
        if count >= MOST_CALLS_OF_ONE or len(self.active) >= DEEPEST_CALLS or self.active.count(body) >= 2:
            return UnknownValue(f"{function.name} is called too often to be followed", self.origin(node))
        self.calls_of[body] = count + 1
        scope = Scope(function.module, function.scope.top, function.scope)
        scope.function = function
        self._bind_arguments(scope, function, (*function.bound, *args), {**function.bound_keywords, **keywords}, open)

        saved = (self.scope, self.module, self.chain, self.certain, self.anchor, self.left_loops, self.left_calls)
        self.scope, self.module, self.anchor = scope, function.module, None
        self.chain = (*self.chain, function.name)
        self.left_loops, self.left_calls = [], []
        self.active.append(body)
        self.trace.entered.setdefault((self.phase, body), function)
        if self._is_generator(function):
            self.certain = False
        flags = FALLS
        try:
            if isinstance(body, ast.Lambda):
                value = self.eval(body.body)
                scope.returns.append(value)
                if self.phase == "run" and len(self.active) == 1:
                    self._returned(value, body.body)
                flags = RETURNS
            else:
                flags = self.block(body.body)
                falls_off = flags & FALLS and not self._is_generator(function)
                if falls_off and self.phase == "run" and len(self.active) == 1:
                    self._returned(Const(None), body)
            if self.left_calls:
                # A return at the end of the block, or falling off it, leaves its state in place.
                self.merge([{}, *self.left_calls])
        finally:
            self.active.pop()
            self.scope, self.module, self.chain, self.certain, self.anchor, self.left_loops, self.left_calls = saved
        if not flags & (FALLS | RETURNS):
            raise Terminated(bool(flags & RAISES))
        if flags & RAISES:
            self.may_raise = True
            self.certain = False
        if self._is_generator(function):
            return Made("generator", (), {}, False, self.origin(node))
        returned = list(scope.returns)
        if flags & FALLS:
            returned.append(Const(None))
        return join(returned)

    def _is_generator_now(self) -> bool:
        """Whether the function that runs now is a generator, which its caller may stop at any time."""
        return self.scope.function is not None and self._is_generator(self.scope.function)

    def _is_generator(self, function: LocalFunction) -> bool:
        if function.generator is None:
            function.generator = "yield" in function.module.source.text and yields(function.node)
        return function.generator

    def _bind_arguments(
        self,
        scope: Scope,
        function: LocalFunction,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
    ) -> None:
        spec = function.node.args
        positional = [*spec.posonlyargs, *spec.args]
        names = scope.names
        for number, parameter in enumerate(positional):
            behind = len(positional) - number
            if number < len(args):
                names[parameter.arg] = args[number].value
            elif parameter.arg in keywords:
                names[parameter.arg] = keywords[parameter.arg].value
            elif open or behind > len(function.defaults):
                names[parameter.arg] = UnknownValue(f"the argument {parameter.arg} is not known")
            else:
                names[parameter.arg] = function.defaults[len(function.defaults) - behind]
        for parameter in spec.kwonlyargs:
            given = keywords.get(parameter.arg)
            default = function.keyword_defaults.get(parameter.arg)
            if given is not None:
                names[parameter.arg] = given.value
            elif default is not None and not open:
                names[parameter.arg] = default
            else:
                names[parameter.arg] = UnknownValue(f"the argument {parameter.arg} is not known")
        if spec.vararg is not None:
            rest = TupleOf(tuple(argument.value for argument in args[len(positional) :]))
            names[spec.vararg.arg] = UnknownValue("the arguments are not known") if open else rest
        if spec.kwarg is not None:
            known = {parameter.arg for parameter in (*positional, *spec.kwonlyargs)}
            more = DictOf(None, open)
            more.entries.update({name: argument.value for name, argument in keywords.items() if name not in known})
            names[spec.kwarg.arg] = more

    # -- imports -------------------------------------------------------------------------------------------------

    def _import(self, node: ast.Import) -> int:
        for alias in node.names:
            span = alias_span(self.module.source, alias)
            module = self.import_dotted(alias.name, span, node)
            if alias.asname:
                self.bind(alias.asname, module)
            else:
                top = alias.name.partition(".")[0]
                self.bind(top, self._package(top) if isinstance(module, LocalModule) else External(top))
        return FALLS

    def import_dotted(self, dotted: str, span: Span, node: ast.AST, names: tuple[str, ...] = ()) -> AbstractValue:
        """Import a module by its dotted name, record it, and return it."""
        module = self._local_module(dotted)
        handled = any(
            clause.stops(frozenset(("ModuleNotFoundError", "ImportError", "Exception", "BaseException")))
            for clauses in self.handlers
            for clause in clauses
        )
        use = ImportUse(
            span,
            self.phase,
            self.chain,
            self.certain,
            dotted,
            names,
            handled,
            self.module.source.path,
            module is not None,
            self.path_open,
        )
        self.trace.imported((self.phase, span), use)
        if module is not None:
            self.provided.append("yes")
            return module
        if handled:
            self.provided.append("unknown" if dotted.startswith(".") else self.world.installed(dotted).state)
        return External(dotted)

    def _package(self, top: str) -> AbstractValue:
        """The value that `import top.sub` binds for a local package; without an `__init__` it is a plain namespace."""
        return self._local_module(top) or LocalModule(top, {}, self.module.source.path)

    def submodule(self, package: LocalModule, name: str) -> AbstractValue | None:
        """The module `name` of a local package, if there is one."""
        return self._local_module(f"{package.dotted}.{name}")

    def _local_module(self, dotted: str) -> LocalModule | None:
        """The local module of that name, run if it was not yet; None if it is not local."""
        module = self.world.module(dotted, self.module.source.path)
        if module is None:
            return None
        known = self.modules.get(module.source.path)
        if known is not None:
            return known
        scope = Scope(module)
        scope.names["__name__"] = Const(module.name)
        scope.names["__file__"] = (
            Const(module.file) if module.file else UnknownValue("where the file lies is not known")
        )
        made = self.modules[module.source.path] = LocalModule(dotted, scope.names, module.source.path)
        if module.tree is None or len(self.active) >= DEEPEST_CALLS:
            return made
        saved = (self.scope, self.module, self.chain, self.certain, self.anchor, self.left_loops, self.left_calls)
        self.scope, self.module, self.anchor = scope, module, None
        self.chain = (*self.chain, dotted)
        self.left_loops, self.left_calls = [], []
        self.active.append(module.tree)
        try:
            flags = self.block(module.tree.body)
        finally:
            self.active.pop()
            self.scope, self.module, self.chain, self.certain, self.anchor, self.left_loops, self.left_calls = saved
        if flags & RAISES:
            self.may_raise = True
            self.certain = False
        return made

    def _import_from(self, node: ast.ImportFrom) -> int:
        dotted = imported_from(node)
        if dotted == "__future__":
            return FALLS
        span = from_span(self.module.source, node)
        names = tuple(alias.name for alias in node.names)
        package = self.import_dotted(dotted, span, node, names)
        for alias in node.names:
            if alias.name == "*":
                self._import_star(package)
                continue
            self.bind(alias.asname or alias.name, self._imported_name(package, dotted, alias, node))
        return FALLS

    def _imported_name(self, package: AbstractValue, dotted: str, alias: ast.alias, node: ast.AST) -> AbstractValue:
        prefix = f"{dotted}." if dotted.strip(".") else dotted
        if isinstance(package, LocalModule):
            found = package.names.get(alias.name)
            if found is None:
                found = self._local_module(f"{prefix}{alias.name}")
            return found or UnknownValue(f"{package.dotted} binds no {alias.name}", self.origin(node))
        if not isinstance(package, External):
            return package
        below = self._local_module(f"{prefix}{alias.name}")
        return below or self.attribute(package, alias.name, alias)

    def _import_star(self, package: AbstractValue) -> None:
        if not isinstance(package, LocalModule):
            return
        stated = package.names.get("__all__")
        listed = self.iterated(stated) if stated is not None else None
        names = [text_of(item) for item in listed] if listed is not None else None
        for name, value in list(package.names.items()):
            if isinstance(name, str) and (name in names if names is not None else not name.startswith("_")):
                self.bind(name, value)
