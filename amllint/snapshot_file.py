"""The snapshot that a run uses: found by the settings, read once, with its age."""

from __future__ import annotations

import os

from .bind.registered import Dated
from .model import ReadProblem
from .record import Record
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .config import Config


class SnapshotFile(Record):
    """A snapshot, None where there is none that can be read; `problems` say what is wrong with it."""

    dated: Dated | None = None
    problems: tuple[ReadProblem, ...] = ()


def read_snapshot_file(root: str, config: Config, now: float | None = None) -> SnapshotFile:
    """Read what `snapshot` in the settings names: a file, or a folder whose .json files count together.

    Several paths may stand in one text, separated as in PATH. A path in a configuration file counts from its folder,
    another from `root`. `now` is the time in seconds since 1970.
    """
    if config.snapshot is None:
        return SnapshotFile()
    from time import time

    from .read.snapshot import NoSnapshot, read_snapshot

    base = root
    if config.path is not None and config.origin.get("snapshot") == config.path:
        base = os.path.dirname(os.path.abspath(config.path))
    files: list[tuple[str, bytes]] = []
    for path in _paths(os.path.join(base, config.snapshot), base):
        shown = _shown(path, root)
        try:
            with open(path, "rb") as file:
                files.append((shown, file.read()))
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            return SnapshotFile(None, (_problem(Source(shown, ""), f"{shown} cannot be read: {why}"),))
    if not files:
        shown = _shown(os.path.join(base, config.snapshot), root)
        return SnapshotFile(None, (_problem(Source(shown, ""), f"{shown} holds no .json file"),))
    snapshot = read_snapshot(files)
    if isinstance(snapshot, NoSnapshot):
        source = Source(snapshot.path, "")
        return SnapshotFile(None, (_problem(source, f"{snapshot.path} is no snapshot: {snapshot.why}"),))
    dated = Dated(snapshot, snapshot.age_days(time() if now is None else now), config.max_snapshot_age_days)
    problems = (_problem(snapshot.sources[0], _stale(dated, config.max_snapshot_age_days)),) if not dated.fresh else ()
    return SnapshotFile(dated, problems)


def _paths(stated: str, base: str) -> list[str]:
    parts = [stated]
    if not os.path.exists(stated) and os.pathsep in stated:
        parts = [os.path.join(base, part) for part in stated.split(os.pathsep) if part]
    found: list[str] = []
    for part in parts:
        if os.path.isdir(part):
            found += sorted(os.path.join(part, name) for name in os.listdir(part) if name.endswith(".json"))
        else:
            found.append(part)
    return found


def _shown(path: str, root: str) -> str:
    """A path as findings name it: from the root where it lies below it."""
    relative = os.path.relpath(path, root) if os.path.splitdrive(path)[0] == os.path.splitdrive(root)[0] else path
    return (path if relative.startswith("..") else relative).replace(os.sep, "/")


def _stale(dated: Dated, days: int) -> str:
    if dated.age is None:
        return f"{dated.told} states no date, so it proves nothing: make one with `amllint snapshot`"
    return f"{dated.told} is older than {days} days, so it proves nothing: renew it with `amllint snapshot`"


def _problem(source: Source, message: str) -> ReadProblem:
    return ReadProblem(message, source.span(0, 0), "invalid")
