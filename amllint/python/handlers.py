"""Exception handlers: which exceptions they stop, and what they do with them."""

from __future__ import annotations

from .syntax import walk
from .trace import HandlerFact

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast

    from ..text import Span
    from .trace import HandlerKind
else:
    import _ast as ast

_SAYING = (
    "log",
    "print",
    "warn",
    "err",
    "info",
    "debug",
    "exception",
    "critical",
    "report",
    "notify",
    "track",
    "write",
)
"""Parts of the names of functions that tell somebody."""


class Clause:
    """One `except` clause, or one `contextlib.suppress`.

    `exceptions` are canonical names, None for all; `fact` is None for a clause that only raises again what it caught.
    """

    __slots__ = ("exceptions", "fact")

    def __init__(self, exceptions: frozenset[str] | None, fact: HandlerFact | None) -> None:
        self.exceptions = exceptions
        self.fact = fact

    def stops(self, ancestors: frozenset[str]) -> bool:
        """Whether an exception with these names (its own and its bases') ends here."""
        return self.exceptions is None or not self.exceptions.isdisjoint(ancestors)


def stopper(handlers: list[tuple[Clause, ...]], ancestors: frozenset[str]) -> HandlerFact | None:
    """The innermost handler that stops an exception; clauses that only re-raise let it go on outward."""
    for clauses in reversed(handlers):
        for clause in clauses:
            if clause.stops(ancestors):
                if clause.fact is not None:
                    return clause.fact
                break
    return None


def handler_fact(handler: ast.ExceptHandler, tried: list[ast.stmt], span: Span, broad: bool) -> HandlerFact | None:
    """What a handler does; None if it only raises again."""
    says = False
    raises_again = False
    returns = False
    for node in walk(*handler.body):
        if isinstance(node, ast.Call):
            says = says or _says(node)
        elif isinstance(node, ast.Raise):
            if node.exc is None or (isinstance(node.exc, ast.Name) and node.exc.id == handler.name):
                raises_again = True
            elif isinstance(node.exc, ast.Call) and (node.exc.args or node.exc.keywords):
                says = True
            else:
                raises_again = True
        elif isinstance(node, ast.Return):
            returns = returns or node.value is not None
    binds = bound_names(handler.body)
    last = handler.body[-1]
    exits = isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and called_name(last.value) == "exit"
    kind: HandlerKind
    if says:
        kind = "says"
    elif raises_again or exits:
        return None
    elif binds or returns:
        kind = "falls-back"
    else:
        kind = "swallows"
    if isinstance(last, ast.Raise) or exits:
        return HandlerFact(kind, span, broad, binds, (), "raises")
    leaves = tuple(name for name in bound_names(tried) if name not in binds)
    return HandlerFact(kind, span, broad, binds, leaves, "returns" if isinstance(last, ast.Return) else "goes-on")


def called_name(call: ast.Call) -> str:
    """The last part of the name of what is called; "" if it has none."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _says(call: ast.Call) -> bool:
    name = called_name(call).lower()
    if name == "exit":
        return bool(call.args) and not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, int))
    return any(part in name for part in _SAYING)


def bound_names(body: list[ast.stmt]) -> tuple[str, ...]:
    """The names that statements bind, attributes as `self.model`, in the order of the text, each once."""
    found: list[tuple[int, int, str]] = []
    for node in walk(*body):
        name = ""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name):
                name = f"{node.value.id}.{node.attr}"
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = node.name
        elif isinstance(node, ast.alias):
            name = node.asname or node.name.partition(".")[0]
        if name:
            found.append((node.lineno, node.col_offset, name))  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(name for _, _, name in sorted(found)))
