"""Joins documents into deployment units: the only place where one file learns of another."""

from __future__ import annotations

from .assets import assets_of
from .deployment_v2 import KINDS, DeploymentBinder, is_prompt_flow
from .readers import Readers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..discovery import Discovered
    from ..model import BoundUnit
    from ..tree import Tree


def bind(tree: Tree, found: Discovered) -> tuple[BoundUnit, ...]:
    """Make a unit of every deployment among the documents, in the order of their files."""
    assets = assets_of(found.documents)
    readers = Readers(tree)
    units: list[BoundUnit] = []
    ids: set[str] = set()
    for document in found.documents:
        if document.kind in KINDS and not is_prompt_flow(document.node):
            unit = DeploymentBinder(tree, readers, assets, document).unit(ids)
            units.append(unit)
            ids.add(unit.id)
    return tuple(units)
