"""Calls of `Model.get_model_path` that a notebook surely runs where only local folders are searched.

Each is a document (kind `model-path-call`), its keyword arguments being keys: `model_name`, always known text.

Without `_workspace`, and with no submitted run around it, the function searches the cache and then the name as a path
(facts/v1.md, section 8.3). Left out is a call that may not run (below a condition, in a function), whose failure may
be handled, and one in a notebook that may fill the cache, make the path or change the folder.
"""

from __future__ import annotations

from .. import placeholders
from ..model import AssetDocument
from ..python.syntax import Module, Unparsed, children, parse, walk
from ..text import Source
from ..values import Entry, Mapping, Scalar
from .notebook import code_cells, python_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
    from typing import TypeGuard

    from .notebook import CodeCell
else:
    import _ast as ast

_CLASSES = ("azureml.core.Model", "azureml.core.model.Model")
# What brings a model to the local disk, changes the folder, or tells that the notebook runs in a submitted run too.
_UNKNOWN = ("_get_model_path_remote", "download", "chdir(", "%cd", "Run.get_context", "AZUREML_", "import *")
_MAY_NOT_RUN = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef),
    *(ast.If, ast.IfExp, ast.BoolOp, ast.For, ast.AsyncFor, ast.While, ast.Match),
    *(ast.Try, ast.TryStar, ast.With, ast.AsyncWith),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
_NAMING = ("model_name", "name")


def read_model_path_calls(notebook: Source) -> tuple[AssetDocument, ...]:
    """The calls in the plain code cells of a notebook, in order; never raises, whatever the text."""
    cells = code_cells(notebook)
    plain = [cell.source for cell in cells if cell.kind == "python"]
    if any(word in cell.text for cell in plain for word in _UNKNOWN):
        return ()
    modules = [_parsed(source) for source in plain]
    if any(_argument(call, "_workspace", 2) is not None for call in _walked(modules) if _is_call(call)):
        return ()
    bound = _imported(modules)
    elsewhere = _Elsewhere(cells, modules)
    found: list[AssetDocument] = []
    for module in modules:
        for call in _surely_run(module):
            named = _argument(call, "model_name", 0)
            name = named.value if isinstance(named, ast.Constant) else None
            if named is None or not isinstance(name, str) or not name or placeholders.find(name) is not None:
                continue
            if _owner(call, bound) in _CLASSES and not elsewhere.may_make(name):
                span = module.span(named)
                entry = Entry(span, "model_name", Scalar(span, name, name, True))
                node = Mapping(module.span(call), (entry,))
                found.append(AssetDocument("model-path-call", module.source, node, "sdk-v1"))
    return tuple(found)


def _parsed(source: Source) -> Module:
    tree = parse(source)
    if isinstance(tree, Unparsed):
        tree = parse(Source(source.path, python_text(source.text)))
    return Module("", source, None if isinstance(tree, Unparsed) else tree)


def _walked(modules: list[Module]) -> Iterator[ast.AST]:
    for module in modules:
        if module.tree is not None:
            yield from walk(module.tree, into_functions=True)


def _imported(modules: list[Module]) -> dict[str, str]:
    """Name → what it is imported as; "" for one that is bound in another way too."""
    bound: dict[str, str] = {}
    for node in _walked(modules):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [
                (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
                for alias in node.names
            ]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names = [(node.id, "")]
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names = [(node.name, "")]
        else:
            continue
        for name, dotted in names:
            known = bound.get(name, dotted)
            bound[name] = known if known == dotted or {known, dotted} == set(_CLASSES) else ""
    return bound


def _is_call(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a node calls the function, of whatever class."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model_path"


def _surely_run(module: Module) -> Iterator[ast.Call]:
    """The calls of the function that nothing can skip and nothing handles."""
    todo: list[ast.AST] = [module.tree] if module.tree is not None and "get_model_path" in module.source.text else []
    while todo:
        node = todo.pop()
        if _is_call(node):
            yield node
        todo.extend(one for one in children(node) if not isinstance(one, _MAY_NOT_RUN))


def _owner(call: ast.Call, bound: dict[str, str]) -> str:
    """What the method of a call belongs to, as a dotted name; "" where that is not known."""
    owner = getattr(call.func, "value", None)
    names: list[str] = []
    while isinstance(owner, ast.Attribute):
        names.insert(0, owner.attr)
        owner = owner.value
    first = bound.get(owner.id, "") if isinstance(owner, ast.Name) else ""
    return ".".join((first, *names)) if first else ""


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    """An argument that is given; the call itself where `*` or `**` may give it."""
    for keyword in call.keywords:
        if keyword.arg in (name, None):
            return keyword.value if keyword.arg else call
    if any(isinstance(one, ast.Starred) for one in call.args):
        return call
    return call.args[position] if position < len(call.args) else None


class _Elsewhere:
    """The other texts of a notebook: whether one may be a path that the notebook, or a script that it writes, makes.

    What is given to `model_name=` or to the model's own class is a name in the workspace and no path.
    """

    def __init__(self, cells: tuple[CodeCell, ...], modules: list[Module]) -> None:
        files = [cell for cell in cells if cell.kind == "file"]
        scripts = [_parsed(Source(cell.source.path, cell.source.text[cell.body :])) for cell in files]
        self._unparsed = [cell.target for cell in files]
        self._unparsed += [cell.source.text for cell in cells if cell.kind == "other"]
        self._unparsed += [module.source.text for module in (*modules, *scripts) if module.tree is None]
        lines = (line for module in modules for line in module.source.text.split("\n"))
        self._unparsed += [line for line in lines if line.lstrip()[:1] in ("!", "%") or "= !" in line]
        texts: list[ast.Constant] = []
        naming: set[int] = set()
        for node in _walked([*modules, *scripts]):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node)
            elif isinstance(node, ast.Call):
                last = getattr(node.func, "attr", getattr(node.func, "id", ""))
                naming.update(id(keyword.value) for keyword in node.keywords if keyword.arg in _NAMING)
                naming.update(id(one) for one in node.args if last in ("Model", "get_model_path"))
        self._texts = [text.value for text in texts if id(text) not in naming]

    def may_make(self, name: str) -> bool:
        """Whether any of the texts may name the path."""
        last = name.replace("\\", "/").rpartition("/")[2]
        return any(last in text for text in self._unparsed) or any(
            last in text.replace("\\", "/").split("/") for text in self._texts if isinstance(text, str)
        )
