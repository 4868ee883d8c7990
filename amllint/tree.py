"""The files of the linted project: the only place that opens them.

Paths are relative to the root, with forward slashes. Names are compared exactly, from the folders' own listings, also
on disks that do not care about case: the container's disk does. Files in memory (editor buffers, staged files) may be
laid over those on disk. Nothing outside the root is read or told.
"""

from __future__ import annotations

import os
from posixpath import join as join_path
from posixpath import normpath

from .ignore_rules import IgnoreRules
from .record import Record
from .text import Source, Undecodable, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Literal, TypeVar

    from .mentions import Mentions

    Kind = Literal["file", "folder", "outside"]
    T = TypeVar("T")

LARGEST_TEXT = 50 * 1024 * 1024
"""Texts above this many bytes are not read (bytes)."""

_KEPT = 32 * 1024
"""Files up to this many bytes are kept in memory once read."""

NEVER_WALKED = frozenset(
    {
        ".git", ".hg", ".svn", ".bzr", "__pycache__", "node_modules", "site-packages", ".venv", ".tox", ".nox",
        ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".ipynb_checkpoints", ".eggs", "mlruns",
        ".terraform", ".idea", ".vscode-test",
    }
)  # fmt: skip
"""Folders that discovery passes by; look-ups do not."""


class Unreadable(Record):
    """A file that cannot be read; `reason` is a clause."""

    reason: str


class Tree:
    """A folder with an overlay; every question is answered from listings and files that are read once.

    Files and folders in `hidden` are on disk and yet not there: git would not commit them.
    While `recorded` is a set, every path that a question is about is added to it: that is a unit's read set.
    """

    def __init__(self, root: str, overlay: Mapping[str, bytes] | None = None, hidden: Iterable[str] = ()) -> None:
        self.root = os.path.abspath(root)
        self._real_root = os.path.realpath(self.root)
        self._overlay = dict(overlay or {})
        self._hidden = frozenset(hidden)
        self._listings: dict[str, dict[str, Kind]] = {}
        self._bytes: dict[str, bytes | Unreadable] = {}
        self._sources: dict[str, Source | Undecodable | Unreadable] = {}
        self._ignore_rules: dict[str, IgnoreRules | None] = {}
        self._mentions: Mentions | None = None
        self._made: dict[str, object] = {}
        self._walked: tuple[str, ...] | None = None
        self.exclude: IgnoreRules | None = None
        self.recorded: set[str] | None = None

    # -- existence -----------------------------------------------------------------------------------------------

    def resolve(self, base: str, reference: str) -> str | None:
        """Path of `reference` seen from the folder `base`; None if it is absolute or leads outside the root."""
        if reference.startswith("/") or reference[1:3] in (":\\", ":/"):
            return None
        path = normpath(join_path(base, reference))
        if path == ".." or path.startswith("../"):
            return None
        return "" if path == "." else path

    def kind(self, path: str) -> Kind | None:
        """What a path is: file, folder, outside (a link that leads out of the root), or None if it is not there."""
        if self.recorded is not None:
            self.recorded.add(path)
        if path in ("", "."):
            return "folder"
        folder, _, name = path.rpartition("/")
        if folder and self.kind(folder) != "folder":
            return None
        return self.entries(folder).get(name)

    def is_file(self, path: str) -> bool:
        """Whether the path is a file."""
        return self.kind(path) == "file"

    def is_folder(self, path: str) -> bool:
        """Whether the path is a folder."""
        return self.kind(path) == "folder"

    def entries(self, folder: str) -> dict[str, Kind]:
        """Names in a folder with their kinds, overlay included; empty if the folder is not there."""
        known = self._listings.get(folder)
        if known is None:
            known = self._listings[folder] = self._list(folder)
        return known

    def _list(self, folder: str) -> dict[str, Kind]:
        found: dict[str, Kind] = {}
        try:
            with os.scandir(os.path.join(self.root, folder)) as entries:
                for entry in entries:
                    try:
                        if self._hidden and self._hides(f"{folder}/{entry.name}" if folder else entry.name):
                            continue
                        if entry.is_symlink() and not self._inside(entry.path):
                            found[entry.name] = "outside"
                        else:
                            found[entry.name] = "folder" if entry.is_dir() else "file"
                    except OSError:
                        continue
        except (OSError, ValueError):
            pass
        prefix = folder + "/" if folder else ""
        for path in self._overlay:
            if path.startswith(prefix):
                name, _, below = path[len(prefix) :].partition("/")
                found[name] = "folder" if below else "file"
        return found

    def _hides(self, path: str) -> bool:
        """Whether a path, or a folder above it, is hidden."""
        while path:
            if path in self._hidden:
                return True
            path = path.rpartition("/")[0]
        return False

    def _inside(self, path: str) -> bool:
        real = os.path.realpath(path)
        return real == self._real_root or real.startswith(self._real_root + os.sep)

    def size(self, path: str) -> int | None:
        """Size of a file in bytes, or of all files below a folder; None if it is not there."""
        kind = self.kind(path)
        if kind == "file":
            if path in self._overlay:
                return len(self._overlay[path])
            try:
                return os.stat(os.path.join(self.root, path)).st_size
            except OSError:
                return None
        if kind == "folder":
            return sum(self.size(below) or 0 for below in self.below(path))
        return None

    def below(self, folder: str, most: int = 20_000) -> tuple[str, ...]:
        """Files below a folder, sorted, links to folders not followed, at most `most` of them."""
        found: list[str] = []
        waiting = [folder]
        while waiting and len(found) < most:
            at = waiting.pop()
            prefix = at + "/" if at else ""
            for name, kind in self.entries(at).items():
                if kind == "file":
                    found.append(prefix + name)
                elif kind == "folder" and not os.path.islink(os.path.join(self.root, prefix + name)):
                    waiting.append(prefix + name)
        return tuple(sorted(found))

    def near(self, path: str) -> tuple[str, ...]:
        """Paths that do exist and look like one that does not: the same name in other case, or one like it."""
        from .spelling import nearest

        folder, _, name = path.rpartition("/")
        while folder and self.kind(folder) != "folder":
            folder, _, name = folder.rpartition("/")
        prefix = folder + "/" if folder else ""
        return tuple(prefix + found for found in nearest(name, tuple(self.entries(folder))))

    # -- content -------------------------------------------------------------------------------------------------

    def read(self, path: str) -> bytes | Unreadable:
        """The bytes of a file, or why they cannot be had."""
        known = self._bytes.get(path)
        if known is None:
            known = self._bytes[path] = self._read(path)
        return known

    def _read(self, path: str) -> bytes | Unreadable:
        if self.recorded is not None:
            self.recorded.add(path)
        if path in self._overlay:
            return self._overlay[path]
        if self._hidden and self._hides(path):
            return Unreadable("it is not staged")
        full = os.path.join(self.root, path)
        try:
            handle = os.open(full, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        except (OSError, ValueError) as error:
            return Unreadable(getattr(error, "strerror", None) or "it cannot be opened")
        try:
            status = os.fstat(handle)
            if status.st_mode & 0o170000 != 0o100000:
                return Unreadable("it is no regular file")
            if status.st_size > LARGEST_TEXT:
                return Unreadable(f"it is larger than {LARGEST_TEXT >> 20} MiB")
            data = os.read(handle, status.st_size + 1)
            if len(data) != status.st_size:  # it grew, or came in parts
                while len(data) <= LARGEST_TEXT and (more := os.read(handle, 1 << 20)):
                    data += more
            return data
        except OSError as error:
            return Unreadable(error.strerror or "it cannot be read")
        finally:
            os.close(handle)

    def source(self, path: str) -> Source | Undecodable | Unreadable:
        """The text of a file, or why there is none."""
        if self.recorded is not None:
            self.recorded.add(path)
        known = self._sources.get(path)
        if known is None:
            data = self.read(path)
            text = data if isinstance(data, Unreadable) else decode(data)
            known = self._sources[path] = Source(path, text) if isinstance(text, str) else text
        return known

    def sources(self) -> tuple[Source, ...]:
        """All texts that were read, in the order of their paths."""
        return tuple(source for _, source in sorted(self._sources.items()) if isinstance(source, Source))

    def forget(self, path: str) -> None:
        """Drop the bytes of a file that turned out not to matter, if it is large: a search may want a small one."""
        data = self._bytes.get(path)
        if not isinstance(data, bytes) or len(data) > _KEPT:
            self._bytes.pop(path, None)

    # -- walking -------------------------------------------------------------------------------------------------

    def walk(self) -> tuple[str, ...]:
        """All files that discovery looks at, sorted: without caches, environments, and what git ignores."""
        if self._walked is None:
            found: list[str] = []
            self._walk("", (), found)
            found.extend(path for path in self._overlay if path not in set(found))
            self._walked = tuple(sorted(found))
        return self._walked

    def _walk(self, folder: str, rules: tuple[IgnoreRules, ...], found: list[str]) -> None:
        waiting = [(folder, rules)]
        while waiting:
            at, rules = waiting.pop()
            entries = self.entries(at)
            if "pyvenv.cfg" in entries:
                continue
            own = self._rules_of(at)
            if own:
                rules = (*rules, own)
            prefix = at + "/" if at else ""
            for name, kind in entries.items():
                path = prefix + name
                if kind == "folder":
                    if name in NEVER_WALKED or _ignored(rules, path, True):
                        continue
                    if self.exclude and self.exclude.match(path, True):
                        continue
                    if not os.path.islink(os.path.join(self.root, path)):
                        waiting.append((path, rules))
                elif kind == "file" and not _ignored(rules, path, False):
                    if not (self.exclude and self.exclude.match(path, False)):
                        found.append(path)

    def _rules_of(self, folder: str) -> IgnoreRules | None:
        if folder not in self._ignore_rules:
            rules = None
            path = f"{folder}/.gitignore" if folder else ".gitignore"
            if self.entries(folder).get(".gitignore") == "file":
                source = self.source(path)
                if isinstance(source, Source):
                    rules = IgnoreRules(folder, source.text.splitlines())
            self._ignore_rules[folder] = rules
        return self._ignore_rules[folder]

    def ignored(self, path: str) -> bool:
        """Whether git would ignore a path (it need not exist): then its absence means nothing."""
        rules: tuple[IgnoreRules, ...] = ()
        at = ""
        parts = path.split("/")
        for number, part in enumerate(parts):
            own = self._rules_of(at)
            if own:
                rules = (*rules, own)
            at = f"{at}/{part}" if at else part
            if _ignored(rules, at, number < len(parts) - 1):
                return True
        return False

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, worked out when first asked for: facts of a whole project that many units ask about."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]  # type: ignore[assignment]
        return made

    # -- mentions ------------------------------------------------------------------------------------------------

    @property
    def mentions(self) -> Mentions:
        """The texts of the project, to be searched."""
        if self._mentions is None:
            from .mentions import Mentions

            self._mentions = Mentions(self)
        return self._mentions

    def lines_with(self, text: str, near: str | None = None) -> tuple[tuple[str, str], ...]:
        """Lines of walked texts that contain `text`, as (path, line); `near` limits the search (see `mentions`)."""
        return self.mentions.lines(text, near)

    def peek(self, path: str) -> bytes:
        """The bytes of a file, b"" if it cannot be read: not kept, and no part of a read set."""
        before, self.recorded = self.recorded, None
        try:
            data = self._bytes[path] if path in self._bytes else self._read(path)
        finally:
            self.recorded = before
        return data if isinstance(data, bytes) else b""


def _ignored(rules: tuple[IgnoreRules, ...], path: str, is_folder: bool) -> bool:
    """Git's answer for one path whose parents are not ignored: the last file that says anything decides."""
    for own in reversed(rules):
        answer = own.match(path, is_folder)
        if answer is not None:
            return answer
    return False
