"""Joins documents into deployment units: the only place where one file learns of another."""

from __future__ import annotations

from ..overlay import laid_over
from ..record import Record, replace
from ..values import Scalar
from .assets import assets_of
from .deployed import triggered
from .deployment_v2 import KINDS, DeploymentBinder, is_prompt_flow
from .instance_types import with_instance_types
from .readers import Readers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..discovery import Discovered
    from ..model import AssetDocument, BoundUnit
    from ..tree import Tree
    from .deployed import Placed


class Bound(Record):
    """The units, and what the project registers: `assets` are documents of its files and commands, `hidden` is a clause
    where a command registers a model under a name that the files do not show."""

    units: tuple[BoundUnit, ...]
    assets: tuple[AssetDocument, ...] = ()
    hidden: str = ""


def bind(tree: Tree, found: Discovered) -> tuple[BoundUnit, ...]:
    """Make a unit of every deployment among the documents, in the order of their files."""
    return bind_project(tree, found).units


def bind_project(tree: Tree, found: Discovered) -> Bound:
    """The units, as `bind` gives them, with the assets that the project registers."""
    commanded = triggered(tree, found)
    documents = commanded.documents
    assets = assets_of((*documents, *commanded.assets))
    readers = Readers(tree)
    views: dict[int, Readers] = {id(tree): readers}
    units: list[BoundUnit] = []
    ids: set[str] = set()
    for document in documents:
        if document.kind in KINDS and not is_prompt_flow(document.node):
            view = laid_over(tree, document.written)
            readers_of = views.setdefault(id(view), Readers(view))
            deployed = commanded.deployed.get(id(document))
            unit = DeploymentBinder(view, readers_of, assets, document, deployed).unit(ids)
            units.append(unit)
            ids.add(unit.id)
    if found.codes or commanded.commands or any(document.kind.startswith("v1-") for document in documents):
        from .deployment_v1 import DeploymentV1Binder, environments_of
        from .pairs_v1 import pairs, pairs_of_code

        environments = environments_of(documents)
        files = [document for document in documents if document.form != "sdk-v1"]
        for pair in (*pairs(files, commanded.commands), *pairs_of_code(found.codes)):
            view = laid_over(tree, pair.anchor.written)
            readers_of = views.setdefault(id(view), Readers(view))
            bound = DeploymentV1Binder(view, readers_of, assets, environments, pair).unit(ids)
            units.append(bound)
            ids.add(bound.id)
    registering = tuple(one for one in (*documents, *commanded.assets) if one.kind in ("model", "environment"))
    return Bound(with_instance_types(units, found.documents), registering, _hidden(commanded.commands))


def _hidden(commands: Iterable[Placed]) -> str:
    """Why the name of a model that a command registers is not known; "" where all are."""
    for placed in commands:
        command = placed.command
        if command.words[0] == "model" and command.words[-1] in ("create", "register"):
            name = command.option("name")
            if (name is not None and not isinstance(name.value, Scalar)) or (name is None and command.open):
                place = command.span.place
                return f"{place.file}:{place.line} registers a model whose name is known only when the command runs"
    return ""


def with_deployments(documents: Iterable[AssetDocument], units: Iterable[BoundUnit]) -> tuple[AssetDocument, ...]:
    """The documents, each endpoint with the names of the deployments that may belong to it.

    Deployments that name no endpoint may belong to any. Where the name of one is not known, none is given.
    """
    known = tuple(units)
    return tuple(_with_deployments(document, known) if "endpoint" in document.kind else document
                 for document in documents)  # fmt: skip


def _with_deployments(endpoint: AssetDocument, units: tuple[BoundUnit, ...]) -> AssetDocument:
    own = [unit for unit in units if unit.endpoint is not None and unit.endpoint.node is endpoint.node]
    free = [unit for unit in units if unit.endpoint_name is None]
    names = tuple(unit.name for unit in (*own, *free) if unit.name is not None)
    if not own or len(names) < len(own) + len(free):
        return endpoint
    return replace(endpoint, deployments=names)
