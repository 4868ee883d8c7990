"""Documents embedded in another text: heredocs of a script, files that notebook cells write."""

from __future__ import annotations

from bisect import bisect_right

from ..text import Place, Source


class EmbeddedSource(Source):
    """A text made of stretches of another; every place in it is a place in the outer text's file.

    `pieces` are pairs of offsets, ascending: what stands at the first in this text stands at the second in `outer`.
    `path` is that of the file that holds the text.
    """

    __slots__ = ("_inner", "_outer", "outer")

    def __init__(self, outer: Source, text: str, pieces: tuple[tuple[int, int], ...]) -> None:
        super().__init__(outer.path, text)
        self.outer = outer
        self._inner = [piece[0] for piece in pieces] or [0]
        self._outer = [piece[1] for piece in pieces] or [0]

    def outer_offset(self, offset: int) -> int:
        """The offset in the outer text of an offset in this one."""
        number = max(0, bisect_right(self._inner, offset) - 1)
        return self._outer[number] + offset - self._inner[number]

    def place(self, start: int, end: int) -> Place:
        """The place of `text[start:end]` in the file that holds it."""
        first = self.outer_offset(start)
        last = self.outer_offset(end - 1) + 1 if end > start else first
        return self.outer.place(first, last)

    def excerpt(self, line: int) -> str:
        """Text of a line of the file that `place` speaks of."""
        return self.outer.excerpt(line)


def embedded_lines(outer: Source, start: int, end: int, indent: int = 0, tabs: bool = False) -> EmbeddedSource:
    """The lines `outer.text[start:end]` with up to `indent` leading blanks removed, or all leading tabs."""
    text = outer.text
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    inner, at = 0, start
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end + 1
        skipped = at
        most = line_end if tabs else min(at + indent, line_end)
        while skipped < most and text[skipped] == ("\t" if tabs else " "):
            skipped += 1
        pieces.append((inner, skipped))
        parts.append(text[skipped:line_end])
        inner += line_end - skipped
        at = line_end
    return EmbeddedSource(outer, "".join(parts), tuple(pieces))
