"""Asks the user's own `az` what a workspace or a registry holds: the only module whose process reaches the network.

The extension `ml` of either version answers. Written are names, versions, types and sizes; no identity, address or tag.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from .read.snapshot import FORMAT, KEY
from .record import Record
from .text import decode
from .writing import replaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

_NAME = re.compile(r"\w[\w.-]*")
_SECONDS = 300
"""How long one answer of `az` may take (s)."""
_AT_ONCE = 4
_ARCHIVED = "--include-archived"


class SnapshotError(Exception):
    """Why there is no snapshot; the argument is a sentence without a full stop."""


class Asked(Record):
    """Whose assets are asked for: a workspace in its resource group, a registry, or both."""

    workspace: str | None = None
    resource_group: str | None = None
    registry: str | None = None


def take(asked: Asked, tell: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """Ask `az` and return the snapshot; `tell` gets sentences on the way. Raise SnapshotError if `az` cannot answer."""
    for name in (asked.workspace, asked.resource_group, asked.registry):
        if name is not None and not re.fullmatch(r"[\w(][\w.()-]*", name):
            raise SnapshotError(f"{name!r} is no name of a workspace, a resource group or a registry")
    if (asked.workspace is None) != (asked.resource_group is None) or not (asked.workspace or asked.registry):
        raise SnapshotError("give --workspace and --resource-group, or --registry, or all three")
    az = shutil.which("az")
    if az is None:
        raise SnapshotError(
            "there is no `az` on PATH: install the Azure CLI, and its extension with `az extension add --name ml`"
        )
    if os.path.dirname(os.path.abspath(az)) == os.getcwd():
        raise SnapshotError(f"the `az` that would be started is {az}, in the current folder: it is not started")
    models: list[dict[str, Any]] = []
    environments: list[dict[str, Any]] = []
    computes: list[dict[str, Any]] = []
    endpoints: list[dict[str, Any]] = []
    archived = True
    if asked.workspace is not None and asked.resource_group is not None:
        where = ["--workspace-name", asked.workspace, "--resource-group", asked.resource_group]
        source = _Az(az, where, tell)
        models += source.models("")
        environments += _named(source.ask("environment", "list"), "latest_version")
        computes += [_compute(item) for item in source.ask("compute", "list")]
        endpoints += [_endpoint(item, "online") for item in source.ask("online-endpoint", "list")]
        endpoints += [_endpoint(item, "batch") for item in source.ask("batch-endpoint", "list")]
        archived = source.archived
    if asked.registry is not None:
        source = _Az(az, ["--registry-name", asked.registry], tell)
        models += source.models(asked.registry)
        archived = archived and source.archived
    return {
        KEY: FORMAT,
        "generated_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "workspace": asked.workspace,
        "resource_group": asked.resource_group,
        "registry": asked.registry,
        "archived": archived,
        "models": _sorted(models),
        "environments": _sorted(environments),
        "computes": _sorted(computes),
        "endpoints": _sorted(endpoints),
    }


def write(snapshot: dict[str, Any], path: str) -> None:
    """Write a snapshot; an older file is replaced at once or not at all. Raise SnapshotError if that cannot be done."""
    try:
        replaced(path, text_of(snapshot))
    except OSError as error:
        raise SnapshotError(f"{path} cannot be written: {error.strerror or error}") from error


def text_of(snapshot: dict[str, Any]) -> str:
    """The snapshot as it is written: sorted and indented, so that two compare line by line."""
    return json.dumps(snapshot, indent=1, ensure_ascii=False) + "\n"


class _Az:
    """`az ml` with the options that say where."""

    def __init__(self, az: str, where: Sequence[str], tell: Callable[[str], None]) -> None:
        self._az = az
        self._where = where
        self._tell = tell
        self.archived = True

    def models(self, registry: str) -> list[dict[str, Any]]:
        """All models with their versions: a list without a name holds names only (v2), or all versions (v1)."""
        listed = self.listed()
        if any(type(item.get("version")) is int for item in listed):
            self.archived = True  # v1 knows no archive
            named: dict[str, list[dict[str, Any]]] = {}
            for item in listed:
                named.setdefault(_text(item.get("name")), []).append(item)
            return [_model(name, items, registry) for name, items in named.items()]
        names = sorted({_text(item.get("name")) for item in listed})
        self._tell(f"{len(names)} models, asking for their versions")
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            versions = list(pool.map(self.listed, names))
        return [_model(name, items, registry) for name, items in zip(names, versions)]

    def listed(self, name: str = "") -> list[dict[str, Any]]:
        """The models, or the versions of one; archived ones too where `az` can list them."""
        if name and not _NAME.fullmatch(name):
            raise SnapshotError(f"`az` lists a model called {name!r}, which is no name of a model")
        words = ["model", "list", *(["--name", name] if name else [])]
        if self.archived:
            try:
                return self.ask(*words, _ARCHIVED)
            except SnapshotError as error:
                if _ARCHIVED not in str(error):
                    raise
                self.archived = False
        return self.ask(*words)

    def ask(self, *words: str) -> list[dict[str, Any]]:
        """The list that a command prints; raise SnapshotError for anything else."""
        shown = "az ml " + " ".join(words)
        command = [self._az, "ml", *words, *self._where, "--output", "json", "--only-show-errors"]
        try:
            run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise SnapshotError(f"`{shown}` did not answer within {_SECONDS} seconds") from error
        except OSError as error:
            raise SnapshotError(f"`az` cannot be started: {error.strerror or error}") from error
        if run.returncode != 0:
            raise SnapshotError(_failure(shown, run.returncode, run.stderr))
        text = decode(run.stdout)
        try:
            answer = json.loads(text) if isinstance(text, str) else None
        except ValueError:
            answer = None
        if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
            raise SnapshotError(f"`{shown}` printed no whole JSON list: its answer is not used")
        return answer


def _failure(shown: str, code: int, stderr: bytes) -> str:
    """What `az` says of its failure, in a sentence."""
    said = stderr.decode("utf-8", "replace").strip()
    lower = said.lower()
    if "az login" in lower:
        return "`az` is not logged in: run `az login`"
    if "misspelled or not recognized" in lower or "is not in the 'az' command group" in lower:
        return "`az` lacks its extension for machine learning: run `az extension add --name ml`"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if line.upper().startswith("ERROR")), lines[-1] if lines else "")
    return f"`{shown}` failed with code {code}" + (f": {told.removeprefix('ERROR:').strip()}" if told else "")


def _model(name: str, items: list[dict[str, Any]], registry: str) -> dict[str, Any]:
    versions = []
    for item in items:
        version: dict[str, Any] = {"version": _text(item.get("version")), "type": _text(item.get("type"))}
        flavors = item.get("flavors")
        if isinstance(flavors, dict):
            version["flavors"] = sorted(flavors)
        versions.append(version)
    versions.sort(key=lambda one: (not one["version"].isdigit(), one["version"].zfill(20)))
    return {"name": name, "versions": versions, **({"registry": registry} if registry else {})}


def _named(items: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """Names and a few keys of each; the names of environments come once for each version in some answers."""
    found = {_text(item.get("name")): {key: _text(item.get(key)) for key in keys} for item in items}
    return [{"name": name, **values} for name, values in found.items()]


def _compute(item: dict[str, Any]) -> dict[str, Any]:
    """A compute: v2 prints its size, v1 below `properties`."""
    properties = item.get("properties")
    inner = properties if isinstance(properties, dict) else {}
    size = _text(item.get("size")) or _text(inner.get("vmSize"))
    return {"name": _text(item.get("name")), "type": _text(item.get("type")), "size": size}


def _endpoint(item: dict[str, Any], kind: str) -> dict[str, Any]:
    compute = _text(item.get("compute")).rpartition("/")[2].removeprefix("azureml:")
    return {"name": _text(item.get("name")), "kind": kind, "compute": compute}


def _sorted(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: (item["name"], item.get("registry", ""), item.get("kind", "")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""
