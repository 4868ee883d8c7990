"""What scripts do to files before they deploy them: copies, `sed`, `yq`, `envsubst`, heredocs."""

from __future__ import annotations

from ..record import Record
from ..text import Source
from .commands import region_at, starts_command
from .embedded import embedded_lines
from .shell_words import Region, Word, redirected_words, word_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from .command_files import Origin

    Program = Literal["copy", "sed", "yq", "envsubst", "heredoc"]

NEEDLES = (b"sed ", b"yq ", b"envsubst", b"<<")
"""Bytes without which a text rewrites nothing but by copying."""

_PROGRAMS: dict[str, Program] = {
    "cp ": "copy",
    "mv ": "copy",
    "copy ": "copy",
    "Copy-Item ": "copy",
    "sed ": "sed",
    "yq ": "yq",
    "envsubst ": "envsubst",
}
_MOST = 500


class Rewrite(Record):
    """One command that makes or changes a file.

    `writes` is the file; `reads` the one that it is made from, None where it is changed in place. `script` is what
    `sed` or `yq` is told. `content` is the text that a heredoc writes; `raw` a heredoc in which nothing is substituted.
    """

    program: Program
    source: Source
    region: Region
    start: int
    writes: Word
    reads: Word | None = None
    script: Word | None = None
    content: Source | None = None
    raw: bool = False


def read_rewrites(source: Source, origin: Origin) -> tuple[Rewrite, ...]:
    """The commands of a text that make or change files, in order."""
    if origin == "notebook":
        from .notebook import read_cells

        found = [rewrite for cell in read_cells(source) if cell.kind == "code" for rewrite in _rewrites(cell, origin)]
    else:
        found = list(_rewrites(source, origin))
    found.sort(key=lambda rewrite: rewrite.start)
    return tuple(found)


def _rewrites(source: Source, origin: Origin) -> Iterator[Rewrite]:
    text = source.text
    for needle, program in _PROGRAMS.items():
        at = text.find(needle)
        for _ in range(_MOST):
            if at < 0:
                break
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_-./\\"):
                yield from _rewrite(source, origin, program, at, at + len(needle))
            at = text.find(needle, at + 1)
    at = text.find("<<")
    for _ in range(_MOST):
        if at < 0:
            break
        if text[at + 2 : at + 3] != "<" and text[at - 1 : at] != "<":
            yield from _heredoc(source, origin, at)
        at = text.find("<<", at + 2)


def _rewrite(source: Source, origin: Origin, program: Program, at: int, behind: int) -> Iterator[Rewrite]:
    around = region_at(source.text, origin, at)
    if around is None:
        return
    region, closing = around[0], around[1]
    line_start = max(region.start, source.text.rfind("\n", 0, at) + 1)
    before = source.text[line_start:at]
    if not starts_command(before):
        return
    words, redirections, _ = redirected_words(region, behind, closing)
    arguments = [word for word in words if not (word.literal or "").startswith("-")]
    output = redirections.get(">")
    if program == "copy":
        if len(arguments) == 2:
            yield Rewrite(program, source, region, at, arguments[1], arguments[0])
        return
    if program == "envsubst":
        reads = redirections.get("<") or _piped(region, before, at)
        if output is not None and reads is not None:
            yield Rewrite(program, source, region, at, output, reads)
        return
    flags = [word.literal or "" for word in words if (word.literal or "").startswith("-")]
    yield from _edited(program, source, region, at, words, arguments, flags, output)


def _edited(
    program: Program,
    source: Source,
    region: Region,
    at: int,
    words: tuple[Word, ...],
    arguments: list[Word],
    flags: list[str],
    output: Word | None,
) -> Iterator[Rewrite]:
    """`sed` and `yq`: in place, or from one file into another."""
    if program == "yq":
        arguments = [word for word in arguments if word.literal not in ("eval", "e", "w", "write")]
    if not arguments:
        return
    in_place = any(flag.startswith(("-i", "--in")) or (flag.startswith("-") and flag[1:2] != "-" and "i" in flag)
                   for flag in flags) or any(word.literal == "w" for word in words[:1])  # fmt: skip
    script, files = arguments[0], arguments[1:]
    if in_place:
        for file in files:
            yield Rewrite(program, source, region, at, file, None, script)
    elif output is not None and files:
        yield Rewrite(program, source, region, at, output, files[-1], script)


def _piped(region: Region, before: str, at: int) -> Word | None:
    """The file of `cat file |` before a command."""
    position = before.rfind("cat ")
    if position < 0 or not before.rstrip().endswith("|"):
        return None
    return word_at(region, at - len(before) + position + 4)


def _heredoc(source: Source, origin: Origin, at: int) -> Iterator[Rewrite]:
    """`cat > file <<EOF`, `cat <<EOF > file`, `tee file <<EOF`: the file with its text."""
    text = source.text
    around = region_at(text, origin, at)
    if around is None:
        return
    region = around[0]
    tabs = text[at + 2 : at + 3] == "-"
    name_at = at + 2 + tabs
    while text[name_at : name_at + 1] == " ":
        name_at += 1
    delimiter = word_at(region, name_at)
    name = delimiter.literal
    if not name or not name.replace("_", "").isalnum():
        return
    line_start = max(region.start, text.rfind("\n", 0, at) + 1)
    line_end = text.find("\n", at)
    target = _target(region, line_start, line_end)
    if target is None or line_end < 0:
        return
    body, close = line_end + 1, line_end + 1
    while close < region.end:
        end = text.find("\n", close)
        end = region.end if end < 0 else min(end, region.end)
        if text[close:end].strip() == name:
            indent = len(text[close:end]) - len(text[close:end].lstrip())
            content = embedded_lines(source, body, close, 0 if tabs else indent, tabs)
            raw = text[name_at] in "'\"\\"
            yield Rewrite("heredoc", source, region, at, target, content=content, raw=raw)
            return
        close = end + 1


def _target(region: Region, start: int, end: int) -> Word | None:
    """The file that a line writes: the target of `>`, or the argument of `tee`."""
    text = region.text
    position = text.find(">", start, end)
    if position >= 0 and text[position + 1 : position + 2] != ">":
        position += 1
        while text[position : position + 1] == " ":
            position += 1
        return word_at(region, position)
    position = text.find("tee ", start, end)
    return word_at(region, position + 4) if position >= 0 else None
