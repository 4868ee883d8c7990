"""Assets by name: what the project's own documents define, and how references to assets are written."""

from __future__ import annotations

from ..model import AssetDocument
from ..record import Record
from ..values import Scalar, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Named = dict[str, tuple[AssetDocument, ...]]


class Assets(Record):
    """The endpoints, environments and models that the project's own documents define, by name."""

    endpoints: Named
    environments: Named
    models: Named


def assets_of(documents: Iterable[AssetDocument]) -> Assets:
    """Sort the documents that define an asset by kind and name."""
    found = tuple(documents)
    return Assets(
        _by_name(found, ("online-endpoint", "kubernetes-endpoint", "batch-endpoint")),
        _by_name(found, ("environment",)),
        _by_name(found, ("model",)),
    )


def _by_name(documents: Iterable[AssetDocument], kinds: tuple[str, ...]) -> Named:
    named: Named = {}
    for document in documents:
        if document.kind in kinds and document.name:
            named[document.name] = (*named.get(document.name, ()), document)
    return named


def definition(
    named: Named, name: str, version: str | None, base: str, beside: str = ""
) -> tuple[AssetDocument | None, str]:
    """The project's own definition of an asset as seen from the folder `base`; None with the reason if there is none.

    Among several the nearest by folder counts, if it is one: sample repositories repeat names. Those in the file
    `beside` come first: a notebook makes what it deploys.
    """
    candidates = [
        document
        for document in named.get(name, ())
        if version is None or scalar_text(document.node.get("version")) in (None, version)
    ]
    if not candidates:
        return None, "no document of the project defines it; it is registered elsewhere"
    own = [document for document in candidates if beside and document.source.path == beside]
    if own:
        return own[-1], ""
    distances = [_distance(base, document.source.path) for document in candidates]
    tied = [document for document, distance in zip(candidates, distances) if distance == min(distances)]
    if len({(document.source.path, document.source.text) for document in tied}) > 1:
        return None, f"{len(tied)} documents of the project define it: {', '.join(d.source.path for d in tied)}"
    return tied[0], ""


def _distance(base: str, path: str) -> int:
    """How many folders one has to climb and descend from a folder to a file."""
    here = base.split("/") if base else []
    there = path.split("/")[:-1]
    shared = 0
    for one, other in zip(here, there):
        if one != other:
            break
        shared += 1
    return len(here) + len(there) - 2 * shared


def scalar_text(value: Value | None) -> str | None:
    """The text of a scalar, numbers as written; None for anything else."""
    if isinstance(value, Scalar) and value.data is not None:
        return value.data if isinstance(value.data, str) else value.text
    return None


def asset_name(text: str) -> tuple[str | None, str | None, str]:
    """Name, version and form of an asset reference: form is name, registry, id, or bare (no `azureml:`).

    The version is None for a label (`@latest`) or none at all (facts/v2.md, section 0).
    """
    if text.startswith("azureml://registries/"):
        parts = text.removeprefix("azureml://registries/").split("/")
        version = parts[4] if len(parts) > 4 and parts[3] == "versions" else None
        return (parts[2] if len(parts) > 2 else None), version, "registry"
    if text.startswith(("azureml://", "azureml:/", "/subscriptions/")):
        return None, None, "id"
    form = "name" if text.startswith("azureml:") else "bare"
    rest = text.removeprefix("azureml:")
    name, at, _label = rest.partition("@")
    if at:
        return name or None, None, form
    name, _, version = rest.partition(":")
    return name or None, version or None, form
