"""Calls that look for a model among local files, held against the files of the project."""

from __future__ import annotations

from ..absence import absent
from ..values import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import AssetDocument
    from ..tree import Tree

_PROSE = (".md", ".txt")


def without_found_models(tree: Tree, documents: Iterable[AssetDocument]) -> list[AssetDocument]:
    """The documents, less the calls (kind `model-path-call`) that may find what they look for.

    The kernel runs in the notebook's folder or, as in some editors, in one above it.
    """
    return [one for one in documents if one.kind != "model-path-call" or _finds_nothing(tree, one)]


def _finds_nothing(tree: Tree, call: AssetDocument) -> bool:
    name = text_of(call.node.get("model_name")) or ""
    notebook = call.source.path
    folder, _, own_name = notebook.rpartition("/")
    if any(where != notebook and not where.endswith(_PROSE) for where, _ in tree.mentions.lines(own_name, folder)):
        return False  # whatever runs the notebook may do so in a submitted run
    while True:
        for sought in (f"azureml-models/{name}", name):
            path = tree.resolve(folder, sought)
            if path is None or tree.kind(path) is not None:
                return False
            if not absent(tree, path, frozenset((notebook,))).no:
                return False
        if not folder:
            return True
        folder = folder.rpartition("/")[0]
