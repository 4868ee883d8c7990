"""Python text and its tree: parsing, walking, and the places of nodes.

Node classes come from `_ast`, the built-in half of `ast`: the other half costs more than half a bare start to import
(regular expressions, enums, contextlib) and nothing of it is needed.
"""

from __future__ import annotations

from ..record import Record
from ..text import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
else:
    import _ast as ast


class Unparsed(Record):
    """Why a text has no tree: a clause, and where (offsets in the text)."""

    reason: str
    start: int
    end: int


def parse(source: Source) -> ast.Module | Unparsed:
    """The tree of a text, or why it has none; never raises, whatever the text."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(source.text, "script", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        start = offset_of_character(source, error.lineno or 1, error.offset or 1)
        end = start
        if error.end_lineno and error.end_offset and error.end_offset > 0:
            end = offset_of_character(source, error.end_lineno, error.end_offset)
        return Unparsed(error.msg or "invalid syntax", start, max(start, end))
    except (RecursionError, MemoryError):
        return Unparsed("it is nested too deeply to be parsed", 0, 0)
    except ValueError as error:
        at = max(source.text.find("\0"), 0)
        return Unparsed(str(error), at, at)
    assert isinstance(tree, ast.Module)
    return tree


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below a node, in order."""
    for field in node._fields:
        value = getattr(node, field, None)
        if value.__class__ is list:
            for item in value:
                if isinstance(item, ast.AST):
                    yield item
        elif isinstance(value, ast.AST):
            yield value


def walk(*roots: ast.AST, into_functions: bool = False) -> Iterator[ast.AST]:
    """The nodes and all below them, in no order; bodies of functions and classes below only `into_functions`."""
    todo = list(roots)
    take, add = todo.pop, todo.append
    closed = () if into_functions else _SCOPES
    while todo:  # as `children` does, written out: this loop sees every node of a project several times
        node = take()
        yield node
        if node.__class__ in closed:
            continue
        for field in node._fields:
            value = getattr(node, field, None)
            if value.__class__ is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        add(item)
            elif isinstance(value, ast.AST):
                add(value)


class Module(Record):
    """One piece of Python to evaluate: a module, or a cell of a notebook.

    `tree` is None where the text does not parse. `file` is what `__file__` holds, "" where that is unknown.
    """

    name: str
    source: Source
    tree: ast.Module | None
    file: str = ""

    def span(self, node: ast.AST) -> Span:
        """The place of a node that has one."""
        return node_span(self.source, node)


def line_starts(source: Source) -> list[int]:
    """Offsets at which Python's own tokenizer starts a line: it ends lines at a lone carriage return too."""
    text = source.text
    if "\r" not in text:
        return source.starts
    starts, at = [0], 0
    while at < len(text):
        newline, carriage = text.find("\n", at), text.find("\r", at)
        if carriage < 0 and newline < 0:
            break
        if carriage < 0 or 0 <= newline < carriage:
            at = newline + 1
        else:
            at = carriage + (2 if text.startswith("\r\n", carriage) else 1)
        starts.append(at)
    return starts


def offset_of(source: Source, line: int, byte_column: int) -> int:
    """Offset in the text of a position as `ast` gives it: line from 1, column in bytes of UTF-8 from 0."""
    starts = _starts_of(source)
    if not 1 <= line <= len(starts):
        return len(source.text)
    start = starts[line - 1]
    piece = source.text[start : start + byte_column]
    if piece.isascii():
        return start + len(piece)
    return start + len(piece.encode("utf-8", "replace")[:byte_column].decode("utf-8", "ignore"))


def node_span(source: Source, node: ast.AST) -> Span:
    """The place of a node; the start of the text for a node without a position."""
    line = getattr(node, "lineno", None)
    if line is None:
        return Span(source, 0, 0)
    start = offset_of(source, line, node.col_offset)  # type: ignore[attr-defined]
    end_line = getattr(node, "end_lineno", None) or line
    end = offset_of(source, end_line, getattr(node, "end_col_offset", None) or 0)
    return Span(source, start, max(start, end))


def yields(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether a function is a generator."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
    return any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in walk(*body))


def alias_span(source: Source, alias: ast.alias) -> Span:
    """The place of the dotted name in one part of an import statement, its `as` left out."""
    span = node_span(source, alias)
    end = span.start + len(alias.name)
    return Span(source, span.start, end) if source.text.startswith(alias.name, span.start) else span


def from_span(source: Source, node: ast.ImportFrom) -> Span:
    """The place of the module's name, leading dots included, in a from-import."""
    dotted = imported_from(node)
    span = node_span(source, node)
    text = source.text
    at = span.start + len("from")
    while at < span.end and text[at] in " \t\\\r\n\f":
        at += 1
    return Span(source, at, at + len(dotted)) if text.startswith(dotted, at) else span


def imported_from(node: ast.ImportFrom) -> str:
    """The module of a from-import as written, with its leading dots."""
    return "." * node.level + (node.module or "")


def offset_of_character(source: Source, line: int, column: int) -> int:
    """Offset in the text of a position as a SyntaxError gives it: line and column from 1, in characters."""
    starts = _starts_of(source)
    if not 1 <= line <= len(starts):
        return len(source.text)
    return min(starts[line - 1] + max(column, 1) - 1, len(source.text))


_last: tuple[Source, list[int]] | None = None


def _starts_of(source: Source) -> list[int]:
    """The line starts, kept for the source asked about last: only texts with carriage returns need their own."""
    global _last
    if _last is None or _last[0] is not source:
        _last = (source, line_starts(source))
    return _last[1]
