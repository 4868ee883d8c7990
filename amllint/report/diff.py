"""What fixes would change, as a unified diff that `git apply` takes."""

from __future__ import annotations

from ..text import decode
from .escaping import excerpt, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def diff(files: Mapping[str, tuple[bytes, bytes]], colour: bool = False) -> str:
    """The diff of files (path: bytes before and after), with the line ends that they have.

    Commands for a pipeline or terminal that stand in a file are broken; such a diff shows, but does not apply.
    """
    from difflib import unified_diff

    out = []
    for path, (before, after) in files.items():
        for line in unified_diff(_lines(before), _lines(after), f"a/{one_line(path)}", f"b/{one_line(path)}"):
            body = line.rstrip("\r\n")
            end = line[len(body) :]
            if not end.endswith("\n"):
                end += "\n\\ No newline at end of file\n"
            shown = excerpt(body)
            paint = _COLOURS.get(line[:1]) if colour else None
            out.append(f"{paint}{shown}\x1b[0m{end}" if paint else shown + end)
    return "".join(out)


def _lines(data: bytes) -> list[str]:
    """The lines with their ends; only `\\n` ends one, as for git."""
    text = decode(data)
    parts = (text if isinstance(text, str) else "").split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
