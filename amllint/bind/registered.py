"""Which models are registered, as far as the project, its configuration and a snapshot tell.

Files are searched only when a rule asks, and parsed only where their bytes hold a call that registers.
"""

from __future__ import annotations

from ..model import Answer, AssetDocument
from ..spelling import nearest
from ..text import Source
from .assets import scalar_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..model import BoundUnit
    from ..read.registrations import Registration
    from ..read.snapshot import KnownModel, Snapshot
    from ..text import Span
    from ..tree import Tree

_CODE = (".py", ".ipynb")
_SLIP = 0.87
"""Likeness from which on one name is taken for a slip of the other; `credit-model` and `credit_modle` have 0.92."""
_SETTINGS = ("config.json", ".azureml/config.json", "aml_config/config.json", ".cloud/.azure/workspace.json")


class Dated:
    """A snapshot with its age (days, None where it is not known) and the age at which it is stale."""

    def __init__(self, snapshot: Snapshot, age: float | None, stale_after: int) -> None:
        self.snapshot = snapshot
        self.age = age
        self.fresh = age is not None and age <= stale_after

    @property
    def told(self) -> str:
        """The snapshot with its workspace and its age, for messages."""
        known = self.snapshot
        where = known.workspace or ", ".join(known.registries)
        if self.age is None:
            age = "of unknown age"
        else:
            days = int(self.age)
            age = "of today" if days == 0 else f"{days} day{'s' if days > 1 else ''} old"
        return f"the snapshot{f' of {where}' if where else ''} ({age})"


class Registered:
    """Answers whether a model is registered.

    `documents` are those of the project and what its commands register, `hidden` is a clause where a command registers
    a model under a name that the files do not show. `configured` holds `NAME` or `NAME:VERSION`. `workspace` is the
    one that the configuration says the project deploys to.
    """

    def __init__(
        self,
        tree: Tree,
        documents: Iterable[AssetDocument] = (),
        hidden: str = "",
        configured: tuple[str, ...] = (),
        snapshot: Callable[[], Dated | None] = lambda: None,
        workspace: str | None = None,
    ) -> None:
        self._tree = tree
        self._documents = tuple(document for document in documents if document.kind == "model")
        self._hidden = hidden
        self._configured = configured
        self._make_snapshot = snapshot
        self._workspace = workspace
        self._known: dict[str, list[Registration]] | None = None
        self._settings: str | None = None

    @property
    def snapshot(self) -> Dated | None:
        """The snapshot, if there is one."""
        return self._make_snapshot()

    # -- the project -----------------------------------------------------------------------------------------------

    @property
    def registrations(self) -> dict[str, list[Registration]]:
        """What the project registers, by name."""
        if self._known is None:
            self._known = {}
            for found in (*self._from_documents(), *self._from_code()):
                if found.name is None:
                    self._hidden = self._hidden or f"{found.by} registers a model whose name is not known"
                else:
                    self._known.setdefault(found.name, []).append(found)
        return self._known

    @property
    def hidden(self) -> str:
        """Why something of unknown name may be registered too; "" where nothing is."""
        _ = self.registrations
        return self._hidden

    def _from_documents(self) -> Iterable[Registration]:
        from ..read.registrations import Registration

        for document in self._documents:
            node = document.node
            span = named.span if (named := node.get("name")) is not None else node.span
            version = scalar_text(node.get("version"))
            yield Registration(document.name, span, f"{document.source.path} registers it", version)

    def _from_code(self) -> Iterable[Registration]:
        from ..read.registrations import NEEDLES, read_registrations

        before, self._tree.recorded = self._tree.recorded, None  # a search looks at all files and depends on none
        try:
            for path in self._tree.walk():
                if path.endswith(_CODE):
                    data = self._tree.read(path)
                    if isinstance(data, bytes) and any(needle in data for needle in NEEDLES):
                        source = self._tree.source(path)
                        yield from read_registrations(source) if isinstance(source, Source) else ()
                    self._tree.forget(path)
        finally:
            self._tree.recorded = before

    # -- answers ---------------------------------------------------------------------------------------------------

    def find(self, name: str, unit: BoundUnit, registry: str = "") -> Answer:
        """Whether a model is registered where a unit is deployed; `near` are registered names that may be meant.

        *No* only where a fresh snapshot of the unit's own workspace says so, and nothing in the project registers it.
        """
        own = self._in_project(name) if not registry else None
        if own is not None:
            return own
        dated = self.snapshot
        listed: tuple[str, ...] = ()
        if dated is not None:
            if dated.snapshot.model(name, registry) is not None:
                return Answer("yes", f"{dated.told} has it", _place(dated))
            listed = tuple(one.name for one in dated.snapshot.models if one.registry == registry)
            if not registry and self._proves_absence(dated, name, unit):
                near = nearest(name, (*listed, *self.registrations))
                return Answer("no", f"{dated.told} has no model of this name", _place(dated), near=near)
        near = (
            tuple(one for one in nearest(name, listed) if _alike(one, name))
            if registry
            else self._near(name, unit, listed)
        )
        if near and near[0] in self.registrations:
            return Answer(
                "unknown", "nothing in the project registers it", self.registrations[near[0]][0].span, near=near
            )
        why = (
            f"{dated.told} has none, and nothing in the project registers it"
            if dated is not None
            else "nothing in the project registers it"
        )
        return Answer("unknown", why, None, near=near)

    def _in_project(self, name: str) -> Answer | None:
        if any(entry.partition(":")[0] == name for entry in self._configured):
            return Answer("yes", "the configuration lists it")
        found = self.registrations.get(name)
        return Answer("yes", found[0].by, found[0].span) if found else None

    def _proves_absence(self, dated: Dated, name: str, unit: BoundUnit) -> bool:
        snapshot = dated.snapshot
        if not (snapshot.names_complete and snapshot.archived and self._proves(dated, unit)):
            return False
        return not self.hidden and not self._spoken_of(name, unit)

    def find_version(self, name: str, version: str, unit: BoundUnit, registry: str = "") -> Answer:
        """Whether a version of a registered model is; `near` are versions that are known, the highest last.

        *No* only where a fresh snapshot of the unit's own workspace lists its versions.
        """
        dated = self.snapshot
        model = dated.snapshot.model(name, registry) if dated is not None else None
        if dated is not None and model is not None:
            if model.version(version) is not None:
                return Answer("yes", f"{dated.told} has it", _place(dated))
            answer = self._version_in_snapshot(dated, model, version, not registry and self._proves(dated, unit))
            if answer.no:
                return answer
        if any(entry == f"{name}:{version}" for entry in self._configured):
            return Answer("yes", "the configuration lists it")
        found = self.registrations.get(name, []) if not registry else []
        if any(one.version in (None, version) for one in found):
            return Answer("yes", found[0].by, found[0].span)
        if dated is not None and model is not None:
            return answer
        versions = tuple(dict.fromkeys(one.version for one in found if one.version is not None))
        if not versions:
            return Answer("unknown", "which versions there are is not known")
        return Answer("unknown", f"the project registers version {', '.join(versions)}", found[0].span, near=versions)

    def _version_in_snapshot(self, dated: Dated, model: KnownModel, version: str, proven: bool) -> Answer:
        versions = tuple(one.version for one in model.versions)[-3:]
        beyond = version.isdigit() and model.newest.isdigit() and int(version) > int(model.newest)
        if not model.all and not beyond:
            return Answer("unknown", f"{dated.told} does not list its versions")
        known = versions or (model.newest,)
        why = f"{dated.told} has version {', '.join(known)} of it"
        # A version that the project registers next is newer than all that the snapshot knows.
        made_next = beyond and (self.hidden or model.name in self.registrations)
        if proven and not made_next and (dated.snapshot.archived or beyond):
            return Answer("no", why, _place(dated), near=known)
        return Answer("unknown", why, _place(dated), near=() if made_next else known)

    def newer(self, name: str, version: str) -> Answer:
        """Whether the snapshot knows a newer version of a model; the value is that version."""
        dated = self.snapshot
        model = dated.snapshot.model(name) if dated is not None else None
        if dated is None or model is None or not version.isdigit() or not model.newest:
            return Answer("unknown", "no snapshot knows it")
        if int(model.newest) > int(version):
            return Answer("yes", dated.told, _place(dated), model.newest)
        return Answer("no", f"{dated.told} knows none")

    def type_of(self, name: str, version: str | None) -> Answer:
        """The type of a registered model; the value is custom_model, mlflow_model or triton_model."""
        dated = self.snapshot
        model = dated.snapshot.model(name) if dated is not None else None
        if dated is None or model is None:
            return Answer("unknown", "no snapshot knows it")
        found = model.version(version or model.newest)
        if found is None or not found.type:
            return Answer("unknown", f"{dated.told} does not state its type")
        return Answer("yes", dated.told, _place(dated), found.type)

    # -- the workspace ---------------------------------------------------------------------------------------------

    def _proves(self, dated: Dated, unit: BoundUnit) -> bool:
        """Whether the snapshot is fresh and of the workspace that a unit is deployed to."""
        workspace = dated.snapshot.workspace
        return dated.fresh and bool(workspace) and self.workspace_of(unit).value == workspace

    def workspace_of(self, unit: BoundUnit) -> Answer:
        """The workspace that a unit is deployed to, as its commands, the configuration or config.json state it."""
        from re import findall

        names: list[str] = []
        for trigger in unit.triggers:
            text = trigger.span.text.replace("\\\n", " ")
            names += findall(r"(?:--workspace-name|--workspace|(?<=\s)-w)[ =]+[\"']?([\w.$({-]+)", text)
        if not names:
            for path in dict.fromkeys(trigger.span.path for trigger in unit.triggers):
                source = self._tree.source(path)
                text = source.text if isinstance(source, Source) else ""
                names += findall(r"az configure[^\n]*\bworkspace=[\"']?([\w.$({-]+)", text)
        if names:
            one = set(names)
            plain = len(one) == 1 and not any(sign in names[0] for sign in "$({")
            if plain:
                return Answer("yes", "the command names it", unit.triggers[0].span, names[0])
        if self._workspace:
            return Answer("yes", "the configuration names it", value=self._workspace)
        if names:
            return Answer("unknown", "its name is known only when the command runs")
        stated = self._stated_workspace()
        return Answer("yes", "config.json names it", value=stated) if stated else Answer("unknown", "no file names it")

    def _stated_workspace(self) -> str:
        if self._settings is None:
            from re import search

            self._settings = ""
            for path in _SETTINGS:
                source = self._tree.source(path) if self._tree.is_file(path) else None
                found = (
                    search(r'"workspace_name"\s*:\s*"([\w.-]+)"', source.text) if isinstance(source, Source) else None
                )
                if found is not None:
                    self._settings = found[1]
                    break
        return self._settings

    # -- names -----------------------------------------------------------------------------------------------------

    def _near(self, name: str, unit: BoundUnit, listed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A registered name that may be meant; none where anything else in the project speaks of this one."""
        configured = (entry.partition(":")[0] for entry in self._configured)
        candidates = tuple(dict.fromkeys((*listed, *self.registrations, *configured)))
        near = nearest(name, candidates)
        if not near or _numbered(near[0]) == _numbered(name) or not _alike(near[0], name):
            return ()
        return () if self._spoken_of(name, unit) else near

    def _spoken_of(self, name: str, unit: BoundUnit) -> bool:
        """Whether a file that does not belong to the unit speaks of a model's name, and so may register it."""
        own = unit.read_set | {reference.span.path for reference in unit.references}
        return any(
            path not in own and not path.endswith((".md", ".txt")) and _as_word(line, name)
            for path, line in self._tree.lines_with(name, unit.path.rpartition("/")[0])
        )


def _place(dated: Dated) -> Span:
    return dated.snapshot.sources[0].span(0, 0)


def _numbered(name: str) -> str:
    """A name without its digits: `credit-1` and `credit-2` are two models."""
    return "".join(char for char in name if not char.isdigit())


def _alike(one: str, other: str) -> bool:
    """Whether two names differ by a slip only: many real names share their beginnings and ends."""
    from difflib import SequenceMatcher

    plain = [name.lower().replace("_", "-").replace(".", "-") for name in (one, other)]
    likeness: float = SequenceMatcher(None, plain[0], plain[1], autojunk=False).ratio()
    return likeness >= _SLIP


def _as_word(line: str, name: str) -> bool:
    """Whether a line holds a name by itself and not as a part of a longer one."""
    at = line.find(name)
    while at >= 0:
        before, after = line[at - 1 : at] if at else "", line[at + len(name) : at + len(name) + 1]
        if not (before.isalnum() or before in ("-", "_")) and not (after.isalnum() or after in ("-", "_")):
            return True
        at = line.find(name, at + 1)
    return False
