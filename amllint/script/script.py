"""One Python file of a code folder: its tree, its problems, its imports, and how `init` and `run` are defined."""

from __future__ import annotations

from ..model import Answer, ReadProblem
from ..python.syntax import (
    Unparsed,
    alias_span,
    from_span,
    imported_from,
    node_span,
    offset_of,
    offset_of_character,
    parse,
    walk,
    yields,
)
from ..record import Record
from ..text import Source, Span, is_utf16

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
    from typing import Literal

    from ..tree import Tree

    ParameterKind = Literal["positional-only", "positional", "*args", "keyword-only", "**kwargs"]
    Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
else:
    import _ast as ast


OTHER_LANGUAGES = frozenset(("r", "js", "ts", "java", "cs", "go", "jl", "sh", "scala", "cpp", "rs", "json", "yml"))
"""Extensions of scripts that a server of the user's own may run: nothing is known of them."""


class Parameter(Record):
    """A parameter of a function; `span` is its name, `annotation` what is written behind the colon."""

    name: str
    kind: ParameterKind
    span: Span
    has_default: bool = False
    annotation: str = ""

    @property
    def required(self) -> bool:
        """Whether a call must give it."""
        return not self.has_default and self.kind not in ("*args", "**kwargs")


class Decorator(Record):
    """A decorator: `dotted` is its name resolved through the module's imports, None if it is no name."""

    dotted: str | None
    span: Span
    called: bool = False


class FunctionFact(Record):
    """How a function is defined: `span` is its name (of a lambda, the whole of it).

    `awaits` tells that an `async def` awaits something in its body.
    """

    name: str
    span: Span
    parameters: tuple[Parameter, ...]
    is_async: bool = False
    decorators: tuple[Decorator, ...] = ()
    is_generator: bool = False
    awaits: bool = False


class ImportStatement(Record):
    """One module that the file imports, wherever in it: `span` is the dotted name alone.

    `module` has its leading dots, `names` those of a from-import. `top` tells that it stands at module level, also
    under `if` and `try`. `type_only` stands under `if TYPE_CHECKING`.
    """

    module: str
    names: tuple[str, ...]
    span: Span
    top: bool
    type_only: bool = False


class Script(Record):
    """A Python file.

    `tree` is None where the text does not parse; then either `problems` tell why, or `unknown` does: a clause, for
    syntax that is newer than the Python that runs amllint, or another language. `init` and `run` answer whether the
    module defines them;
    for *no*, `span` is a definition that does not count. `functions` are the functions of the module by name.
    """

    source: Source
    tree: ast.Module | None
    problems: tuple[ReadProblem, ...] = ()
    unknown: str = ""
    init: Answer = Answer("unknown", "the script is not readable")
    run: Answer = Answer("unknown", "the script is not readable")
    functions: dict[str, FunctionFact] = {}
    imports: tuple[ImportStatement, ...] = ()

    def texts(self) -> Iterator[tuple[str, Span]]:
        """The text constants of the file, with their places."""
        for node in walk(self.tree, into_functions=True) if self.tree is not None else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, node_span(self.source, node)

    @property
    def empty(self) -> bool:
        """Whether the file holds no code at all."""
        return self.tree is not None and not self.tree.body


def read_script(source: Source, raw: bytes | None = None) -> Script:
    """Read a Python file; never raises. `raw` are its bytes where they are at hand, to see how they are encoded."""
    extension = source.path.rpartition("/")[2].rpartition(".")[2].lower()
    if extension in OTHER_LANGUAGES:
        return Script(source, None, (), "it is not written in Python")
    tree = parse(source)
    problems: list[ReadProblem] = []
    if raw is not None and is_utf16(raw):
        message = "the file is UTF-16, which Python does not read: `source code cannot contain null bytes`"
        problems.append(ReadProblem(message, source.line_span(1), "encoding"))
    if isinstance(tree, Unparsed):
        if not problems and _newer_syntax(source.text):
            return Script(source, None, (), "its syntax is newer than the Python that runs amllint")
        span = source.span(tree.start, tree.end)
        if tree.end <= tree.start:
            span = source.line_span(source.position(tree.start)[0])
        problems.append(ReadProblem(tree.reason, span))
        return Script(source, None, tuple(problems))
    names = _import_names(tree)
    found = _Definitions(source, tree, names)
    return Script(
        source,
        tree,
        tuple(problems),
        "",
        found.answer("init"),
        found.answer("run"),
        found.functions,
        tuple(_imports(source, tree.body, top=True, type_only=False)),
    )


class Scripts:
    """The Python files of a project, each read once, whatever number of units share it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._read: dict[str, Script | None] = {}

    def get(self, path: str) -> Script | None:
        """The script at a path relative to the root, None if there is no readable file."""
        if path not in self._read:
            self._read[path] = self._get(path)
        return self._read[path]

    def _get(self, path: str) -> Script | None:
        if not self._tree.is_file(path):
            return None
        source = self._tree.source(path)
        if not isinstance(source, Source):
            return None
        raw = self._tree.read(path)
        return read_script(source, raw if isinstance(raw, bytes) else None)


# -- syntax of a later Python ----------------------------------------------------------------------------------------


def _newer_syntax(text: str) -> bool:
    """Whether libcst reads what this Python does not.

    libcst kills the process on deep nesting and takes minutes for very long expressions (research/performance.md,
    section 3), so it gets modest texts only.
    """
    if not _modest(text):
        return False
    import libcst

    try:
        libcst.parse_module(text)
    except Exception:  # libcst raises errors of many kinds for a text that it does not take
        return False
    return True


def too_new(script: Script, python: str) -> ReadProblem | None:
    """What keeps an older Python ("3.9") from reading a script that this one reads; None where it is not known.

    The compiler's own check of features by version is asked; it knows `match`, `except*`, type parameters, the walrus
    and the like, and not the f-strings of 3.12.
    """
    import sys

    major, _, minor = python.partition(".")
    if script.tree is None or major != "3" or not minor.isdigit() or int(minor) >= sys.version_info[1]:
        return None
    try:
        compile(script.source.text, "script", "exec", ast.PyCF_ONLY_AST, True, _feature_version=int(minor))
    except SyntaxError as error:
        at = offset_of_character(script.source, error.lineno or 1, error.offset or 1)
        line = script.source.position(at)[0]
        if "attern matching" in (error.msg or ""):  # the compiler tells where the statement ends
            found = (one.lineno for one in walk(script.tree, into_functions=True) if isinstance(one, ast.Match))
            line = min(found, default=line)
        return ReadProblem(error.msg or "invalid syntax", script.source.line_span(line))
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _modest(text: str) -> bool:
    if len(text) > 100_000 or "\0" in text or max(map(len, text.split("\n"))) > 2_000:
        return False
    if any(text.count(sign) > 2_000 for sign in ("+", "-", "*", "~", "not ", "lambda", "elif", "await")):
        return False
    depth = deepest = run = longest = 0
    for char in text:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth -= 1
        run = run + 1 if char in "-+~ \\\n" else 0
        longest = max(longest, run)
    return deepest <= 60 and longest <= 400


# -- definitions -----------------------------------------------------------------------------------------------------


def _import_names(tree: ast.Module) -> dict[str, str]:
    """What the names bound by imports at module level stand for."""
    names: dict[str, str] = {}
    for node in _module_level(tree.body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{imported_from(node)}.{alias.name}"
    return names


def dotted_name(node: ast.expr, names: dict[str, str]) -> str | None:
    """The dotted name of an expression, its first part resolved through `names`; None if it is no name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([names.get(node.id, node.id), *reversed(parts)])


def _is_main_guard(test: ast.expr) -> bool:
    """Whether a test is `__name__ == "__main__"`."""
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _module_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported, also those in blocks; not under the `__main__` guard."""
    todo = list(reversed(body))
    while todo:
        node = todo.pop()
        yield node
        blocks: list[list[ast.stmt]] = []
        if isinstance(node, ast.If):
            skipped = _is_main_guard(node.test) or _is_type_checking(node.test)
            blocks = [node.orelse] if skipped else [node.body, node.orelse]
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody"):
                blocks.append(getattr(node, field, []))
            for handler in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                blocks.append(handler.body)
        for block in reversed(blocks):
            todo.extend(reversed(block))


def function_fact(source: Source, name: str, node: Function, imported: dict[str, str] | None = None) -> FunctionFact:
    """How a function is defined; `imported` resolves the names of its decorators."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return FunctionFact(
        name,
        _name_span(source, name, node),
        tuple(_parameters(source, node.args)),
        isinstance(node, ast.AsyncFunctionDef),
        tuple(_decorator(source, one, imported or {}) for one in decorators),
        "yield" in source.text and yields(node),
        isinstance(node, ast.AsyncFunctionDef) and _awaits(node),
    )


def _awaits(node: ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(one, (ast.Await, ast.AsyncFor, ast.AsyncWith))
        or (isinstance(one, ast.comprehension) and bool(one.is_async))
        for one in walk(*node.body)
    )


def _name_span(source: Source, name: str, node: Function) -> Span:
    if isinstance(node, ast.Lambda):
        return node_span(source, node)
    start = offset_of(source, node.lineno, node.col_offset)
    at = source.text.find(name, source.text.find("def", start) + 3)
    return source.span(at, at + len(name)) if at >= 0 else node_span(source, node)


def _parameters(source: Source, spec: ast.arguments) -> Iterator[Parameter]:
    positional = [*spec.posonlyargs, *spec.args]
    first_default = len(positional) - len(spec.defaults)
    for number, one in enumerate(positional):
        kind: ParameterKind = "positional-only" if number < len(spec.posonlyargs) else "positional"
        yield _parameter(source, one, kind, number >= first_default)
    if spec.vararg is not None:
        yield _parameter(source, spec.vararg, "*args", False)
    for one, default in zip(spec.kwonlyargs, spec.kw_defaults):
        yield _parameter(source, one, "keyword-only", default is not None)
    if spec.kwarg is not None:
        yield _parameter(source, spec.kwarg, "**kwargs", False)


def _parameter(source: Source, node: ast.arg, kind: ParameterKind, has_default: bool) -> Parameter:
    span = node_span(source, node)
    name = source.span(span.start, span.start + len(node.arg))
    annotation = node_span(source, node.annotation).text if node.annotation is not None else ""
    return Parameter(node.arg, kind, name, has_default, annotation)


def _decorator(source: Source, node: ast.expr, imported: dict[str, str]) -> Decorator:
    called = isinstance(node, ast.Call)
    named = node.func if isinstance(node, ast.Call) else node
    return Decorator(dotted_name(named, imported), node_span(source, node), called)


class _Definitions:
    """What the module level of a script binds."""

    def __init__(self, source: Source, tree: ast.Module, names: dict[str, str]) -> None:
        self.source = source
        self.tree = tree
        self.imported = names
        self.bound: dict[str, Span] = {}
        self.functions: dict[str, FunctionFact] = {}
        self.open = ""
        for node in _module_level(tree.body):
            self._statement(node)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            fact = function_fact(self.source, node.name, node, self.imported)
            self.bound[node.name] = fact.span
            self.functions[node.name] = fact
        elif isinstance(node, ast.ClassDef):
            self.bound[node.name] = node_span(self.source, node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                if alias.name == "*":
                    self.open = "a star import may bring it"
                else:
                    name = alias.asname or alias.name.partition(".")[0]
                    self.bound[name] = node_span(self.source, alias)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._target(target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._target(node.target, node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = dotted_name(node.value.func, self.imported) or ""
            if called in ("exec", "setattr") or called.startswith("globals"):
                self.open = f"{called}() may define it"

    def _target(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                self._target(one, target)
        elif isinstance(target, ast.Starred):
            self._target(target.value, value)
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Call):
            if dotted_name(target.value.func, {}) in ("globals", "vars", "locals"):
                self.open = "it may be set through globals()"
        elif isinstance(target, ast.Name):
            self.bound[target.id] = node_span(self.source, target)
            self.functions.pop(target.id, None)
            if isinstance(value, ast.Lambda):
                self.functions[target.id] = function_fact(self.source, target.id, value, self.imported)
            elif isinstance(value, ast.Name) and value.id in self.functions:
                self.functions[target.id] = self.functions[value.id]

    def answer(self, name: str) -> Answer:
        """Whether the module defines a name."""
        if name in self.bound:
            return Answer("yes", "the module defines it", self.bound[name])
        if self.open:
            return Answer("unknown", self.open)
        nested: Span | None = None
        for node in walk(*self.tree.body, into_functions=True):
            if isinstance(node, ast.Global) and name in node.names:
                return Answer("unknown", "a function may set it")
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
                span = _name_span(self.source, name, node)
                nested = span if nested is None or span.start < nested.start else nested
        return Answer("no", "no statement at module level defines it", nested)


def _imports(source: Source, body: list[ast.stmt], top: bool, type_only: bool) -> Iterator[ImportStatement]:
    """All import statements, in the order of the text."""
    todo = [(node, top, type_only) for node in reversed(body)]
    while todo:
        node, at_top, types = todo.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield ImportStatement(alias.name, (), alias_span(source, alias), at_top, types)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            yield ImportStatement(imported_from(node), names, from_span(source, node), at_top, types)
        else:
            inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            below: list[tuple[ast.stmt, bool, bool]] = []
            for field in ("body", "handlers", "orelse", "finalbody", "cases"):
                only = types or (field == "body" and isinstance(node, ast.If) and _is_type_checking(node.test))
                for one in getattr(node, field, ()):
                    statements = [one] if isinstance(one, ast.stmt) else one.body
                    below.extend((statement, at_top and not inside, only) for statement in statements)
            todo.extend(reversed(below))
