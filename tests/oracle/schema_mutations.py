"""Ways to damage, or only to rewrite, a good v2 YAML file: one change each, at every key."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from typing import Any

from amllint.record import Record

Steps = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    *(None, "", " ", "text", "3", " 3 ", "1_000", "1.5", "-1", 0, 1, 3, -1, 1.5, 1e3, float("nan"), float("inf")),
    *(True, False, "true", "True", "TRUE", "tRuE", "yes", "off", "maybe"),
    *(datetime.date(2026, 1, 31), "2026-01-31", datetime.datetime(2026, 1, 31, 12, 30)),
    *([], ["text"], [1], [None], [{"a": "b"}], {}, {"a": "b"}, {"a": 1}, {"a": None}),
    *("azureml:thing", "azureml:thing:1", "azureml:thing@latest", "azureml:", "azureml:folder/thing:1", "thing:1"),
    *("azureml://registries/r/models/m/versions/1", "azureml://datastores/d/paths/p", "file:environment.yml"),
    *(
        "default",
        "Default",
        "target_utilization",
        "TargetUtilization",
        "target-utilization",
        "managed",
        "Kubernetes",
        "kubernetes",
    ),
    *("key", "Key", "AMLToken", "aad_token", "AAD_Token", "systemAssigned", "SYSTEM_ASSIGNED", "none", "None"),
    *("Enabled", "DISABLED", "minute", "Hour", "month", "append_row", "AppendRow", "summary_only", "linux", "Linux"),
    *("mlflow", "mlflow_model", "MLFLOW_MODEL", "model", "Pipeline", "local", "CreatedGreaterThan"),
)
STRAY_KEYS = (
    *("resources", "compute", "instance_type", "scale_setting", "request_timeout_ms", "conda", "local_path", "type"),
    *("deployments", "settings", "egress_public_network_access", "$schema", "nvidia.com/gpu", "creation_context"),
)


class Mutation(Record):
    """One change: what it is, the path that it touches, and the data after it."""

    what: str
    path: Steps
    data: Any


def mutations(good: dict[str, Any]) -> Iterator[Mutation]:
    """Every mutation of a good file."""
    for path in paths(good):
        for value in VALUES:
            yield Mutation(f"= {value!r}", path, changed(good, path, value))
        holder = at(good, path[:-1])
        if isinstance(holder, dict):
            yield Mutation("removed", path, removed(good, path))
            yield from _renamed(good, path)
    for path in ((), *paths(good)):
        if isinstance(at(good, path), dict):
            for key in STRAY_KEYS:
                if key not in at(good, path):
                    yield Mutation("added", (*path, key), changed(good, (*path, key), "text"))
    for path in paths(good):
        if len(path) > 1 and isinstance(path[-1], str) and path[-1] not in good:
            value = at(good, path)
            yield Mutation("moved up", (path[-1],), changed(removed(good, path), (path[-1],), value))


def _renamed(good: dict[str, Any], path: Steps) -> Iterator[Mutation]:
    key, value, rest = str(path[-1]), at(good, path), removed(good, path)
    camel = key.split("_")[0] + "".join(part.title() for part in key.split("_")[1:])
    for name in {key[:-1], key + "s", key.upper(), key.replace("_", "-"), camel, key[1:] + key[:1]} - {key, ""}:
        yield Mutation(f"renamed from {key}", (*path[:-1], name), changed(rest, (*path[:-1], name), value))


def paths(node: Any, above: Steps = ()) -> Iterator[Steps]:
    """The path of every value below the root."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in inner:
        yield (*above, step)
        yield from paths(value, (*above, step))


def at(node: Any, path: Steps) -> Any:
    """The value at a path."""
    for step in path:
        node = node[step]
    return node


def changed(good: Any, path: Steps, value: Any) -> Any:
    """A copy with another value at a path."""
    made = copy.deepcopy(good)
    at(made, path[:-1])[path[-1]] = copy.deepcopy(value)
    return made


def removed(good: Any, path: Steps) -> Any:
    """A copy without the key at a path."""
    made = copy.deepcopy(good)
    del at(made, path[:-1])[path[-1]]
    return made
