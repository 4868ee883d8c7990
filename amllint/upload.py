"""What the v2 client uploads of a folder (facts/v2.md, section 6).

The ignore file stands in the folder's own root: `.amlignore`, or else `.gitignore`; those above and below do not count.
The v1 client honours neither.
"""

from __future__ import annotations

from .ignore_rules import IgnoreRules
from .model import Answer
from .record import Record
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .text import Span
    from .tree import Tree

_IGNORE_FILES = (".amlignore", ".gitignore")
_SECRETS = (".env", ".pem", ".pfx", ".p12", "id_rsa", "id_ed25519", ".publishsettings")
_MARKS_OF_ENVIRONMENTS = ("pyvenv.cfg", "conda-meta/history")
ENOUGH_BYTES = 100 * 1024 * 1024
"""Sizes are not counted beyond this (bytes)."""
_MOST_FILES = 20_000
_LARGEST_POINTER = 1024
"""The specification of git LFS keeps pointer files below this (bytes)."""


class Upload(Record):
    """The files of an upload: `bytes` counts up to `ENOUGH_BYTES`; `secrets` are files that hold credentials by their
    name, `environments` folders with a whole Python environment."""

    files: int
    bytes: int
    secrets: tuple[str, ...]
    environments: tuple[str, ...]


def left_out(tree: Tree, folder: str, path: str) -> Answer:
    """Whether the ignore file of an uploaded folder keeps a file below it out of the upload.

    Where the file takes something in again with `!`, the answer is unknown: the client does not read that as git does.
    """
    rules, source = _rules(tree, folder)
    if rules is None or source is None:
        return Answer("no", "the folder has no ignore file")
    at = folder
    for part in path[len(folder) :].strip("/").split("/"):
        at = f"{at}/{part}" if at else part
        if rules.match(at, at != path):
            if any(line.startswith("!") for line in source.text.splitlines()):
                return Answer("unknown", f"{source.path} takes some of it in again")
            return Answer("yes", f"{source.path} leaves `{at[len(folder) :].strip('/')}` out", _line_of(source, at))
    return Answer("no", f"{source.path} says nothing of it")


def uploaded(tree: Tree, folder: str) -> Upload:
    """What is uploaded of a folder."""
    files, size = 0, 0
    secrets: list[str] = []
    environments: list[str] = []
    for path in tree.below(folder, _MOST_FILES):
        if left_out(tree, folder, path).yes:
            continue
        files += 1
        name = path.rpartition("/")[2]
        if name.endswith(_SECRETS):
            secrets.append(path)
        environments += [path.removesuffix("/" + mark) for mark in _MARKS_OF_ENVIRONMENTS if path.endswith("/" + mark)]
        if size < ENOUGH_BYTES:
            size += tree.size(path) or 0
    return Upload(files, size, tuple(secrets), tuple(environments))


def stored_bytes(tree: Tree, path: str) -> int | None:
    """Size of a file or folder in bytes, files that git LFS keeps elsewhere with their true size; None if not there."""
    kind = tree.kind(path)
    if kind == "folder":
        return sum(stored_bytes(tree, below) or 0 for below in tree.below(path, _MOST_FILES))
    size = tree.size(path) if kind == "file" else None
    if size is None or size > _LARGEST_POINTER:
        return size
    data = tree.read(path)
    if isinstance(data, bytes) and data.startswith(b"version https://git-lfs"):
        stated = data.rpartition(b"\nsize ")[2].strip()
        return int(stated) if stated.isdigit() else size
    return size


def _rules(tree: Tree, folder: str) -> tuple[IgnoreRules | None, Source | None]:
    for name in _IGNORE_FILES:
        path = f"{folder}/{name}" if folder else name
        if tree.is_file(path):
            source = tree.source(path)
            if isinstance(source, Source):
                return IgnoreRules(folder, source.text.splitlines()), source
            return None, None
    return None, None


def _line_of(source: Source, path: str) -> Span | None:
    """The line whose pattern matches; the last one counts."""
    folder = source.path.rpartition("/")[0]
    for number in range(len(source.starts), 0, -1):
        rules = IgnoreRules(folder, [source.line(number)])
        if rules.match(path, True) or rules.match(path, False):
            return source.line_span(number)
    return None
