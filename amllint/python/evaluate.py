"""Expressions on paper: names, strings, paths, calls.

`Evaluator` holds the state of the interpreter and gives each expression its abstract value. What it cannot tell is an
`UnknownValue`; it never raises for what the code holds, except `GaveUp` and `Terminated`, which the interpreter
catches.
"""

from __future__ import annotations

import builtins
import sys

from ..facts.raises import canonical, hazard
from ..model import Answer
from ..record import replace
from .library import CONSTANTS, FUNCTIONS, METHODS, lift
from .operators import ARITHMETIC, COMPARISONS, add, formatted, percent
from .state import ABSENT, DEEPEST, LONGEST_LOOP, MOST_STEPS, GaveUp, State, Terminated, is_none
from .trace import Argument, BodyKey, BodyUse, Call, FileAccess, NameUse, Returned
from .values import (
    AbstractValue,
    BodyOf,
    BoundMethod,
    Choice,
    Const,
    DictOf,
    External,
    ListOf,
    LocalClass,
    LocalFunction,
    LocalInstance,
    LocalModule,
    Made,
    PathOf,
    Scope,
    SuperOf,
    TupleOf,
    UnknownValue,
    join,
    options_of,
    path_text,
    text_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable
    from typing import Any

    from ..facts.raises import Hazard
    from ..model import Answer
    from ..text import Span
    from .world import World

    Delta = dict[tuple[int, object], tuple[dict[object, Any], object, Any]]
else:
    import _ast as ast


_LOST = UnknownValue("it is not evaluated")
_OLD_FSTRINGS = sys.version_info < (3, 12)


class Evaluator(State):
    """Expressions of the interpreter; `Interpreter` adds the statements."""

    def __init__(self, world: World, most_steps: int = MOST_STEPS) -> None:
        super().__init__(world, most_steps)
        self._constants: dict[ast.AST, Const] = {}
        self._expressions: dict[type, Callable[[Any], AbstractValue]] = {
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Subscript: self._subscript,
            ast.JoinedStr: self._joined,
            ast.BinOp: self._binary,
            ast.BoolOp: self._boolean,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
            ast.Tuple: self._tuple,
            ast.List: self._list,
            ast.Set: self._list,
            ast.Dict: self._dict,
            ast.Lambda: self._lambda,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.DictComp: self._comprehension,
            ast.NamedExpr: self._named,
            ast.Starred: self._inner,
            ast.Await: self._inner,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield,
        }

    def eval(self, node: ast.expr) -> AbstractValue:
        """The value of an expression."""
        self.steps += 1
        if self.steps > self.most_steps:
            raise GaveUp("the code takes too long to be followed")
        if self.depth > DEEPEST:
            return UnknownValue("it is nested too deeply")
        self.depth += 1
        try:
            method = self._expressions.get(node.__class__)
            return method(node) if method is not None else _LOST
        finally:
            self.depth -= 1

    def _constant(self, node: ast.Constant) -> AbstractValue:
        value = self._constants.get(node)
        if value is None:
            value = self._constants[node] = Const(node.value, self.origin(node))
        return value

    def _name(self, node: ast.Name) -> AbstractValue:
        value = self.look_up(node.id)
        if value is not None:
            return value
        seen = NameUse(self.where(node), self.phase, self.chain, self.certain, node.id, self.stopper_of("NameError"))
        self.trace.uses_name((self.phase, node), seen)
        return UnknownValue(f"{node.id} is bound nowhere before", self.origin(node))

    def _inner(self, node: ast.Starred | ast.Await) -> AbstractValue:
        return self.eval(node.value)

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> AbstractValue:
        if node.value is not None:
            self.eval(node.value)
        return UnknownValue("what is sent to a generator is not known")

    def _named(self, node: ast.NamedExpr) -> AbstractValue:
        value = self.eval(node.value)
        self.bind(node.target.id, value)
        return value

    # -- attributes ----------------------------------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute) -> AbstractValue:
        return self.attribute(self.eval(node.value), node.attr, node)

    def attribute(self, value: AbstractValue, name: str, node: ast.AST) -> AbstractValue:
        """The value of `value.name`."""
        if isinstance(value, External):
            dotted = f"{value.dotted}.{name}"
            if dotted.startswith("builtins."):
                dotted = name
            if dotted in CONSTANTS:
                return Const(CONSTANTS[dotted])
            return External(dotted, value if value.owner is not None else None, self.origin(node))
        if isinstance(value, Made):
            return value.attributes.get(name) or External(f"{value.dotted}.{name}", value, self.origin(node))
        if isinstance(value, UnknownValue):
            self.require(value)
            if isinstance(value, BodyOf) and value.kind == "text" and not hasattr(str, name):
                reason = f"'str' object has no attribute '{name}'"
                self.misused(node, f".{name}", "AttributeError", reason, "attribute")
            return UnknownValue(value.why, self.origin(node))
        if isinstance(value, LocalInstance):
            return self._instance_attribute(value, name, node)
        if isinstance(value, LocalModule):
            found = value.names.get(name) or self.submodule(value, name)
            return found or UnknownValue(f"{value.dotted} binds no {name}", self.origin(node))
        if isinstance(value, Choice):
            certain, self.certain = self.certain, False
            found_any = join([self.attribute(option, name, node) for option in value.options])
            self.certain = certain
            return found_any
        if isinstance(value, LocalClass):
            return self._class_attribute(value, value.lineage(), name, node)
        if isinstance(value, SuperOf):
            return self._class_attribute(value.instance, list(value.lineage), name, node)
        if isinstance(value, PathOf):
            return METHODS["pathlib.Path"].attribute(value, name) or External(f"pathlib.Path.{name}", value)
        if isinstance(value, Const):
            self.require(value)
            return External(f"{type(value.data).__name__}.{name}", value)
        if isinstance(value, DictOf):
            return External(f"dict.{name}", value)
        if isinstance(value, ListOf):
            return External(f"{value.kind}.{name}", value)
        if isinstance(value, TupleOf):
            return External(f"tuple.{name}", value)
        return UnknownValue(f"the attribute {name} is not known", self.origin(node))

    def submodule(self, package: LocalModule, name: str) -> AbstractValue | None:
        """The module `name` of a local package, if there is one; the interpreter imports it."""
        return None

    def _instance_attribute(self, instance: LocalInstance, name: str, node: ast.AST) -> AbstractValue:
        own = instance.attributes.get(name)
        if own is not None:
            return own
        return self._class_attribute(instance, instance.cls.lineage(), name, node)

    def _class_attribute(
        self, owner: AbstractValue, lineage: list[AbstractValue], name: str, node: ast.AST
    ) -> AbstractValue:
        for cls in lineage:
            if isinstance(cls, LocalClass):
                found = cls.attributes.get(name)
                if found is None:
                    continue
                if not isinstance(found, LocalFunction) or found.role == "static":
                    return found
                if found.role == "class":
                    cls_of = owner.cls if isinstance(owner, LocalInstance) else owner
                    return BoundMethod(found, cls_of)
                if isinstance(owner, LocalClass):
                    return found
                if found.role == "property":
                    return self.call_function(found, (Argument(owner, self.origin(node)),), {}, False, node)
                return BoundMethod(found, owner)
            if isinstance(cls, External) and cls.dotted != "object":
                return External(f"{cls.dotted}.{name}", owner, self.origin(node))
            if isinstance(cls, UnknownValue):
                break
        return UnknownValue(f"the attribute {name} is not known", self.origin(node))

    # -- subscripts ----------------------------------------------------------------------------------------------

    def _subscript(self, node: ast.Subscript) -> AbstractValue:
        value = self.eval(node.value)
        if isinstance(node.slice, ast.Slice):
            return self._slice(value, node.slice)
        key = self.eval(node.slice)
        if isinstance(value, External) and value.dotted == "os.environ":
            names = [text_of(option) for option in options_of(key)]
            found = [self.variable(name, node, required=True) for name in names if name is not None]
            return join(found) if len(found) == len(names) else UnknownValue("the variable's name is not known")
        options = options_of(value)
        certain = self.certain
        self.certain = certain and len(options) == 1
        found_any = join([self._item(option, key, node) for option in options])
        self.certain = certain
        return found_any

    def misused(self, node: ast.AST, expression: str, exception: str, reason: str, kind: Any) -> None:
        """Record a use of the request's body that its type does not allow."""
        handled = self.stopper_of(exception)
        seen = BodyUse(
            self.where(node), self.phase, self.chain, self.certain, expression, exception, reason, kind, handled
        )
        self.trace.uses_body((self.phase, node, kind), seen)

    def _item(self, value: AbstractValue, key: AbstractValue, node: ast.AST) -> AbstractValue:
        self.require(value)
        data = key.data if isinstance(key, Const) else ABSENT
        if isinstance(data, str) and isinstance(value, (BodyOf, Made)):
            self._body_item(value, data, node)
        if isinstance(value, DictOf) and data is not ABSENT:
            found = value.entries.get(_hashable(data))
            return found or UnknownValue("the dictionary's entry is not known", self.origin(node))
        items = value.items if isinstance(value, (TupleOf, ListOf)) else None
        if items is not None and isinstance(data, int) and -len(items) <= data < len(items):
            return items[data]
        if items is not None and data is ABSENT and 0 < len(items) <= LONGEST_LOOP:
            return join(items)
        if isinstance(value, Const) and isinstance(value.data, (str, bytes)) and isinstance(data, int):
            if not _has_unknown_part(value.data) and -len(value.data) <= data < len(value.data):
                return Const(value.data[data], self.origin(node))
        if isinstance(value, External) and value.owner is None and not hasattr(builtins, value.dotted):
            return UnknownValue(f"an item of {value.dotted} is not known", self.origin(node))
        return UnknownValue("the item is not known", self.origin(node))

    def _body_item(self, value: BodyOf | Made, key: str, node: ast.AST) -> None:
        """An item of the request's body: of its raw text, which fails, or of what was decoded from it."""
        if isinstance(value, BodyOf):
            if value.kind == "text":
                reason = "string indices must be integers, not 'str'"
                self.misused(node, f'["{key}"]', "TypeError", reason, "item")
            return
        if value.dotted == "json.loads" and value.args and isinstance(value.args[0].value, BodyOf):
            handled = self.stopper_of("KeyError")
            seen = BodyKey(self.where(node), self.phase, self.chain, self.certain, key, handled)
            self.trace.body_keys.setdefault((self.phase, node), seen)

    def _slice(self, value: AbstractValue, node: ast.Slice) -> AbstractValue:
        bounds: list[int | None] = []
        for part in (node.lower, node.upper, node.step):
            bound = self.eval(part) if part is not None else Const(None)
            if not isinstance(bound, Const) or not (bound.data is None or isinstance(bound.data, int)):
                return UnknownValue("the slice is not known")
            bounds.append(bound.data)
        self.require(value)
        if bounds[2] == 0:
            return UnknownValue("the slice has no step")
        cut = slice(*bounds)
        if isinstance(value, Const) and isinstance(value.data, (str, bytes)) and not _has_unknown_part(value.data):
            return Const(value.data[cut], value.origin)
        if isinstance(value, TupleOf):
            return TupleOf(value.items[cut])
        if isinstance(value, ListOf) and value.items is not None:
            return ListOf(value.items[cut])
        return UnknownValue("the slice is not known")

    # -- texts -------------------------------------------------------------------------------------------------------

    def _joined(self, node: ast.JoinedStr) -> AbstractValue:
        outer = self.anchor
        if _OLD_FSTRINGS and outer is None:
            # Before 3.12 the nodes inside an f-string have no reliable positions.
            self.anchor = node
        try:
            return self._joined_parts(node)
        finally:
            self.anchor = outer

    def _joined_parts(self, node: ast.JoinedStr) -> AbstractValue:
        parts: list[AbstractValue] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.eval(part.value)
                spec = text_of(self.eval(part.format_spec)) if part.format_spec is not None else ""
                parts.append(
                    self.combine(
                        [value], lambda data, s=spec, c=part.conversion: formatted(data, s, c), unknown_parts=not spec
                    )
                )
            else:
                parts.append(self.eval(part))
        return self.combine(parts, lambda *texts: "".join(str(text) for text in texts), unknown_parts=True, node=node)

    def combine(
        self,
        values: list[AbstractValue],
        compute: Callable[..., object],
        unknown_parts: bool = False,
        node: ast.AST | None = None,
    ) -> AbstractValue:
        """What a function of plain data gives for values that may be several; unknown if one of them is.

        `unknown_parts` allows texts of which parts are not known (they hold NUL characters).
        """
        origin = self.origin(node) if node is not None else None
        rows: list[tuple[object, ...]] = [()]
        for value in values:
            data: list[object] = []
            for option in options_of(value):
                if isinstance(option, Const):
                    data.append(option.data)
                elif isinstance(option, PathOf):
                    data.append(option.text)
                else:
                    return UnknownValue(getattr(option, "why", "a part of it is not known"), origin)
            rows = [(*row, one) for row in rows for one in data]
            if len(rows) > 8:
                return UnknownValue("it may be one of many values", origin)
        results = []
        for row in rows:
            if not unknown_parts and any(_has_unknown_part(one) for one in row):
                return UnknownValue("a part of the text is not known", origin)
            try:
                result = compute(*row)
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, LookupError):
                return UnknownValue("it cannot be computed", origin)
            results.append(lift(result, origin))
        return join(results)

    # -- operators ---------------------------------------------------------------------------------------------------

    def _binary(self, node: ast.BinOp) -> AbstractValue:
        # Chains of + are deep on the left: they are walked, not recursed into.
        pending = [node]
        left_node = node.left
        while isinstance(left_node, ast.BinOp):
            pending.append(left_node)
            left_node = left_node.left
        value = self.eval(left_node)
        while pending:
            one = pending.pop()
            self.steps += 1
            value = self._operate(one.op, value, self.eval(one.right), one)
        return value

    def _operate(self, op: ast.operator, left: AbstractValue, right: AbstractValue, node: ast.AST) -> AbstractValue:
        if isinstance(op, ast.Div):
            if any(isinstance(option, PathOf) for value in (left, right) for option in options_of(value)):
                self.require(left)
                self.require(right)
                return FUNCTIONS["pathlib.Path"](self, [left, right], {}, node, None)
        if isinstance(op, ast.Add):
            self.require(left)
            self.require(right)
            if (
                isinstance(left, ListOf)
                and isinstance(right, ListOf)
                and left.items is not None
                and right.items is not None
            ):
                return ListOf((*left.items, *right.items), self.origin(node))
            if isinstance(left, TupleOf) and isinstance(right, TupleOf):
                return TupleOf((*left.items, *right.items), self.origin(node))
            return self.combine([left, right], add, unknown_parts=True, node=node)
        if isinstance(op, ast.Mod) and isinstance(left, Const) and isinstance(left.data, str):
            template = left.data
            if isinstance(right, TupleOf):
                return self.combine(list(right.items), lambda *data: percent(template, data), True, node)
            if isinstance(right, DictOf):
                return UnknownValue("the text is made by formatting", self.origin(node))
            return self.combine([right], lambda data: percent(template, data), True, node)
        if isinstance(op, ast.BitOr) and isinstance(left, DictOf) and isinstance(right, DictOf):
            both = DictOf(self.origin(node), left.open or right.open)
            for part in (left, right):
                both.entries.update(part.entries)
                both.keys.update(part.keys)
            return both
        compute = ARITHMETIC.get(type(op))
        if compute is None:
            return UnknownValue("the result is not known", self.origin(node))
        return self.combine([left, right], compute, node=node)

    def _unary(self, node: ast.UnaryOp) -> AbstractValue:
        value = self.eval(node.operand)
        if isinstance(node.op, ast.Not):
            fact = getattr(value, "fact", None)
            opposite = ("not", fact) if fact else None
            truth = value.truth
            if truth is None:
                return UnknownValue("the condition is not known", self.origin(node), fact=opposite)
            return Const(not truth, self.origin(node), fact=opposite)
        if isinstance(node.op, ast.USub):
            return self.combine([value], lambda data: -data, node=node)
        return UnknownValue("the result is not known", self.origin(node))

    def _boolean(self, node: ast.BoolOp) -> AbstractValue:
        is_and = isinstance(node.op, ast.And)
        value = self.eval(node.values[0])
        for number, one in enumerate(node.values[1:]):
            truth = value.truth
            if truth is not None and truth is not is_and:
                return value
            left = value
            before = node.values[number]
            if truth is not None:
                value = self.eval(one)
                fact = _both("and" if is_and else "or", left, value)
                if fact is not None and isinstance(value, Const):
                    value = Const(value.data, value.origin, value.lookup, fact)
                elif fact is not None and isinstance(value, UnknownValue):
                    value = UnknownValue(value.why, value.origin, lookup=value.lookup, fact=fact)
                self._defaulted(left, value)
                continue
            mark = len(self.trail)
            certain = self.certain
            self.certain = False
            self.assume(getattr(left, "fact", None), is_and)
            self.narrow(before, is_and)
            try:
                right = self.eval(one)
            finally:
                delta = self.take_back(mark)
                self.certain = certain
            self.merge([{}, {slot: change for slot, change in delta.items() if change[0] is not self.guards}])
            fact = _both("and" if is_and else "or", left, right)
            value = self._either(left, right, is_and, fact, node)
            if not is_and:
                self._defaulted(left, right)
        return value

    def _either(
        self, left: AbstractValue, right: AbstractValue, is_and: bool, fact: tuple[object, ...] | None, node: ast.AST
    ) -> AbstractValue:
        """The value of `left and right` or `left or right` where the truth of left is not known."""
        kept = [option for option in options_of(left) if option.truth is not is_and]
        for number, option in enumerate(kept):
            if not is_and and isinstance(option, UnknownValue) and option.optional:
                kept[number] = UnknownValue(option.why, option.origin, lookup=option.lookup)
        value = join([*kept, right])
        flags = all(
            isinstance(option, UnknownValue) or (isinstance(option, Const) and isinstance(option.data, bool))
            for option in options_of(value)
        )
        if value.truth is None and (flags or not isinstance(value, Choice)):
            return UnknownValue(
                "the condition is not known",
                self.origin(node),
                fact=fact,
                lookup=getattr(value, "lookup", None),
                optional=getattr(value, "optional", False),
            )
        return value

    def _defaulted(self, left: AbstractValue, right: AbstractValue) -> None:
        """`os.getenv("X") or "default"`: the look-up has a default."""
        if isinstance(right, Const) and right.data is None:
            return
        for option in options_of(left):
            key = getattr(option, "lookup", None)
            seen = self.trace.lookups.get(key) if key is not None else None
            if seen is not None and not seen.has_default:
                self.trace.lookups[key] = replace(seen, has_default=True)

    def _conditional(self, node: ast.IfExp) -> AbstractValue:
        test = self.eval(node.test)
        truth = test.truth
        if truth is not None:
            mark = len(self.trail)
            self.assume(getattr(test, "fact", None), truth)
            value = self.eval(node.body if truth else node.orelse)
            self._drop_guards(mark)
            return value

        def branch(truth: bool) -> AbstractValue:
            self.assume(getattr(test, "fact", None), truth)
            self.narrow(node.test, truth)
            return self.eval(node.body if truth else node.orelse)

        return self.fork([lambda: branch(True), lambda: branch(False)])

    def _drop_guards(self, mark: int) -> None:
        """Take back the guards set since `mark`, and nothing else."""
        delta = self.take_back(mark)
        for space, key, value in delta.values():
            if space is not self.guards:
                self.write(space, key, value)

    def _compare(self, node: ast.Compare) -> AbstractValue:
        left = self.eval(node.left)
        result: AbstractValue | None = None
        for op, comparator in zip(node.ops, node.comparators):
            right = self.eval(comparator)
            one = self._compared(op, left, right, node)
            if one.truth is False:
                return one
            result = one if result is None or result.truth else result
            left = right
        return result or _LOST

    def _compared(self, op: ast.cmpop, left: AbstractValue, right: AbstractValue, node: ast.AST) -> AbstractValue:
        if isinstance(op, (ast.In, ast.NotIn)):
            found = self._contained(left, right, node)
            if isinstance(op, ast.In):
                return found
            fact = getattr(found, "fact", None)
            opposite = ("not", fact) if fact else None
            if found.truth is None:
                return UnknownValue("the condition is not known", self.origin(node), fact=opposite)
            return Const(not found.truth, self.origin(node), fact=opposite)
        none_side = right if is_none(right) else left if is_none(left) else None
        if none_side is not None and isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
            other = left if none_side is right else right
            return self._compared_to_none(other, isinstance(op, (ast.Is, ast.Eq)), node)
        compute = COMPARISONS.get(type(op))
        fact = getattr(left, "fact", None)
        if compute is None:
            return UnknownValue("the condition is not known", self.origin(node))
        result = self.combine([left, right], compute, node=node)
        if isinstance(result, Const) or not fact:
            return result
        if isinstance(op, (ast.Gt, ast.GtE)) or (isinstance(op, ast.Eq) and right.truth):
            return UnknownValue("the condition is not known", self.origin(node), fact=fact)
        return result

    def _compared_to_none(self, value: AbstractValue, positive: bool, node: ast.AST) -> AbstractValue:
        states = {is_none(option) for option in options_of(value)}
        fact = getattr(value, "fact", None)
        fact = (("not", fact) if positive else fact) if fact and fact[0] == "env" else None
        if len(states) == 1 and None not in states:
            return Const(states.pop() is positive, self.origin(node), fact=fact)
        return UnknownValue("whether it is None is not known", self.origin(node), fact=fact)

    def _contained(self, item: AbstractValue, whole: AbstractValue, node: ast.AST) -> AbstractValue:
        unknown = UnknownValue("the condition is not known", self.origin(node))
        if isinstance(whole, External) and whole.dotted in ("os.environ", "os.environ.keys"):
            name = text_of(item)
            return self.has_variable(name, node) if name is not None else unknown
        if isinstance(whole, Made) and whole.dotted == "os.environ.keys":
            name = text_of(item)
            return self.has_variable(name, node) if name is not None else unknown
        self.require(whole)
        if not isinstance(item, Const) or _has_unknown_part(item.data):
            return unknown
        if isinstance(whole, DictOf):
            if _hashable(item.data) in whole.entries:
                return Const(True, self.origin(node))
            return unknown if whole.open else Const(False, self.origin(node))
        items = whole.items if isinstance(whole, (TupleOf, ListOf)) else None
        if items is not None:
            if any(isinstance(one, Const) and one.data == item.data for one in items):
                return Const(True, self.origin(node))
            return Const(False, self.origin(node)) if all(isinstance(one, Const) for one in items) else unknown
        if isinstance(whole, Const):
            return self.combine([item, whole], lambda part, text: part in text, node=node)
        return unknown

    # -- displays ------------------------------------------------------------------------------------------------

    def _items(self, nodes: list[ast.expr]) -> tuple[AbstractValue, ...] | None:
        items: list[AbstractValue] | None = []
        for node in nodes:
            value = self.eval(node)
            if items is None:
                continue
            if isinstance(node, ast.Starred):
                more = self.iterated(value)
                items = [*items, *more] if more is not None else None
            else:
                items.append(value)
        return None if items is None else tuple(items)

    def _tuple(self, node: ast.Tuple) -> AbstractValue:
        items = self._items(node.elts)
        return UnknownValue("the items are not known") if items is None else TupleOf(items, self.origin(node))

    def _list(self, node: ast.List | ast.Set) -> AbstractValue:
        items = self._items(node.elts)
        value = ListOf(items or (), self.origin(node), "set" if isinstance(node, ast.Set) else "list")
        if items is None:
            value.state["items"] = None
        return value

    def _dict(self, node: ast.Dict) -> AbstractValue:
        made = DictOf(self.origin(node))
        for key_node, value_node in zip(node.keys, node.values):
            value = self.eval(value_node)
            if key_node is None:
                if isinstance(value, DictOf):
                    made.entries.update(value.entries)
                    made.keys.update(value.keys)
                    made.state["open"] = made.open or value.open
                else:
                    made.state["open"] = True
                continue
            key = self.eval(key_node)
            if isinstance(key, Const):
                made.entries[_hashable(key.data)] = value
                made.keys[_hashable(key.data)] = key
            elif isinstance(key, TupleOf) and key.kind == "tuple":
                made.entries[(id(key),)] = value
                made.keys[(id(key),)] = key
            else:
                made.state["open"] = True
        return made

    def _lambda(self, node: ast.Lambda) -> AbstractValue:
        return self.function("<lambda>", node)

    def function(self, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> LocalFunction:
        """The function that a definition makes; defaults are evaluated here."""
        defaults = tuple(self.eval(default) for default in node.args.defaults)
        keyword_defaults = {
            argument.arg: self.eval(default)
            for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults)
            if default is not None
        }
        return LocalFunction(name, node, self.module, self.scope, defaults, keyword_defaults)

    def iterated(self, value: AbstractValue) -> tuple[AbstractValue, ...] | None:
        """The items that iteration gives, None if they are not known."""
        if isinstance(value, (TupleOf, ListOf)):
            return value.items
        if isinstance(value, DictOf) and not value.open:
            return tuple(value.keys.get(key) or Const(key) for key in value.entries)
        if isinstance(value, Const) and isinstance(value.data, str) and len(value.data) <= LONGEST_LOOP:
            return None if _has_unknown_part(value.data) else tuple(Const(char) for char in value.data)
        self.require(value)
        return None

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> AbstractValue:
        outer = self.scope
        self.scope = Scope(self.module, outer.top, outer)
        self.scope.function = outer.function
        self.scope.shared = outer.shared
        made = DictOf(self.origin(node))
        items: list[AbstractValue] = []
        certain = self.certain
        try:
            known = self._generate(node, 0, items, made)
        finally:
            self.scope = outer
            self.certain = certain
        if isinstance(node, ast.DictComp):
            made.state["open"] = not known
            return made
        kind = {ast.SetComp: "set", ast.GeneratorExp: "generator"}.get(type(node), "list")
        value = ListOf(tuple(items), self.origin(node), kind)
        if not known:
            value.state["items"] = None
        return value

    def _generate(
        self,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
        level: int,
        items: list[AbstractValue],
        made: DictOf,
    ) -> bool:
        """Run one `for` of a comprehension; return whether all items are known."""
        if level == len(node.generators):
            if isinstance(node, ast.DictComp):
                key, value = self.eval(node.key), self.eval(node.value)
                if not isinstance(key, Const):
                    return False
                made.entries[_hashable(key.data)] = value
                made.keys[_hashable(key.data)] = key
                return True
            items.append(self.eval(node.elt))
            return len(items) <= 4 * LONGEST_LOOP
        generator = node.generators[level]
        found = self.iterated(self.eval(generator.iter))
        known = found is not None and len(found) <= LONGEST_LOOP
        certain = self.certain
        for item in found if found is not None and known else (UnknownValue("an item is not known"),):
            self.certain = certain and known
            self.assign(generator.target, item)
            mark = len(self.trail)
            truth: bool | None = True
            for test in generator.ifs:
                condition = self.eval(test)
                truth = condition.truth
                if truth is False:
                    break
                if truth is None:
                    known = self.certain = False
                self.assume(getattr(condition, "fact", None), True)
            if truth is not False and not self._generate(node, level + 1, items, made):
                known = False
            self._drop_guards(mark)
        self.certain = certain
        return known

    # -- assignment ------------------------------------------------------------------------------------------------

    def assign(self, target: ast.expr, value: AbstractValue) -> None:
        """Bind a target to a value."""
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(self.eval(target.value), target.attr, value)
        elif isinstance(target, ast.Subscript):
            self._set_item(self.eval(target.value), target, value)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value)

    def _unpack(self, targets: list[ast.expr], value: AbstractValue) -> None:
        items = self.iterated(value)
        star = next((at for at, one in enumerate(targets) if isinstance(one, ast.Starred)), None)
        if items is not None and star is not None and len(items) >= len(targets) - 1:
            after = len(targets) - star - 1
            middle = ListOf(items[star : len(items) - after])
            items = (*items[:star], middle, *items[len(items) - after :])
        if items is None or len(items) != len(targets):
            items = tuple(UnknownValue("a part of it is not known") for _ in targets)
        for target, item in zip(targets, items):
            self.assign(target, item)

    def _set_attribute(self, owner: AbstractValue, name: str, value: AbstractValue) -> None:
        for option in options_of(owner):
            if isinstance(option, (LocalInstance, Made, LocalClass)):
                self.write(option.attributes, name, value)
            elif isinstance(option, LocalModule):
                self.write(option.names, name, value)
            elif isinstance(option, External) and f"{option.dotted}.{name}" == "sys.path":
                self.path_open = True

    def _set_item(self, owner: AbstractValue, target: ast.Subscript, value: AbstractValue) -> None:
        key = self.eval(target.slice) if not isinstance(target.slice, ast.Slice) else _LOST
        for option in options_of(owner):
            if isinstance(option, External) and option.dotted == "os.environ":
                name = text_of(key)
                if name is not None:
                    self.write(self.environment, name, value)
            elif isinstance(option, DictOf):
                self.put(option, key, value)
            elif isinstance(option, ListOf):
                items = option.items
                at = key.data if isinstance(key, Const) else None
                if items is not None and isinstance(at, int) and 0 <= at < len(items) and not self.vague:
                    self.write(option.state, "items", (*items[:at], value, *items[at + 1 :]))
                else:
                    self.write(option.state, "items", None)

    def put(self, owner: DictOf, key: AbstractValue, value: AbstractValue) -> None:
        """Set an entry of a dictionary."""
        if isinstance(key, Const) and not self.vague:
            self.write(owner.entries, _hashable(key.data), value)
            owner.keys.setdefault(_hashable(key.data), key)
        else:
            self.write(owner.state, "open", True)

    # -- calls -------------------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> AbstractValue:
        function = self.eval(node.func)
        args, keywords, open = self._arguments(node)
        self._gpu_call(node, function, args, keywords)
        if isinstance(node.func, ast.Attribute) and node.func.attr.startswith("predict") and args:
            first = args[0].value
            if isinstance(first, BodyOf) and first.kind == "text":
                self.misused(node, self.where(node.func).text, "ValueError", "the model gets text", "predict")
        return self.call(function, args, keywords, open, node)

    def _arguments(self, node: ast.Call) -> tuple[tuple[Argument, ...], dict[str, Argument], bool]:
        args: list[Argument] = []
        open = False
        for one in node.args:
            value = self.eval(one)
            origin = self.origin(one)
            if isinstance(one, ast.Starred):
                items = self.iterated(value)
                if items is None or open:
                    open = True
                else:
                    args.extend(Argument(item, origin) for item in items)
            elif not open:
                args.append(Argument(value, origin))
        keywords: dict[str, Argument] = {}
        for keyword in node.keywords:
            value = self.eval(keyword.value)
            origin = self.origin(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = Argument(value, origin)
            elif isinstance(value, DictOf):
                open = open or value.open
                for key, entry in value.entries.items():
                    keywords[str(key)] = Argument(entry, entry.origin or origin)
            else:
                open = True
        return tuple(args), keywords, open

    def call(
        self,
        function: AbstractValue,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
        node: ast.AST,
    ) -> AbstractValue:
        """The value of a call."""
        if isinstance(function, External):
            return self._call_external(function, args, keywords, open, node)
        if isinstance(function, LocalFunction):
            return self.call_function(function, args, keywords, open, node)
        if isinstance(function, BoundMethod):
            owner = Argument(function.owner, self.origin(node))
            return self.call_function(function.function, (owner, *args), keywords, open, node)
        if isinstance(function, LocalClass):
            return self._instantiate(function, args, keywords, open, node)
        if isinstance(function, Choice):
            return self.fork([_later(self.call, option, args, keywords, open, node) for option in function.options])
        if isinstance(function, LocalInstance):
            method = self._class_attribute(function, function.cls.lineage(), "__call__", node)
            if isinstance(method, (BoundMethod, External)):
                return self.call(method, args, keywords, open, node)
        if isinstance(function, UnknownValue):
            self.require(function)
            return self._call_unknown(function, args, node)
        return UnknownValue("the result of the call is not known", self.origin(node))

    def _call_unknown(self, function: UnknownValue, args: tuple[Argument, ...], node: ast.AST) -> AbstractValue:
        """A call of something unknown: `path.exists()` still is a test of that path."""
        fact: tuple[object, ...] | None = None
        func = getattr(node, "func", None)
        if isinstance(func, ast.Attribute) and func.attr in ("exists", "is_file", "is_dir") and not args:
            if isinstance(func.value, ast.Name):
                owner = self.look_up(func.value.id)
                fact = ("file", owner) if owner is not None else None
        return UnknownValue(function.why, self.origin(node), fact=fact)

    def _instantiate(
        self,
        cls: LocalClass,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
        node: ast.AST,
    ) -> AbstractValue:
        instance = LocalInstance(cls, self.origin(node))
        method = self._class_attribute(instance, cls.lineage(), "__init__", node)
        if isinstance(method, BoundMethod):
            self.call(method, args, keywords, open, node)
            return instance
        fields = cls.attributes.get("__fields__")
        if isinstance(fields, TupleOf):
            names = [str(field.data) for field in fields.items if isinstance(field, Const)]
            for name, argument in [*zip(names, args), *keywords.items()]:
                self.write(instance.attributes, name, argument.value)
        return instance

    def import_dotted(self, dotted: str, span: Span, node: ast.AST, names: tuple[str, ...] = ()) -> AbstractValue:
        """Import a module by its dotted name; the interpreter knows how."""
        raise NotImplementedError

    def call_function(
        self,
        function: LocalFunction,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
        node: ast.AST,
    ) -> AbstractValue:
        """Run a local function on paper; the interpreter knows how."""
        raise NotImplementedError

    def _call_external(
        self,
        function: External,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
        node: ast.AST,
    ) -> AbstractValue:
        dotted, owner = function.dotted, function.owner
        if isinstance(owner, (Const, DictOf, ListOf, TupleOf)):
            kind, _, method = dotted.rpartition(".")
            table = METHODS.get(kind)
            values = [argument.value for argument in args]
            if table is None:
                return UnknownValue("the result is not known", self.origin(node))
            return table.call(self, owner, method, values, {k: a.value for k, a in keywords.items()}, node)
        made = Made(dotted, args, keywords, open, self.origin(node))
        call = Call(
            self.where(node),
            self.phase,
            (*self.chain, dotted),
            self.certain,
            dotted,
            args,
            keywords,
            open,
            made,
            owner,
        )
        self.trace.calls.append(call)
        if isinstance(owner, PathOf):
            values = [argument.value for argument in args]
            return METHODS["pathlib.Path"].call(
                self, owner, dotted.rpartition(".")[2], values, {k: a.value for k, a in keywords.items()}, node
            )
        if dotted in ("json.dumps", "json.dump") and args and self.phase == "run":
            self._dumps(call)
        if args and isinstance(args[0].value, BodyOf):
            self._takes_body(args[0].value, dotted, node)
        compute = FUNCTIONS.get(dotted)
        result: AbstractValue = made
        if compute is not None:
            named = {name: argument.value for name, argument in keywords.items()}
            result = compute(self, [argument.value for argument in args], named, node, made)
        danger = hazard(dotted)
        if danger is not None:
            self._hazard(danger, call, node)
        return result

    def _dumps(self, call: Call) -> None:
        """Record what `json.dumps` makes of its argument, unless an encoder of the caller's own helps it."""
        from .json_values import encoded

        if call.open or "default" in call.keywords or "cls" in call.keywords:
            return
        found = encoded(call.args[0].value)
        handled = self.stopper_of("TypeError")
        seen = Returned(call.args[0].span, self.phase, call.chain, self.certain, found, None, True, handled)
        self.trace.returned[(self.phase, call.args[0].origin[1])] = seen

    def _takes_body(self, body: BodyOf, dotted: str, node: ast.AST) -> None:
        """A library call that gets the body as its first argument, where it surely fails with it."""
        if body.kind == "text" and dotted == "pandas.DataFrame":
            self.misused(node, dotted, "ValueError", "DataFrame constructor not properly called!", "frame")
        elif body.kind == "batch" and dotted == "json.loads":
            reason = "the JSON object must be str, bytes or bytearray, not list"
            self.misused(node, dotted, "TypeError", reason, "decode")

    # -- what may go wrong -------------------------------------------------------------------------------------------

    def _hazard(self, danger: Hazard, call: Call, node: ast.AST) -> None:
        if danger.silenced and danger.silenced in call.keywords:
            return
        exceptions, reason, answer = danger.exceptions, danger.reason, None
        path = call.argument(danger.path_keyword, danger.path_position if danger.path_position >= 0 else None)
        if (
            path is None
            and danger.path_position == 0
            and danger.path_keyword
            and len(call.keywords) == 1
            and not call.args
        ):
            path = next(iter(call.keywords.values()))
        if path is not None and not (call.dotted.endswith("open") and _writes(call)):
            answer = self.access(danger, call.dotted, path, node)
            if answer is not None and answer.yes and danger.missing:
                exceptions = tuple(name for name in exceptions if name != danger.missing) or exceptions
                reason = f"the file is there, but {reason}"
        elif path is not None and danger.kind == "file":
            reason = "it writes a file"
            exceptions = tuple(name for name in exceptions if name != danger.missing) or exceptions
        if danger.kind == "file" and answer is not None and answer.yes:
            return
        if danger.path_keyword and path is None and danger.kind == "load" and danger.wants == "file" and not call.open:
            return
        self.raises(node, exceptions, reason, call.dotted, danger.kind, answer, danger.kind == "exit")
        if danger.kind == "exit":
            raise Terminated(self.stopper_of("SystemExit") is not None)

    def access(self, danger: Hazard, dotted: str, path: Argument, node: ast.AST) -> Answer | None:
        """Record a read of a path; None if the argument is no path (an open file, a name on a hub, a URI)."""
        self.require(path.value)
        read: list[tuple[str | None, AbstractValue]] = []
        for option in options_of(path.value):
            text = path_text(option)
            if text is None and not isinstance(option, UnknownValue):
                continue
            if text is not None and ("://" in text or text.startswith(("models:/", "runs:/"))):
                continue
            if danger.absent and text is not None and not text.startswith(("/", ".")):
                continue
            read.append((text, option))
        if not read:
            return None
        text, option = read[0]
        if len(read) > 1 and not all(self.file(one).no for one, _ in read):
            text, option = None, path.value
        return self.read(path.span, text, danger.wants, dotted, danger.missing or "OSError", option)

    def read(self, span: Span, text: str | None, wants: Any, dotted: str, missing: str, path: AbstractValue) -> Answer:
        """Record a read of one path and answer whether it is there."""
        answer = self.file(text)
        seen = FileAccess(
            span,
            self.phase,
            (*self.chain, dotted),
            self.certain,
            text,
            wants,
            dotted,
            answer,
            self.stopper_of(missing),
            self.guarded_path(path),
            missing,
        )
        self.trace.access((self.phase, span, dotted, text), seen)
        return answer

    def _gpu_call(
        self,
        node: ast.Call,
        function: AbstractValue,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
    ) -> None:
        """Record what fails without a GPU; `torch.device("cuda")` alone only names one."""
        if isinstance(function, (LocalFunction, LocalClass, BoundMethod)):
            return
        func = node.func
        if not isinstance(func, ast.Attribute):
            self._gpu_keyword(node, function, keywords)
            return
        if func.attr == "cuda" and not (isinstance(func.value, ast.Name) and func.value.id == "torch"):
            self.needs_gpu(node, ".cuda()")
        elif func.attr == "to" and args and _is_cuda(args[0].value):
            self.needs_gpu(node, f".to({args[0].span.text})")
        elif func.attr in ("current_device", "set_device", "get_device_name", "get_device_properties"):
            if isinstance(func.value, ast.Attribute) and func.value.attr == "cuda":
                self.needs_gpu(node, self.where(node).text)
        self._gpu_keyword(node, function, keywords)

    def _gpu_keyword(self, node: ast.Call, function: AbstractValue, keywords: dict[str, Argument]) -> None:
        if not isinstance(function, External):
            return
        for name in ("device", "map_location"):
            argument = keywords.get(name)
            if argument is not None and _is_cuda(argument.value):
                self.needs_gpu(node, f"{name}={argument.span.text}")

    def exception_name(self, value: AbstractValue) -> str | None:
        """The canonical name of the exception that a value is, or is the class of; None if it is not known."""
        if isinstance(value, External):
            return canonical(value.dotted)
        if isinstance(value, Made):
            return canonical(value.dotted)
        if isinstance(value, LocalClass):
            return value.name
        return value.cls.name if isinstance(value, LocalInstance) else None


def _later(function: Callable[..., AbstractValue], *args: Any) -> Callable[[], AbstractValue]:
    return lambda: function(*args)


def _both(word: str, left: AbstractValue, right: AbstractValue) -> tuple[object, ...] | None:
    """The fact of two tests joined by `and` or `or`."""
    first, second = getattr(left, "fact", None), getattr(right, "fact", None)
    if first is None and second is None:
        return None
    return (word, first, second)


def _is_cuda(value: AbstractValue) -> bool:
    if isinstance(value, Made) and value.dotted == "torch.device":
        first = value.argument("type", 0)
        return first is not None and _is_cuda(first.value)
    text = text_of(value)
    return text is not None and text.partition(":")[0] == "cuda"


def _hashable(data: object) -> object:
    try:
        hash(data)
    except TypeError:
        return id(data)
    return data


def _has_unknown_part(data: object) -> bool:
    return isinstance(data, str) and "\0" in data


def _writes(call: Call) -> bool:
    """Whether a call of an `open` opens for writing."""
    mode = call.argument("mode", 1)
    text = text_of(mode.value) if mode is not None else None
    return text is not None and any(letter in text for letter in "wax")
