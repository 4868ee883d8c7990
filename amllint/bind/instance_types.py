"""Kubernetes instance types: the custom resources of the project that deployments name as `instance_type`.

Form of the resource: apiVersion amlarc.azureml.com/v1alpha1, kind InstanceType, `metadata.name`,
`spec.resources.requests` and `.limits`
(learn.microsoft.com/azure/machine-learning/how-to-manage-kubernetes-instance-types).
"""

from __future__ import annotations

from ..record import replace
from ..values import Mapping, text_of

_ON_KUBERNETES = ("v2-kubernetes", "v1-aks", "v1-aksendpoint")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import AssetDocument, BoundUnit


def with_instance_types(units: Iterable[BoundUnit], documents: Iterable[AssetDocument]) -> tuple[BoundUnit, ...]:
    """The units, those on Kubernetes with the instance types of the project, their own one, and the one cluster."""
    known = tuple(documents)
    clusters = [document for document in known if document.kind == "aks-cluster"]
    cluster = clusters[0] if len(clusters) == 1 else None
    found = [(name, document) for document in known if document.kind == "instance-type" and (name := _name(document))]
    names = tuple(dict.fromkeys(name for name, _ in found))
    return tuple(
        replace(unit, instance_types=names, instance_type=_named(unit, found), cluster=cluster)
        if (names or cluster is not None) and unit.kind in _ON_KUBERNETES
        else unit
        for unit in units
    )


def _name(document: AssetDocument) -> str | None:
    metadata = document.node.get("metadata")
    return text_of(metadata.get("name")) if isinstance(metadata, Mapping) else None


def _named(unit: BoundUnit, found: list[tuple[str, AssetDocument]]) -> AssetDocument | None:
    """The one resource that bears the name; None among several."""
    wanted = unit.setting("instance_type").text
    same = [document for name, document in found if name == wanted]
    return same[0] if len(same) == 1 else None
