"""The bytes of files with edits applied, and how they reach the disk: all of them or none."""

from __future__ import annotations

import os

from ..finding import Edit
from ..text import Source, decode
from .markup import disturbed, is_markup
from .places import Unfixable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


class WriteError(OSError):
    """Files that could not be written; none of them was changed. The argument is a sentence."""


def edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes of a file with edits applied, which are in order and do not overlap.

    Byte order mark, encoding and every character outside the edits stay. Raise Unfixable where the bytes are not those
    that the edits were made for, a comment would be lost, or a value that no edit touches would change.
    """
    source = edits[0].span.source
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if decode(data) != source.text or mark + source.text.encode(encoding) != data:
        raise Unfixable("the file has changed since it was read")
    text = applied(source, edits)
    for edit in edits:
        if is_markup(source.path) or not source.path.endswith(".ipynb"):
            _keeps_comments(edit)
    if is_markup(source.path):
        reason = disturbed(source, text, edits)
        if reason is not None:
            raise Unfixable(reason)
    return mark + text.encode(encoding)


def applied(source: Source, edits: Iterable[Edit]) -> str:
    """The text with edits applied, which are in order and do not overlap."""
    parts = []
    at = 0
    for edit in edits:
        parts += [source.text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join(parts) + source.text[at:]


def _keeps_comments(edit: Edit) -> None:
    """Raise Unfixable if a comment would be lost; an edit that begins with one is meant to remove it."""
    import re

    removed = edit.span.text
    if removed.lstrip().startswith(("#", "//")):
        return
    for line in re.sub(r"(?<!\w)([\"']).*?\1", "", removed).splitlines():
        comment = re.search(r"(?:^|\s)#.*", line)
        if comment and comment[0].strip() not in edit.text:
            raise Unfixable(f"the comment `{comment[0].strip()}` would be lost")


def write(root: str, files: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Write the files (path relative to the root: bytes before and after), all of them or none.

    Each is written beside its place and put there at once, with its mode kept; a link stays a link. Raise WriteError if
    one cannot be written or was changed by somebody else since.
    """
    places = {path: os.path.realpath(os.path.join(root, *path.split("/"))) for path in files}
    waiting: list[tuple[str, str]] = []
    done: list[str] = []
    try:
        for path, (before, after) in files.items():
            if _bytes(places[path]) != before:
                raise WriteError(f"{path} was changed by another program; nothing was written")
            waiting.append((_beside(places[path], after), path))
        while waiting:
            beside, path = waiting[0]
            os.replace(beside, places[path])
            done.append(path)
            del waiting[0]
    except OSError as error:
        for beside, _ in waiting:
            _quietly(lambda beside=beside: os.unlink(beside))  # type: ignore[misc]
        for path in done:
            _quietly(lambda path=path: os.replace(_beside(places[path], files[path][0]), places[path]))  # type: ignore[misc]
        if isinstance(error, WriteError):
            raise
        raise WriteError(f"{error.filename} cannot be written ({error.strerror}); nothing was changed") from error


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _beside(path: str, data: bytes) -> str:
    """Write bytes to a new file in the folder of `path`, with its mode; return the new file's path."""
    from tempfile import mkstemp

    handle, beside = mkstemp(prefix=".amllint-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, os.stat(path).st_mode & 0o7777)
    except OSError:
        os.unlink(beside)
        raise
    return beside


def _quietly(action: Callable[[], None]) -> None:
    """Undo one step; that undoing fails too is of no help to tell."""
    from contextlib import suppress

    with suppress(OSError):
        action()
