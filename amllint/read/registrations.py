"""Code that registers models: the names that it gives them.

Only the call itself and plain assignments are looked at; what a name holds that is worked out is not known.
Signatures: azureml-core 1.60 (`Model.register`, `Run.register_model`), MLflow 3 (`register_model`, `log_model`,
`MlflowClient`), azure-ai-ml 1.35 (`Model`).
"""

from __future__ import annotations

from ..python.syntax import Module, Unparsed, parse, walk
from ..record import Record
from ..text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from ..text import Span
else:
    import _ast as ast

NEEDLES = (
    b"Model.register(",
    b"register_model(",
    b"registered_model_name",
    b"models.create_or_update",
    b"create_registered_model(",
    b"create_model_version(",
)
"""Code that holds none of these registers nothing."""

_WORDS = ("register", "create_registered_model", "create_model_version")
# Call, by its last name → the keyword that gives the model's name, and its position among the arguments.
_CALLS: dict[str, tuple[str, int]] = {
    "register_model": ("model_name", 0),
    "create_registered_model": ("name", 0),
    "create_model_version": ("name", 0),
}
_MLFLOW_REGISTER = ("name", 1)
_MODEL_REGISTER = ("model_name", 2)


class Registration(Record):
    """Something that registers a model: `name` is None where the code does not show it; `by` says what does it."""

    name: str | None
    span: Span
    by: str
    version: str | None = None


def read_registrations(source: Source) -> tuple[Registration, ...]:
    """The registrations in a .py file or a notebook; never raises, whatever the text."""
    pieces = _Pieces(source)
    found: list[Registration] = []
    entities = "models.create_or_update" in source.text
    words = (*_WORDS, "Model(") if entities else _WORDS
    for module in pieces.with_any(words):
        for call in _walked(module):
            if isinstance(call, ast.Call):
                found.extend(_registered(module, call, pieces, entities))
    return tuple(sorted(found, key=lambda one: one.span.start))


class _Pieces:
    """The Python of a file, cell by cell; a piece is parsed only when it holds a word that is asked for."""

    def __init__(self, source: Source) -> None:
        self._texts = list(_texts_of(source))
        self._modules: dict[int, Module] = {}
        self._assigned: dict[str, list[ast.expr | None]] = {}

    def with_any(self, words: tuple[str, ...]) -> Iterator[Module]:
        """The pieces that hold one of the words and can be parsed."""
        for number, (source, text) in enumerate(self._texts):
            if any(word in text for word in words):
                if number not in self._modules:
                    tree = parse(Source(source.path, text))
                    self._modules[number] = Module("", source, None if isinstance(tree, Unparsed) else tree)
                yield self._modules[number]

    def assigned(self, name: str) -> list[ast.expr | None]:
        """What a name is bound to: the expressions assigned, None where it is anything else (a parameter, a loop)."""
        if name not in self._assigned:
            self._assigned[name] = [value for module in self.with_any((name,)) for value in _bound(module, name)]
        return self._assigned[name]


def _texts_of(source: Source) -> Iterator[tuple[Source, str]]:
    if not source.path.endswith(".ipynb"):
        yield source, source.text
        return
    from .notebook import code_cells, python_text

    for cell in code_cells(source):
        text = cell.source.text
        if cell.kind == "file":
            yield cell.source, "#" * max(cell.body - 1, 0) + "\n" + text[cell.body :] if cell.body else text
        elif cell.kind == "python":
            yield cell.source, python_text(text)


def _walked(module: Module) -> Iterator[ast.AST]:
    return walk(module.tree, into_functions=True) if module.tree is not None else iter(())


def _bound(module: Module, name: str) -> Iterator[ast.expr | None]:
    for node in _walked(module):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if node.target.id == name:
                yield node.value
        elif isinstance(node, ast.arg):
            if node.arg == name:
                yield None
        elif isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
            if node.target.id == name:
                yield None


def _registered(module: Module, call: ast.Call, pieces: _Pieces, entities: bool) -> Iterator[Registration]:
    last, owner = _names_of(call.func)
    named: ast.expr | None = None
    version: ast.expr | None = None
    by = f"{owner}.{last}" if owner else last
    if last == "register" and owner == "Model":
        named = _argument(call, *_MODEL_REGISTER)
    elif last in _CALLS:
        keyword, position = _MLFLOW_REGISTER if owner == "mlflow" else _CALLS[last]
        named = _argument(call, keyword, position)
    elif last == "Model" and entities:
        named, version = _keyword(call, "name"), _keyword(call, "version")
    else:
        named = _keyword(call, "registered_model_name")
    if named is None:
        return
    versions = _texts(version, pieces) if version is not None else [None]
    stated = versions[0] if len(versions) == 1 else None
    for name in _texts(named, pieces):
        yield Registration(name, module.span(named), by, stated)


def _names_of(func: ast.expr) -> tuple[str, str]:
    """The last name of a call, and the one before it."""
    if isinstance(func, ast.Name):
        return func.id, ""
    if isinstance(func, ast.Attribute):
        owner = func.value
        before = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
        return func.attr, before
    return "", ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return None if isinstance(given, ast.Constant) and given.value is None else given


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    given = _keyword(call, name)
    if given is None and position < len(call.args) and not any(isinstance(one, ast.Starred) for one in call.args):
        return call.args[position]
    return given


def _texts(node: ast.expr | None, pieces: _Pieces) -> list[str | None]:
    """The texts that an expression may be; None stands for one that is not known."""
    if isinstance(node, ast.Constant):
        return [str(node.value)] if isinstance(node.value, (str, int)) else [None]
    if isinstance(node, ast.Name):
        return [
            str(one.value) if isinstance(one, ast.Constant) and isinstance(one.value, (str, int)) else None
            for one in pieces.assigned(node.id)
        ] or [None]
    return [None]
