"""Source text of the linted project: a file or a part of one, and places in it."""

from __future__ import annotations

from bisect import bisect_right

from .record import Record


class Cell(Record):
    """A notebook cell: `index` counts all cells from 0, `line` counts from 1 within the cell's source."""

    index: int
    line: int


class Place(Record):
    """Where something is, as people read it: lines and columns (code points) count from 1, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: Cell | None = None


class Source:
    """One text: a file of the project, or a document embedded in one (a subclass maps it back to its file).

    `path` is relative to the root with forward slashes; `text` is decoded, without a byte order mark. Offsets count
    code points in `text`. A line ends at `\\n`; carriage returns before it belong to the line's end.
    """

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def starts(self) -> list[int]:
        """Offsets at which the lines start."""
        if self._starts is None:
            starts, at = [0], self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset; offsets beyond the text are taken as its end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Offset of a line and column, both from 1; past the line's end is taken as its end."""
        if line > len(self.starts):
            return len(self.text)
        start = self.starts[line - 1]
        return min(start + column - 1, start + len(self.line(line)))

    def line(self, number: int) -> str:
        """Text of a line (from 1) without its end; empty if there is no such line."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def place(self, start: int, end: int) -> Place:
        """The place of `text[start:end]` in the file that holds it."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Place(self.path, line, column, end_line, end_column)

    def excerpt(self, line: int) -> str:
        """Text of a line of the file that `place` speaks of."""
        return self.line(line)

    def span(self, start: int, end: int) -> Span:
        """The span from offset `start` to offset `end`, exclusive."""
        return Span(self, start, end)

    def line_span(self, number: int) -> Span:
        """The span of a line without its indentation, comment signs kept."""
        text = self.line(number)
        start = self.starts[number - 1] if 1 <= number <= len(self.starts) else len(self.text)
        indent = len(text) - len(text.lstrip())
        return Span(self, start + indent, start + max(indent, len(text.rstrip())))


class Span(Record):
    """A stretch of a source, by offsets: `start` inclusive, `end` exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text itself."""
        return self.source.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """File, lines and columns."""
        return self.source.place(self.start, self.end)

    @property
    def path(self) -> str:
        """Path of the file."""
        return self.source.path


class Undecodable(Record):
    """A file whose bytes are no text that its reader accepts; `reason` is a clause, `offset` counts bytes."""

    reason: str
    offset: int = 0


def decode(data: bytes) -> str | Undecodable:
    """Decode UTF-8 with or without a byte order mark, or UTF-16 with one.

    Returns the text without the mark, or why there is none. UTF-16 is decoded because tools on Windows write it; a
    reader to whom UTF-16 is an error asks `is_utf16`.
    """
    try:
        if is_utf16(data):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:8192]:
            return Undecodable("it is a binary file", error.start)
        return Undecodable(f"byte {error.start} is not UTF-8 ({data[error.start]:#04x})", error.start)


def is_utf16(data: bytes) -> bool:
    """Whether the bytes start with a UTF-16 byte order mark (and not with that of UTF-32)."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") and data[:4] != b"\xff\xfe\0\0"
