"""Deployments as commands deploy them. What reads the commands is loaded where a file may hold one."""

from __future__ import annotations

from ..model import AssetDocument, Trigger
from ..read.command_files import origin_of, worth_reading
from ..record import Record
from ..values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..discovery import Discovered
    from ..read.command_files import Origin
    from ..read.commands import AzCommand
    from ..tree import Tree


class Placed(Record):
    """A command in its place: `folders` are those it may run in, nearest first, empty if unknown; `own` its file's."""

    command: AzCommand
    folders: tuple[str, ...]
    own: str


class Deployed(Record):
    """A deployment document as the commands deploy it.

    `document` holds the overrides; `written` is the file's own root; `endpoint` the one that a command of the project
    makes under the name that the deployment's command gives.
    """

    document: AssetDocument
    written: Mapping
    triggers: tuple[Trigger, ...] = ()
    endpoint: AssetDocument | None = None


class Triggered(Record):
    """The documents of a project after its commands: those that commands name or write are added.

    `assets` are models and environments that commands register. `deployed` is keyed by the identity of the document.
    """

    documents: tuple[AssetDocument, ...]
    assets: tuple[AssetDocument, ...]
    deployed: dict[int, Deployed]
    commands: tuple[Placed, ...]


def triggered(tree: Tree, found: Discovered) -> Triggered:
    """Read the project's commands and apply them to its documents."""
    files = tuple(_files(tree, frozenset(found.pipelines)))
    if not files:
        return Triggered(found.documents, (), {}, ())
    from .triggers import Triggers

    return Triggers(tree, found, files).result()


def _files(tree: Tree, seen: frozenset[str]) -> Iterator[tuple[str, Origin]]:
    """The files that may hold commands: pipelines and code as discovery saw them, others by their bytes."""
    for path in tree.walk():
        origin = origin_of(path)
        if origin is None or (origin in ("pipeline", "python", "notebook") and path not in seen):
            continue
        data = tree.read(path)
        if isinstance(data, bytes) and worth_reading(data):
            yield path, origin
        elif path not in seen:
            tree.forget(path)
