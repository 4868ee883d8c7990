"""Snapshots: what a workspace or registry holds, as `amllint snapshot` or `az` printed it.

Understood are the file of `amllint snapshot`; lists and single objects of `az ml model list`, `show` and their v1
kind; UTF-8 with or without a byte order mark, UTF-16. The forms: research/ecosystem.md, section 5.2. A v2 list without
`--name` holds containers: names with their newest version, whose `type` says nothing.
"""

from __future__ import annotations

from ..record import Record
from ..text import Source, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

FORMAT = 1
"""Version of the file that `amllint snapshot` writes."""

KEY = "amllint_snapshot"
"""The key that tells such a file; its value is `FORMAT`."""

_DAY = 86_400.0


class Version(Record):
    """A version of a model: `type` is custom_model, mlflow_model or triton_model, "" where it is not known."""

    version: str
    type: str = ""
    flavors: tuple[str, ...] = ()


class KnownModel(Record):
    """A model: `latest` is its newest version where that is stated; `all` tells that `versions` are all there are.

    `registry` is the registry that holds it, "" for a workspace.
    """

    name: str
    versions: tuple[Version, ...] = ()
    latest: str = ""
    all: bool = False
    registry: str = ""

    def version(self, text: str) -> Version | None:
        """The version of that number or text; None if it is not known."""
        return next((one for one in self.versions if one.version == text), None)

    @property
    def newest(self) -> str:
        """The highest version, "" where it is not known or versions are no numbers."""
        numbers = [one.version for one in self.versions if one.version.isdigit()]
        if self.latest.isdigit():
            numbers.append(self.latest)
        return max(numbers, key=int, default="")


class Compute(Record):
    """A compute target: its type in the words of `az` and the size of its machines."""

    name: str
    type: str = ""
    size: str = ""


class Endpoint(Record):
    """An endpoint: online or batch, and the compute that it stands on, "" where it is managed."""

    name: str
    kind: str
    compute: str = ""


class Snapshot(Record):
    """What one or several files tell.

    `workspace` and `registries` are those that they state ("" where none or several are stated). `taken` is the oldest
    date (seconds since 1970), None where a file states none. `names_complete` tells that every model of the workspace
    is among `models`; `archived` that archived ones are too, which can still be deployed.
    """

    sources: tuple[Source, ...]
    models: tuple[KnownModel, ...] = ()
    environments: tuple[str, ...] = ()
    computes: tuple[Compute, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    workspace: str = ""
    registries: tuple[str, ...] = ()
    taken: float | None = None
    names_complete: bool = False
    archived: bool = False

    def model(self, name: str, registry: str = "") -> KnownModel | None:
        """The model of a name, in the workspace or in a registry."""
        return next((one for one in self.models if one.name == name and one.registry == registry), None)

    def age_days(self, now: float) -> float | None:
        """Days since it was taken; None where that is not known, or lies in the future by more than a day."""
        if self.taken is None or self.taken - now > _DAY:
            return None
        return max(0.0, (now - self.taken) / _DAY)


class NoSnapshot(Record):
    """A file that is no snapshot; `why` is a clause."""

    path: str
    why: str


def read_snapshot(files: Iterable[tuple[str, bytes]]) -> Snapshot | NoSnapshot:
    """Read files (path and bytes) as one snapshot; what is wrong with the first that is none. Never raises."""
    from json import loads

    parts: list[Snapshot] = []
    for path, data in files:
        text = decode(data)
        if not isinstance(text, str):
            return NoSnapshot(path, text.reason)
        try:
            root = loads(text)
        except ValueError as error:
            return NoSnapshot(path, f"it is not JSON ({error})")
        except RecursionError:
            return NoSnapshot(path, "it is nested too deeply")
        source = Source(path, text)
        part = _own(source, root) if isinstance(root, dict) and KEY in root else _printed(source, root)
        if isinstance(part, str):
            return NoSnapshot(path, part)
        parts.append(part)
    return _joined(parts)


def _joined(parts: list[Snapshot]) -> Snapshot:
    models: dict[tuple[str, str], KnownModel] = {}
    for part in parts:
        for model in part.models:
            key = (model.name, model.registry)
            models[key] = _merged(models[key], model) if key in models else model
    workspaces = {part.workspace for part in parts if part.workspace}
    dates = [part.taken for part in parts]
    known = [date for date in dates if date is not None]
    one_workspace = len(workspaces) < 2
    return Snapshot(
        tuple(source for part in parts for source in part.sources),
        tuple(models.values()),
        tuple(dict.fromkeys(name for part in parts for name in part.environments)),
        tuple(compute for part in parts for compute in part.computes),
        tuple(endpoint for part in parts for endpoint in part.endpoints),
        workspaces.pop() if workspaces and one_workspace else "",
        tuple(dict.fromkeys(name for part in parts for name in part.registries)),
        min(known) if known and len(known) == len(dates) else None,
        one_workspace and any(part.names_complete for part in parts),
        bool(parts) and all(part.archived for part in parts),
    )


def _merged(one: KnownModel, other: KnownModel) -> KnownModel:
    versions = {version.version: version for version in (*one.versions, *other.versions)}
    latest = one.latest or other.latest
    return KnownModel(one.name, tuple(versions.values()), latest, one.all or other.all, one.registry)


# -- the file of `amllint snapshot` ----------------------------------------------------------------------------------


def _own(source: Source, root: dict[str, Any]) -> Snapshot | str:
    if root.get(KEY) != FORMAT:
        return f"it is of format {root.get(KEY)!r}, and this amllint reads {FORMAT}"
    registry, workspace = _text(root.get("registry")), _text(root.get("workspace"))
    models = []
    for item in _dicts(root.get("models")):
        versions = tuple(
            Version(_text(one.get("version")), _text(one.get("type")), _texts(one.get("flavors")))
            for one in _dicts(item.get("versions"))
        )
        models.append(KnownModel(_text(item.get("name")), versions, "", True, _text(item.get("registry"))))
    return Snapshot(
        (source,),
        tuple(models),
        tuple(_text(item.get("name")) for item in _dicts(root.get("environments"))),
        tuple(
            Compute(_text(item.get("name")), _text(item.get("type")), _text(item.get("size")))
            for item in _dicts(root.get("computes"))
        ),
        tuple(
            Endpoint(_text(item.get("name")), _text(item.get("kind")), _text(item.get("compute")))
            for item in _dicts(root.get("endpoints"))
        ),
        workspace,
        (registry,) if registry else (),
        seconds(_text(root.get("generated_at"))),
        bool(workspace),
        root.get("archived") is True,
    )


# -- what `az` prints ------------------------------------------------------------------------------------------------


def _printed(source: Source, root: object) -> Snapshot | str:
    items = _dicts(root) if isinstance(root, list) else [root] if isinstance(root, dict) else None
    if items is None or (isinstance(root, list) and len(items) < len(root)):
        return "it is neither a snapshot nor a list of models"
    models: dict[tuple[str, str], KnownModel] = {}
    workspaces: set[str] = set()
    registries: dict[str, None] = {}
    containers, integers = True, bool(items)
    for item in items:
        name = _text(item.get("name"))
        if not name or not ({"version", "latest_version", "id"} & item.keys()):
            return "it is neither a snapshot nor a list of models"
        identity = _text(item.get("id"))
        registry = _after(identity, "azureml://registries/")
        if registry:
            registries[registry] = None
        elif _after(identity, "/workspaces/"):
            workspaces.add(_after(identity, "/workspaces/"))
        version = item.get("version")
        containers = containers and version is None
        integers = integers and isinstance(version, int) and not isinstance(version, bool)
        known = KnownModel(name, _versions(item), _text(item.get("latest_version")), False, registry)
        key = (name, registry)
        models[key] = _merged(models[key], known) if key in models else known
    listed = isinstance(root, list) and bool(models)
    if listed and (integers or len(models) == 1) and not containers:
        models = {key: KnownModel(one.name, one.versions, "", True, one.registry) for key, one in models.items()}
    return Snapshot(
        (source,),
        tuple(models.values()),
        workspace=workspaces.pop() if len(workspaces) == 1 else "",
        registries=tuple(registries),
        names_complete=listed and not registries and (containers or (integers and len(models) > 1)),
    )


def _versions(item: dict[str, Any]) -> tuple[Version, ...]:
    """The version that an object stands for; none for a container, whose type says nothing either."""
    if item.get("version") is None:
        return ()
    flavors = item.get("flavors")
    return (
        Version(
            _text(item.get("version")), _text(item.get("type")), tuple(flavors) if isinstance(flavors, dict) else ()
        ),
    )


def _after(text: str, mark: str) -> str:
    """The part of a path that follows a mark."""
    _, found, rest = text.partition(mark)
    return rest.partition("/")[0] if found else ""


def seconds(text: str) -> float | None:
    """Seconds since 1970 of an ISO date and time (UTC if it states no zone); None if it is none."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
