"""Names of a module by its text alone: what is bound where, and what functions read before they bind it."""

from __future__ import annotations

import builtins

from ..python.syntax import children, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
else:
    import _ast as ast

_ALWAYS = frozenset(
    ("__file__", "__name__", "__doc__", "__package__", "__spec__", "__loader__", "__builtins__", "__path__")
) | {"__annotations__", "__class__", "__module__", "__qualname__", "WindowsError", "__dict__", "__cached__"}

_DYNAMIC = frozenset(("exec", "eval", "globals", "locals", "vars", "setattr"))


class ModuleNames:
    """The names of one module.

    `top` are the statements that bind a name at module level, `bound` all names that any scope of the file binds,
    `declared` those that some function declares `global`. `open` tells that names may come from where nobody sees
    them: a star import, `exec`, `globals()`.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.top: dict[str, list[ast.AST]] = {}
        self.bound: set[str] = set()
        self.declared: set[str] = set()
        self.open = False
        for statement in tree.body:
            for name, node in bindings(statement):
                self.top.setdefault(name, []).append(node)
        for node in walk(*tree.body, into_functions=True):
            self._node(node)

    def _node(self, node: ast.AST) -> None:
        if node.__class__ in _BINDING:
            self.bound.update(name for name, _ in _bound_by(node))
        if isinstance(node, ast.Global):
            self.declared.update(node.names)
        elif isinstance(node, ast.arg):
            self.bound.add(node.arg)
        elif isinstance(node, ast.ImportFrom):
            self.open = self.open or any(alias.name == "*" for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            self.open = self.open or node.func.id in _DYNAMIC
        elif isinstance(node, ast.Attribute) and node.attr == "__builtins__":
            self.open = True

    def undefined(self, name: str) -> bool:
        """Whether no scope of the file binds a name, and Python itself does not know it."""
        return not (self.open or name in self.bound or name in _ALWAYS or hasattr(builtins, name))

    def only_none(self, name: str) -> bool:
        """Whether the module level binds a name to None and to nothing else, and no function changes that."""
        nodes = self.top.get(name, [])
        return bool(nodes) and name not in self.declared and not self.open and all(map(is_none_assignment, nodes))


def is_none_assignment(node: ast.AST) -> bool:
    """Whether a node is `name = None`."""
    value = getattr(node, "value", None)
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(value, ast.Constant) and value.value is None


_BINDING = frozenset(
    (
        *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.comprehension, ast.With),
        *(ast.AsyncWith, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom),
        *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping),
        *(getattr(ast, name) for name in ("TypeVar", "ParamSpec", "TypeVarTuple", "TypeAlias") if hasattr(ast, name)),
    )
)
"""Classes of nodes that may bind a name; most nodes do not."""


def bindings(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """Names that a statement binds in its own scope, in blocks below it too, each with the node that binds it."""
    for node in walk(statement):
        if node.__class__ in _BINDING and not isinstance(node, ast.comprehension):
            yield from _bound_by(node)


def _bound_by(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The names that one node binds, nodes below it left out."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from ((name, node) for name in _targets(target))
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        if not isinstance(node, ast.AnnAssign) or node.value is not None:
            yield from ((name, node) for name in _targets(node.target))
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield from ((name, node) for name in _targets(node.target))
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None:
                yield from ((name, node) for name in _targets(item.optional_vars))
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name, node
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0], node
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        if node.name:
            yield node.name, node
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest, node
    elif node.__class__.__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple", "TypeAlias"):
        name = getattr(node, "name", None)
        yield (name if isinstance(name, str) else getattr(name, "id", "")), node


def _targets(target: ast.AST) -> Iterator[str]:
    for node in walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def local_names(function: FunctionNode) -> dict[str, ast.AST]:
    """The names that are local to a function because it binds them, with the first node that does; no parameters."""
    if isinstance(function, ast.Lambda):
        return {}
    shared: set[str] = set()
    for node in walk(*function.body):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            shared.update(node.names)
    found: dict[str, ast.AST] = {}
    for statement in function.body:
        for name, node in bindings(statement):
            old = found.get(name)
            if name not in shared and (old is None or _position(node) < _position(old)):
                found[name] = node
    for name in parameters_of(function):
        found.pop(name, None)
    return found


def parameters_of(function: FunctionNode) -> tuple[str, ...]:
    """The names of a function's parameters."""
    spec = function.args
    given = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg)
    return tuple(argument.arg for argument in given if argument is not None)


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def read_names(function: FunctionNode, tried: bool = True) -> dict[str, ast.Name]:
    """The names that a function reads, with the first place.

    Bodies of functions inside it are left out, and names that a comprehension in it binds for itself; without `tried`
    also reads whose failure a handler may stop.
    """
    hidden = set() if tried else tried_reads(function)
    body: list[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else [*function.body]
    found: dict[str, ast.Name] = {}
    inner: set[str] = set()
    for node in walk(*body):
        if isinstance(node, ast.comprehension):
            inner.update(_targets(node.target))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in hidden:
            old = found.get(node.id)
            if old is None or _position(node) < _position(old):
                found[node.id] = node
    return {name: node for name, node in found.items() if name not in inner}


def tried_reads(function: FunctionNode) -> set[ast.AST]:
    """The names that a function reads in the body of a `try` that has handlers."""
    body: list[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else [*function.body]
    tries = [node for node in walk(*body) if isinstance(node, ast.Try) and node.handlers]
    return {node for one in tries for node in walk(*one.body) if isinstance(node, ast.Name)}


def tested_for_none(function: FunctionNode, name: str) -> bool:
    """Whether a function asks somewhere whether a name holds anything: `if x`, `x is None`, `not x`."""
    body: list[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else [*function.body]
    for node in walk(*body):
        tests: list[ast.AST] = []
        if isinstance(node, (ast.If, ast.IfExp, ast.While, ast.Assert)):
            tests = [node.test]
        elif isinstance(node, ast.BoolOp):
            tests = [*node.values]
        elif isinstance(node, ast.Compare):
            tests = [node.left]
        elif isinstance(node, ast.UnaryOp):
            tests = [node.operand]
        if any(isinstance(test, ast.Name) and test.id == name for test in tests):
            return True
    return False


def read_before_bound(function: FunctionNode) -> Iterator[ast.Name]:
    """Reads of local names that surely come before any statement binds them: UnboundLocalError."""
    if isinstance(function, ast.Lambda):
        return
    waiting = set(local_names(function))
    for statement in function.body:
        if not waiting:
            return
        for node in _read_first(statement):
            if node.id in waiting:
                yield node
        waiting.difference_update(name for name, _ in bindings(statement))
        if isinstance(statement, (ast.Return, ast.Raise)):
            return


def _read_first(statement: ast.stmt) -> Iterator[ast.Name]:
    """Names that a statement reads before it binds anything and whatever way it goes."""
    parts: list[ast.AST] = []
    if isinstance(statement, ast.AugAssign):
        if isinstance(statement.target, ast.Name):
            yield statement.target
        parts = [statement.value]
    elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr, ast.Return)):
        parts = [statement.value] if statement.value is not None else []
    elif isinstance(statement, (ast.If, ast.While)):
        parts = [statement.test]
    elif isinstance(statement, (ast.For, ast.AsyncFor)):
        parts = [statement.iter]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        parts = [statement.items[0].context_expr]
    todo = parts
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr)):
            continue
        if isinstance(node, (ast.BoolOp, ast.IfExp)):
            todo.append(node.values[0] if isinstance(node, ast.BoolOp) else node.test)
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node
        todo.extend(children(node))
