"""Joins what code deploys with what files state: the files that code writes, and those that it loads and changes."""

from __future__ import annotations

from .discovery import documents_of, read_markup
from .model import AssetDocument
from .overlay import laid_over
from .record import replace
from .text import Source
from .values import Entry, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .discovery import Discovered
    from .read.deploy_code import DeployCode, Loaded
    from .tree import Tree


def with_code(tree: Tree, found: Discovered) -> Discovered:
    """What was found, the documents as code sees them.

    A document that code writes stands in place of the file of the same path on disk, and beside what other code writes
    there: several notebooks may write their own `deployment.yml`. One that code loads and changes has the values that
    the code gives it.
    """
    written = [[document for path in sorted(code.written) for document in _written(code, path)] for code in found.codes]
    paths = {document.source.path for documents in written for document in documents}
    documents = [one for one in found.documents if one.source.path not in paths or one.form.startswith("sdk")]
    for code, own in zip(found.codes, written):
        documents += own
        for loaded in code.loaded:
            documents = _with_loaded(tree, documents, code, loaded)
    return replace(found, documents=tuple(documents)) if found.codes else found


def _written(code: DeployCode, path: str) -> Iterator[AssetDocument]:
    """The documents in a file that code writes."""
    if path.endswith((".yml", ".yaml")):
        source = code.written[path]
        for document in documents_of(source, read_markup(source)):
            yield replace(document, written=code.written)


def _with_loaded(tree: Tree, documents: list[AssetDocument], code: DeployCode, loaded: Loaded) -> list[AssetDocument]:
    """Change the document that code loads, or add it where its look did not tell what it is."""
    view = laid_over(tree, code.written)
    paths = [
        path for base in loaded.bases if (path := view.resolve(base, loaded.path)) is not None and view.is_file(path)
    ]
    if not paths:
        return documents
    path = paths[0]
    known = [one for one in documents if one.source.path == path and loaded.what in one.kind]
    if path in code.written:
        known = [one for one in known if one.written is code.written]
    if not known:
        source = view.source(path)
        root = read_markup(source).root if isinstance(source, Source) else None
        if not isinstance(source, Source) or not isinstance(root, Mapping) or loaded.what != "deployment":
            return documents
        known = [AssetDocument("managed-deployment", source, root, written=code.written)]
        documents = [*documents, *known]
    changes = loaded.changes
    if changes is None and not code.written:
        return documents
    return [
        replace(one, node=_changed(one.node, changes) if changes else one.node, written=code.written)
        if one is known[0]
        else one
        for one in documents
    ]


def _changed(node: Mapping, changes: Mapping) -> Mapping:
    """A mapping with values set by code; blocks are merged key by key."""
    entries = {entry.key_data: entry for entry in node}
    for change in changes:
        old = entries.get(change.key_data)
        value = change.value
        if old is not None and isinstance(old.value, Mapping) and isinstance(value, Mapping):
            value = _changed(old.value, value)
        entries[change.key_data] = Entry(change.key, change.key_data, value)
    return replace(node, entries=tuple(entries.values()), open=node.open or changes.open)
