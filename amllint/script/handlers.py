"""What the handlers of a function tell its caller of the exceptions that they caught, by the text alone."""

from __future__ import annotations

from ..python.handlers import called_name
from ..python.syntax import children, walk
from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
else:
    import _ast as ast

_TRACES = frozenset(("format_exc", "format_exception", "exc_info", "print_exc"))
_RESPONSES = frozenset(("AMLResponse", "Response", "jsonify", "make_response", "abort", "JSONResponse"))
_FAILURE = ("error", "fail", "exception", "invalid", "traceback")


class Told(Record):
    """A return that tells of a failure: `text` if it holds the text of the exception, `response` if it has a status."""

    node: ast.Return
    text: bool
    response: bool


def told_to_caller(function: FunctionNode) -> Iterator[Told]:
    """The returns of a function that tell its caller of an exception, each once."""
    if isinstance(function, ast.Lambda):
        return
    handlers = [node for node in walk(*function.body) if isinstance(node, ast.ExceptHandler)]
    tainted = _tainted(handlers)
    inside: dict[int, ast.ExceptHandler] = {}
    for handler in handlers:
        for node in walk(*handler.body):
            if isinstance(node, ast.Return):
                inside[id(node)] = handler
    for node in walk(*function.body):
        if not isinstance(node, ast.Return) or node.value is None:
            continue
        own = inside.get(id(node))
        names = tainted | ({own.name} if own is not None and own.name else set())
        response = _is_response(node.value)
        if _mentions(node.value, names):
            yield Told(node, True, response)
        elif own is not None and not response and _broad(own) and _says_failure(node.value):
            yield Told(node, False, False)


def _tainted(handlers: list[ast.ExceptHandler]) -> set[str]:
    """Names that handlers bind to something made of the exception."""
    found: set[str] = set()
    for handler in handlers:
        names = {handler.name} if handler.name else set()
        for node in walk(*handler.body):
            if isinstance(node, ast.Assign) and _mentions(node.value, names | found):
                found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return found


def _mentions(value: ast.expr, names: set[str]) -> bool:
    """Whether an expression shows one of the names, or a traceback; a type, or a test of it, shows nothing."""
    todo: list[ast.AST] = [value]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and node.id in names:
            return True
        if isinstance(node, ast.Call):
            if called_name(node) in _TRACES:
                return True
            if called_name(node) in ("type", "isinstance", "log", "error", "warning", "info", "exception", "status_of"):
                continue
        if isinstance(node, ast.Attribute) and node.attr in ("status_code", "code", "__class__", "status", "errno"):
            continue
        if isinstance(node, ast.Compare):
            continue
        todo.extend(children(node))
    return False


def _is_response(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and called_name(value) in _RESPONSES


def _broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException")


def _says_failure(value: ast.expr) -> bool:
    """Whether a literal in the expression speaks of a failure."""
    for node in walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if any(word in node.value.lower() for word in _FAILURE):
                return True
    return False
