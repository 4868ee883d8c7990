"""The state of the interpreter: namespaces that can be taken back, what was seen, what the world answers, guards.

`State` knows no syntax beyond the tests that narrow a variable; expressions are in `evaluate`, statements in
`interpreter`.
"""

from __future__ import annotations

import builtins

from ..facts.raises import ancestors
from ..model import Answer
from ..record import replace
from ..text import Source
from .handlers import Clause, stopper
from .syntax import Module, node_span
from .trace import EnvLookup, GpuUse, RaiseSite, Trace
from .values import (
    AbstractValue,
    Const,
    DictOf,
    External,
    ListOf,
    LocalClass,
    LocalFunction,
    LocalInstance,
    LocalModule,
    PathOf,
    Scope,
    TupleOf,
    UnknownValue,
    join,
    options_of,
    path_text,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable
    from typing import Any

    from ..model import Answer
    from ..text import Span
    from .trace import Phase, RaiseKind
    from .world import World

    Delta = dict[tuple[int, object], tuple[dict[object, Any], object, Any]]
else:
    import _ast as ast

MOST_STEPS = 200_000
DEEPEST = 130
"""Nested evaluations, over all calls: about a third of what Python's own limit allows."""
MOST_CALLS_OF_ONE = 40
DEEPEST_CALLS = 24
LONGEST_LOOP = 16

_NO_SOURCE = Source("", "")
ABSENT: Any = object()
"""Stands for the value of a key that is not in a namespace."""


class GaveUp(Exception):
    """A budget is spent."""


class Terminated(Exception):
    """Execution on paper surely ends here with an exception; `stopped` tells that a handler is around it."""

    def __init__(self, stopped: bool) -> None:
        super().__init__()
        self.stopped = stopped


class State:
    """What holds at the point that is evaluated now."""

    def __init__(self, world: World, most_steps: int = MOST_STEPS) -> None:
        self.world = world
        self.trace = Trace()
        self.most_steps = most_steps
        self.steps = 0
        self.depth = 0
        self.phase: Phase = "import"
        self.chain: tuple[str, ...] = ("import",)
        self.certain = True
        self.may_raise = False
        self.scope = Scope(Module("", _NO_SOURCE, None))
        self.module = self.scope.module
        self.anchor: ast.AST | None = None
        self.handlers: list[tuple[Clause, ...]] = []
        self.in_handler = 0
        self.vague = 0
        self.path_open = False
        self.trail: list[tuple[dict[object, Any], object, Any]] = []
        self.environment: dict[object, Any] = {}
        self.guards: dict[object, Any] = {}
        self.calls_of: dict[object, int] = {}
        self.active: list[object] = []

    # -- state ---------------------------------------------------------------------------------------------------

    def where(self, node: ast.AST) -> Span:
        """The place of a node of the module that is evaluated now."""
        return node_span(self.module.source, self.anchor or node)

    def origin(self, node: ast.AST) -> tuple[Module, ast.AST]:
        """What values keep of the node that made them."""
        return self.module, self.anchor or node

    def write(self, space: dict[object, Any], key: object, value: Any) -> None:
        """Change a namespace so that the change can be taken back."""
        self.trail.append((space, key, space.get(key, ABSENT)))
        if value is ABSENT:
            space.pop(key, None)
        else:
            space[key] = value

    def take_back(self, mark: int) -> Delta:
        """Undo all changes since `mark` (a length of the trail) and return what they had led to."""
        trail = self.trail
        delta: Delta = {}
        while len(trail) > mark:
            space, key, old = trail.pop()
            slot = (id(space), key)
            if slot not in delta:
                delta[slot] = (space, key, space.get(key, ABSENT))
            if old is ABSENT:
                space.pop(key, None)
            else:
                space[key] = old
        return delta

    def merge(self, deltas: list[Delta]) -> None:
        """Take the state to be any of those that the deltas lead to."""
        if len(deltas) == 1:
            for space, key, value in deltas[0].values():
                self.write(space, key, value)
            return
        slots = {slot: (space, key) for delta in deltas for slot, (space, key, _) in delta.items()}
        for slot, (space, key) in slots.items():
            values = [delta[slot][2] if slot in delta else space.get(key, ABSENT) for delta in deltas]
            self.write(space, key, self._any_of(space, values))

    def _any_of(self, space: dict[object, Any], values: list[Any]) -> Any:
        """The value of a slot that may hold any of `values`; absent ones count for guards and variables only."""
        if space is self.guards:
            return values[0] if all(value is values[0] for value in values) else ABSENT
        known = [value for value in values if value is not ABSENT]
        if not known:
            return ABSENT
        if isinstance(known[0], AbstractValue):
            if len(known) < len(values) and space is self.environment:
                return UnknownValue("the code may have set it")
            return join(known)
        if isinstance(known[0], bool):
            return any(known)
        return known[0] if all(value is known[0] for value in known) else None

    def fork(self, branches: list[Callable[[], AbstractValue]]) -> AbstractValue:
        """Evaluate each of several possible expressions from the same state; their results and states are joined."""
        certain = self.certain
        results: list[AbstractValue] = []
        deltas: list[Delta] = []
        stopped = False
        for branch in branches:
            self.certain = False
            mark = len(self.trail)
            try:
                results.append(branch())
            except Terminated as end:
                stopped = end.stopped
                self.may_raise = self.may_raise or stopped
                self.take_back(mark)
            else:
                deltas.append(self.take_back(mark))
        self.certain = certain
        if not results:
            raise Terminated(stopped)
        self.merge(deltas)
        return join(results)

    def stopper_of(self, exception: str) -> Any:
        """The handler that stops an exception here, or None."""
        return stopper(self.handlers, self.ancestors(exception))

    def ancestors(self, exception: str) -> frozenset[str]:
        """The names of an exception and its bases; local classes are looked up in the scope's module."""
        local = self.scope.top.get(exception)
        if isinstance(local, LocalClass):
            names = {exception}
            for base in local.lineage():
                if isinstance(base, LocalClass):
                    names.add(base.name)
                elif isinstance(base, External):
                    names.update(ancestors(base.dotted))
            return frozenset(names)
        return ancestors(exception)

    def raises(
        self,
        node: ast.AST,
        exceptions: tuple[str, ...],
        reason: str,
        call: str,
        kind: RaiseKind,
        answer: Answer | None = None,
        always: bool = False,
    ) -> None:
        """Record that something may raise here."""
        handled = self.stopper_of(exceptions[0])
        rest = tuple(name for name in exceptions if self.stopper_of(name) is None)
        chain = self.chain if kind in ("raise", "assert") else (*self.chain, call)
        site = RaiseSite(
            self.where(node),
            self.phase,
            chain,
            self.certain,
            exceptions,
            reason,
            call,
            kind,
            handled,
            rest,
            answer,
            self.in_handler > 0,
            always,
        )
        self.trace.may_raise((self.phase, node, kind), site)

    def require(self, value: AbstractValue) -> None:
        """The value is used where None raises: a look-up that may have given None was required."""
        for option in options_of(value):
            if isinstance(option, (Const, UnknownValue)) and option.lookup is not None:
                seen = self.trace.lookups.get(option.lookup)
                if seen is None or seen.required or self.guards.get(("env", seen.name)):
                    continue
                if (isinstance(option, Const) and option.data is None) or getattr(option, "optional", False):
                    handled = seen.handled or self.stopper_of("TypeError")
                    self.trace.lookups[option.lookup] = replace(seen, required=True, handled=handled)

    def needs_gpu(self, node: ast.AST, expression: str) -> None:
        """Record an expression that fails without CUDA."""
        guarded = self.guards.get(("gpu",)) is True
        handled = self.stopper_of("RuntimeError")
        use = GpuUse(self.where(node), self.phase, self.chain, self.certain, expression, guarded, handled)
        self.trace.needs_gpu((self.phase, node), use)

    # -- the environment and files -----------------------------------------------------------------------------------

    def variable(
        self, name: str, node: ast.AST, required: bool = False, default: AbstractValue | None = None
    ) -> AbstractValue:
        """Look up an environment variable: `required` raises if it is not set, else `default` or None is given."""
        if name in self.environment:
            value = self.environment[name]
            assert isinstance(value, AbstractValue)
            return value
        answer = self.world.variable(name)
        key = (self.phase, node, name)
        handled = self.stopper_of("KeyError") if required else None
        guarded = self.guards.get(("env", name)) is True
        seen = EnvLookup(
            self.where(node),
            self.phase,
            (*self.chain, f'os.environ["{name}"]' if required else f'os.getenv("{name}")'),
            self.certain,
            name,
            required,
            default is not None and not (isinstance(default, Const) and default.data is None),
            answer,
            handled,
            guarded,
        )
        self.trace.lookup(key, seen)
        if required and not answer.yes and not guarded:
            reason = f"the environment variable {name} may not be set"
            self.raises(node, ("KeyError",), reason, f'os.environ["{name}"]', "lookup", answer)
        fact = ("env", name)
        if answer.yes and answer.value is not None:
            return Const(answer.value, self.origin(node), key, fact)
        why = f"the value of the environment variable {name} is not known"
        if answer.yes or required or guarded:
            return UnknownValue(why, self.origin(node), lookup=key, fact=fact)
        missing = default or Const(None, self.origin(node), key, fact)
        if answer.no:
            return missing
        if default is None:
            return UnknownValue(why, self.origin(node), lookup=key, optional=True, fact=fact)
        return join([UnknownValue(why, self.origin(node), lookup=key), missing])

    def has_variable(self, name: str, node: ast.AST) -> AbstractValue:
        """Whether an environment variable is set: `"X" in os.environ`."""
        if name in self.environment:
            return Const(True)
        answer = self.world.variable(name)
        seen = EnvLookup(self.where(node), self.phase, self.chain, self.certain, name, False, False, answer, None, True)
        self.trace.lookup((self.phase, node, name), seen)
        fact = ("env", name)
        if answer.unknown:
            return UnknownValue(f"whether {name} is set is not known", self.origin(node), fact=fact)
        return Const(answer.yes, self.origin(node), fact=fact)

    def file_key(self, path: AbstractValue) -> object:
        """By what a guard knows a path again: its text, or the value itself."""
        text = path_text(path)
        return ("file", text if text is not None else path)

    def guarded_path(self, path: AbstractValue) -> bool:
        """Whether the code has checked that the path, or something below it, is there."""
        if self.guards.get(self.file_key(path)):
            return True
        text = path_text(path)
        while text and "/" in text[1:]:
            text = text.rpartition("/")[0]
            if self.guards.get(("file", text, "checked")):
                return True
        return False

    def file(self, text: str | None) -> Answer:
        """Whether a path exists; unknown for relative and unknown paths."""
        if text is None:
            return Answer("unknown", "the path is not known")
        if not text.startswith("/"):
            return Answer("unknown", "the path is relative to the working directory")
        return self.world.file(text)

    def exists(self, path: AbstractValue, kind: str, node: ast.AST) -> AbstractValue:
        """The value of a test that a path is there; `kind` is file, folder or any."""
        self.require(path)
        answers = [self.file(path_text(option)) for option in options_of(path)]
        fact = self.file_key(path)
        assert isinstance(fact, tuple)
        first = answers[0]
        if all(answer.no for answer in answers):
            return Const(False, self.origin(node), fact=fact)
        if all(answer.yes for answer in answers) and (kind == "any" or first.value is not None):
            if kind == "any" or all(answer.value == first.value for answer in answers):
                return Const(kind in ("any", first.value), self.origin(node), fact=fact)
        return UnknownValue("whether the path exists is not known", self.origin(node), fact=fact)

    def assume(self, fact: object, truth: bool) -> None:
        """Take over what follows from a tested fact."""
        if not isinstance(fact, tuple):
            return
        if fact[0] == "not":
            self.assume(fact[1], not truth)
        elif fact[0] in ("and", "or"):
            if truth is (fact[0] == "and"):
                self.assume(fact[1], truth)
                self.assume(fact[2], truth)
        elif truth:
            self.write(self.guards, fact, True)

    def narrow(self, test: ast.expr, truth: bool) -> None:
        """Take over what a test says of the variables in it: `if x`, `x is None`, `not`, `and`, `or`."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            self.narrow(test.operand, not truth)
        elif isinstance(test, ast.BoolOp):
            if truth is isinstance(test.op, ast.And):
                for one in test.values:
                    self.narrow(one, truth)
        elif isinstance(test, ast.NamedExpr):
            self.narrow(test.target, truth)
        elif isinstance(test, ast.Name):
            self._narrow_name(test.id, lambda value: value.truth is not (not truth), truth)
        elif (
            isinstance(test, ast.Compare)
            and len(test.ops) == 1
            and isinstance(test.left, ast.Name)
            and isinstance(test.comparators[0], ast.Constant)
            and test.comparators[0].value is None
            and isinstance(test.ops[0], (ast.Is, ast.IsNot, ast.Eq, ast.NotEq))
        ):
            wants_none = truth is isinstance(test.ops[0], (ast.Is, ast.Eq))
            self._narrow_name(test.left.id, lambda value: is_none(value) is not (not wants_none), not wants_none)

    def _narrow_name(self, name: str, fits: Callable[[AbstractValue], bool], not_none: bool) -> None:
        space = self._space_of(name)
        value = space.get(name) if space is not None else None
        if value is None or space is None:
            return
        options = [option for option in options_of(value) if fits(option)]
        for number, option in enumerate(options):
            if not_none and isinstance(option, UnknownValue) and option.optional:
                options[number] = UnknownValue(option.why, option.origin, lookup=option.lookup)
        if options and not (len(options) == 1 and options[0] is value):
            self.write(space, name, join(options))

    # -- names -------------------------------------------------------------------------------------------------------

    def _space_of(self, name: str) -> dict[object, AbstractValue] | None:
        """The namespace in which a name is found from here."""
        scope = self.scope
        if name in scope.shared:
            return scope.shared[name]
        if name in scope.names:
            return scope.names
        parent = scope.parent
        while parent is not None:
            if name in parent.names and not parent.is_class:
                return parent.names
            parent = parent.parent
        return scope.top if name in scope.top else None

    def look_up(self, name: str) -> AbstractValue | None:
        """The value of a name, None if the code binds it nowhere."""
        space = self._space_of(name)
        value = space.get(name) if space is not None else None
        if value is not None:
            return value
        return External(name) if hasattr(builtins, name) else None

    def bind(self, name: str, value: AbstractValue) -> None:
        """Bind a name in the current scope."""
        space = self.scope.shared.get(name)
        self.write(self.scope.names if space is None else space, name, value)


def is_none(value: AbstractValue) -> bool | None:
    """Whether a value is None; None if that is not known."""
    if isinstance(value, Const):
        return value.data is None
    if isinstance(value, (PathOf, TupleOf, ListOf, DictOf, LocalFunction, LocalClass, LocalInstance, LocalModule)):
        return False
    if isinstance(value, UnknownValue) and value.lookup is not None and not value.optional:
        return False
    if isinstance(value, External) and hasattr(builtins, value.dotted):
        return False
    return None
