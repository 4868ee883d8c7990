"""AKS clusters that a project defines: commands, Bicep and Terraform, in one form (kind `aks-cluster`).

    node_size, node_count, most_nodes (with the cluster's own autoscaler), monitoring (true or false)

`monitoring` tells whether Azure Monitor for containers is on; it is left out where that cannot be told.
"""

from __future__ import annotations

from itertools import pairwise

from ..model import AssetDocument
from ..text import Source, Span
from ..values import Entry, Listing, Mapping, Scalar, Unknown, Value, mapping_of
from .blocks import read_resources
from .shell_words import Region, Word, command_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMAND = "az aks create"
_BICEP_TYPE = "microsoft.containerservice/managedclusters"
_TERRAFORM_TYPE = "azurerm_kubernetes_cluster"
_OPTIONS = {
    "node_size": ("--node-vm-size", "-s"),
    "node_count": ("--node-count", "-c"),
    "most_nodes": ("--max-count",),
}


def read_aks_clusters(source: Source) -> tuple[AssetDocument, ...]:
    """The clusters that a script, a Bicep or a Terraform file makes."""
    found = _resources(source) if source.path.endswith((".bicep", ".tf")) else _commands(source)
    return tuple(AssetDocument("aks-cluster", source, node, "command") for node in found)


def _resources(source: Source) -> Iterator[Mapping]:
    for resource in read_resources(source):
        if resource.type.lower() == _BICEP_TYPE:
            properties = mapping_of(resource.node.get("properties")) or resource.node
            pool = _first(properties.get("agentPoolProfiles"))
            addons = properties.get("addonProfiles")
            agent = addons.entry("omsagent") or addons.entry("omsAgent") if isinstance(addons, Mapping) else None
            on = mapping_of(agent.value).get("enabled") if agent and isinstance(agent.value, Mapping) else None  # type: ignore[union-attr]
            names = {"node_size": "vmSize", "node_count": "count", "most_nodes": "maxCount"}
            known = not isinstance(addons, Unknown) and not (agent is not None and not isinstance(on, Scalar))
            monitored = (isinstance(on, Scalar) and on.data is True) if known else None
        elif resource.type == _TERRAFORM_TYPE:
            pool = _first(resource.node.get("default_node_pool"))
            monitored = any(resource.node.get(key) is not None for key in ("oms_agent", "addon_profile"))
            names = {"node_size": "vm_size", "node_count": "node_count", "most_nodes": "max_count"}
        else:
            continue
        entries = [
            Entry(entry.key, name, entry.value)
            for name, spelled in names.items()
            if pool is not None and (entry := pool.entry(spelled)) is not None
        ]
        yield _cluster(resource.span, entries, monitored)


def _first(value: Value | None) -> Mapping | None:
    """The first pool; None where several make the cluster, or it is not literal."""
    if isinstance(value, Listing):
        return mapping_of(value.items[0]) if len(value.items) == 1 else None
    return mapping_of(value)


def _cluster(span: Span, entries: list[Entry], monitored: bool | None) -> Mapping:
    if monitored is not None:
        entries = [*entries, Entry(span, "monitoring", Scalar(span, monitored, str(monitored)))]
    return Mapping(span, tuple(entries))


def _commands(source: Source) -> Iterator[Mapping]:
    region = Region(source.text, 0, len(source.text))
    later = "az aks enable-addons" in source.text
    at = source.text.find(_COMMAND)
    while at >= 0:
        words, end = command_words(region, at + len(_COMMAND))
        pairs = tuple(pairwise(words))
        entries = [
            Entry(source.span(word.start, word.end), name, _value(source, value))
            for name, options in _OPTIONS.items()
            for word, value in pairs
            if word.literal in options
        ]
        addons = [value for word, value in pairs if word.literal in ("--enable-addons", "-a")]
        monitored: bool | None = any("monitoring" in (word.literal or "") for word in addons)
        if not monitored and (later or any(word.literal is None for word in words)):
            monitored = None
        yield _cluster(source.span(at, end), entries, monitored)
        at = source.text.find(_COMMAND, max(end, at + 1))


def _value(source: Source, word: Word) -> Value:
    span = source.span(word.start, word.end)
    text = word.literal
    return Scalar(span, text, text) if text is not None else Unknown(span, "a variable of the script gives it")
