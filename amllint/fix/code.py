"""Python code changed through libcst: statements guarded, modules imported; every other character stays."""

from __future__ import annotations

import ast

import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from ..finding import Edit
from ..text import Source
from .places import Unfixable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST_CODE = 200_000
"""Characters of a file that libcst is given; it takes seconds above."""


def changed(source: Source, guards: Sequence[Edit], imports: Sequence[Edit]) -> list[Edit]:
    """The edits that guard statements and import modules; raise Unfixable where one cannot be made."""
    text = source.text
    if len(text) > LARGEST_CODE:
        raise Unfixable(f"the file is longer than {LARGEST_CODE:,} characters")
    try:
        ast.parse(text)  # libcst kills the process on deep nesting, ast refuses it
        module = cst.parse_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, cst.ParserSyntaxError):
        raise Unfixable("the file cannot be parsed") from None
    names = [one.text for one in imports]
    if guards:
        module = _guarded(module, source, guards)
        names.append("logging")
    context = CodemodContext()
    for name in names:
        AddImportsVisitor.add_needed_import(context, name)
    module = AddImportsVisitor(context).transform_module(module)
    return _line_edits(source, module.code)


def _guarded(module: cst.Module, source: Source, guards: Sequence[Edit]) -> cst.Module:
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    parents = wrapper.resolve(ParentNodeProvider)
    changes: dict[cst.CSTNode, cst.Try] = {}
    for guard in guards:
        line, column = source.position(guard.span.start)
        spot = (line, column - 1)
        around = [
            node
            for node, place in positions.items()
            if isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
            and (place.start.line, place.start.column) <= spot < (place.end.line, place.end.column)
        ]
        if not around:
            raise Unfixable("there is no statement to guard")
        statement: cst.CSTNode = max(
            around, key=lambda node: (positions[node].start.line, positions[node].start.column)
        )
        while isinstance(parents.get(statement), cst.If) and isinstance(statement, cst.If):  # an `elif`
            statement = parents[statement]
        if isinstance(statement, (cst.FunctionDef, cst.ClassDef)) or not _in_function(statement, parents):
            raise Unfixable("the statement stands in no function")
        starting = [
            node
            for node, place in positions.items()
            if isinstance(node, cst.Call) and (place.start.line, place.start.column) == spot
        ]
        last = guard.text.rpartition(".")[2]  # the code may know it under another name than the rule
        call = next((one for one in starting if (_dotted(one.func) or "").rpartition(".")[2] == last), None)
        if statement not in changes or call is not None:
            assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
            changes[statement] = _try(statement, call, (_dotted(call.func) if call else None) or guard.text)
    guarded = wrapper.module.visit(_Replace(changes))
    assert isinstance(guarded, cst.Module)
    return guarded


def _in_function(node: cst.CSTNode, parents: Mapping[cst.CSTNode, cst.CSTNode]) -> bool:
    at = parents.get(node)
    while at is not None and not isinstance(at, cst.FunctionDef):
        at = parents.get(at)
    return at is not None


def _try(statement: cst.SimpleStatementLine | cst.BaseCompoundStatement, call: cst.Call | None, tried: str) -> cst.Try:
    """The statement in a `try`; the error names the first argument where it is a plain name."""
    first = call.args[0] if call is not None and call.args else None
    name = first.value.value if first is not None and not first.star and isinstance(first.value, cst.Name) else None
    own = {node.value for node in _names(statement)}
    error = next(word for word in ("error", "failure", "cause", "caught") if word not in own)
    logged = f'logging.exception("{tried} failed{": %s" if name else ""}"{f", {name}" if name else ""})'
    raised = f'raise RuntimeError({"f" if name else ""}"{tried} failed{f": {{{name}}}" if name else ""}") from {error}'
    handler = cst.parse_statement(f"try:\n    pass\nexcept Exception as {error}:\n    {logged}\n    {raised}\n")
    assert isinstance(handler, cst.Try)
    bare = statement.with_changes(leading_lines=())
    return handler.with_changes(body=cst.IndentedBlock([bare]), leading_lines=statement.leading_lines)


def _names(node: cst.CSTNode) -> list[cst.Name]:
    found: list[cst.Name] = []
    waiting: list[cst.CSTNode] = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, cst.Name):
            found.append(at)
        waiting.extend(at.children)
    return found


def _dotted(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        above = _dotted(node.value)
        return f"{above}.{node.attr.value}" if above else None
    return None


class _Replace(cst.CSTTransformer):
    """Puts new statements in place of old ones."""

    def __init__(self, changes: dict[cst.CSTNode, cst.Try]) -> None:
        super().__init__()
        self.changes = changes

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        """Replace what is to be replaced."""
        return self.changes.get(original_node, updated_node)


def _line_edits(source: Source, code: str) -> list[Edit]:
    """The lines in which new code differs from a source, as edits."""
    from difflib import SequenceMatcher

    old, new = source.text.splitlines(keepends=True), code.splitlines(keepends=True)
    at = [0]
    for line in old:
        at.append(at[-1] + len(line))
    return [
        Edit(source.span(at[first], at[last]), "".join(new[start:end]))
        for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
