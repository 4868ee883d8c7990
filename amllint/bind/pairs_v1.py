"""Which v1 files belong to one deployment: by the command that names them, else by where they lie."""

from __future__ import annotations

from posixpath import normpath

from ..model import AssetDocument, Trigger
from ..record import Record, replace
from ..values import Entry, Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model import DocumentKind, Option
    from ..read.deploy_code import DeployCode
    from .triggers import Placed

INFERENCE: DocumentKind = "v1-inference-config"
DEPLOYMENT: DocumentKind = "v1-deployment-config"
ACTION: DocumentKind = "v1-action-parameters"
ENVIRONMENT: DocumentKind = "v1-environment"

_NEAR = 2
"""Folders between an inference and a deployment configuration that still count as lying together."""
# What a command without an inference configuration says instead, in the words of the SDK.
_IN_COMMAND = {
    "entry-script": "entry_script",
    "source-directory": "source_directory",
    "conda-file": "conda_file",
    "runtime": "runtime",
    "base-image": "base_image",
    "environment-name": "environment",
}
_UNSEEN = "\0\1\2"
"""Signs that stand in the pattern of an option for what the files do not show."""


class Pair(Record):
    """The files of one deployment and the commands that deploy it.

    Of an action's parameters both files are the same document. `folders` are those that the commands run in, empty
    where that is not known. `label` tells apart the pairs of one deployment configuration. `batch` is a parallel run
    step.
    """

    inference: AssetDocument | None
    deployment: AssetDocument | None
    triggers: tuple[Trigger, ...] = ()
    folders: tuple[str, ...] = ()
    label: str = ""
    batch: bool = False

    @property
    def anchor(self) -> AssetDocument:
        """The document that stands for the deployment."""
        anchor = self.deployment or self.inference
        assert anchor is not None, "a pair has at least one file"
        return anchor


def pairs(documents: Iterable[AssetDocument], commands: Iterable[Placed] = ()) -> tuple[Pair, ...]:
    """Which files belong together.

    `az ml model deploy` names them. Files that no command names belong together by where they lie: in one folder, an
    inference configuration goes with each deployment configuration; several of both are not paired, because any pair
    may be wrong. A deployment configuration without one beside it takes the nearest inference configuration that has
    none beside it, if it is near and the only nearest one. What stays alone is its own unit.
    """
    known = tuple(documents)
    inferences = [document for document in known if document.kind == INFERENCE]
    deployments = [document for document in known if document.kind == DEPLOYMENT]
    named = _Named(inferences, deployments)
    for placed in commands:
        if placed.command.words[0] == "model" and placed.command.words[-1] == "deploy":
            named.take(placed)
    found = [Pair(document, document) for document in known if document.kind == ACTION]
    found += named.pairs()
    free = [document for document in deployments if not any(pair.deployment is document for pair in found)]
    claimed = {id(pair.inference) for pair in found}
    for pair in _by_folder(inferences, free, claimed):
        lone = named.lone.get(id(pair.inference)) or named.lone.get(id(pair.deployment))
        found.append(replace(pair, triggers=lone.triggers, folders=lone.folders) if lone is not None else pair)
    found += [
        named.lone.get(id(inference)) or Pair(inference, None)
        for inference in inferences
        if not any(pair.inference is inference for pair in found)
    ]
    return tuple(sorted(found, key=_order))


def pairs_of_code(codes: Iterable[DeployCode]) -> Iterator[Pair]:
    """The deployments that code makes with the v1 SDK."""
    for code in codes:
        for deployed in code.deployed_v1:
            trigger = deployed.trigger
            name = literal(trigger.option("name")) if trigger is not None else None
            yield Pair(
                deployed.inference,
                deployed.deployment,
                (trigger,) if trigger is not None else (),
                trigger.folders if trigger is not None else (),
                name or "",
                deployed.batch,
            )


def _order(pair: Pair) -> tuple[str, int, str]:
    return pair.anchor.source.path, pair.anchor.node.span.start, pair.label


# -- by command ------------------------------------------------------------------------------------------------------


class _Named:
    """The pairs that commands name."""

    def __init__(self, inferences: list[AssetDocument], deployments: list[AssetDocument]) -> None:
        self._inferences = inferences
        self._deployments = deployments
        self._found: dict[tuple[int, int], Pair] = {}
        self.lone: dict[int, Pair] = {}
        """By the identity of a document: what commands say of it whose other file we do not see."""

    def pairs(self) -> list[Pair]:
        """The pairs, each once; those that share a deployment configuration are told apart by a label."""
        found = list(self._found.values())
        return [replace(pair, label=_label(pair)) if _shared(pair, found) else pair for pair in found]

    def take(self, placed: Placed) -> None:
        """Keep what one command names."""
        command = placed.command
        inference, folders = _file(placed, "inference-config-file", self._inferences)
        deployment, others = _file(placed, "deploy-config-file", self._deployments)
        trigger = Trigger(
            command.span, command.words, command.options, placed.folders, command.open, command.origin == "prose"
        )
        unseen = inference is None and command.option("inference-config-file") is not None
        if inference is None and not unseen:
            inference, folders = _stated_in(placed), placed.folders
        if inference is None and deployment is None:
            return
        both = tuple(folder for folder in folders if folder in others) if deployment is not None else folders
        pair = Pair(inference, deployment, (trigger,), both or folders or others)
        if unseen or (deployment is None and inference is not None and inference.form != "command"):
            seen = id(deployment if inference is None else inference)
            self.lone[seen] = _joined(self.lone.get(seen), pair)
        else:
            key = (id(inference), id(deployment))
            self._found[key] = _joined(self._found.get(key), pair)


def _joined(one: Pair | None, other: Pair) -> Pair:
    """Two commands that deploy the same files."""
    if one is None:
        return other
    folders = tuple(dict.fromkeys((*one.folders, *other.folders))) if one.folders and other.folders else ()
    return replace(one, triggers=(*one.triggers, *other.triggers), folders=folders)


def _file(placed: Placed, option: str, documents: list[AssetDocument]) -> tuple[AssetDocument | None, tuple[str, ...]]:
    """The document that an option of a command names, and the folders from which it does."""
    stated = placed.command.option(option)
    pattern = stated.pattern.replace("\\", "/") if stated is not None else ""
    name = pattern.rpartition("/")[2]
    if not name or any(sign in name for sign in _UNSEEN):
        return None, ()
    if not any(sign in pattern for sign in _UNSEEN):
        for document in documents:
            folders = tuple(f for f in placed.folders if normpath(f"{f}/{pattern}".lstrip("/")) == document.source.path)
            if folders:
                return document, folders
        if placed.folders:
            return None, ()
    tail = normpath(name)
    same = [document for document in documents if document.source.path.rpartition("/")[2] == tail]
    return (same[0], ()) if len(same) == 1 else (None, ())


def _stated_in(placed: Placed) -> AssetDocument | None:
    """The inference configuration that a command's own options make up; None if it names no script."""
    command = placed.command
    entries = tuple(
        Entry(option.span, _IN_COMMAND[option.name], option.value)
        for option in command.options
        if option.name in _IN_COMMAND and option.value is not None
    )
    if not any(entry.key_data == "entry_script" for entry in entries):
        return None
    return AssetDocument(INFERENCE, command.source, Mapping(command.span, entries), "command", placed.folders)


def _shared(pair: Pair, pairs: list[Pair]) -> bool:
    return pair.deployment is not None and sum(other.deployment is pair.deployment for other in pairs) > 1


def _label(pair: Pair) -> str:
    return pair.inference.source.path.rpartition("/")[2] if pair.inference is not None else ""


def literal(option: Option | None) -> str | None:
    """The text of an option's value, if the files show it."""
    value = option.value if option is not None else None
    return value.text if isinstance(value, Scalar) else None


# -- by folder -------------------------------------------------------------------------------------------------------


def _by_folder(inferences: list[AssetDocument], deployments: list[AssetDocument], claimed: set[int]) -> Iterator[Pair]:
    """The pairs of deployment configurations that no command names; one without an inference configuration too.

    Of several inference configurations those are taken that no command has claimed, if there are any.
    """
    own = {id(d): [i for i in inferences if _folder(i) == _folder(d)] for d in deployments}
    beside = {id(i) for several in own.values() for i in several}
    for deployment in deployments:
        here = [i for i in own[id(deployment)] if id(i) not in claimed] or own[id(deployment)]
        others = [d for d in deployments if _folder(d) == _folder(deployment)]
        if not here:
            here = _nearest(deployment, [i for i in inferences if id(i) not in beside])
        elif len(here) > 1 and len(others) > 1:
            here = []
        for inference in here:
            label = inference.source.path.rpartition("/")[2] if len(here) > 1 else ""
            yield Pair(inference, deployment, label=label)
        if not here:
            yield Pair(None, deployment)


def _folder(document: AssetDocument) -> str:
    return document.source.path.rpartition("/")[0]


def _nearest(deployment: AssetDocument, inferences: list[AssetDocument]) -> list[AssetDocument]:
    distances = [_distance(_folder(deployment), _folder(inference)) for inference in inferences]
    near = [i for i, distance in zip(inferences, distances) if distance == min(distances) and distance <= _NEAR]
    return near if len(near) == 1 else []


def _distance(one: str, other: str) -> int:
    here, there = one.split("/") if one else [], other.split("/") if other else []
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    return len(here) + len(there) - 2 * shared
