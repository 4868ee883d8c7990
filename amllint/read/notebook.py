"""Cells of Jupyter notebooks as texts of their own, with places in the stored file.

A notebook is parsed as JSON at once, which is fast. Where its source lines are stored in the file is worked out only
when a place is asked for: that second pass costs many times as much.
"""

from __future__ import annotations

from bisect import bisect_right

from ..record import Record
from ..text import Cell, Place, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    CellKind = Literal["python", "file", "other"]

_PYTHON_MAGICS = frozenset(("time", "timeit", "capture", "prun", "memit", "mprun", "skip"))
"""Cell magics whose cell still is Python."""
MOST_CELLS = 5_000


class _Notebook:
    """The JSON text of a notebook; it knows in which line of the file each source line of a cell is stored."""

    __slots__ = ("_stored", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._stored: dict[int, list[tuple[int, int]]] | None = None

    def stored_line(self, cell: int, line: int) -> int:
        """The line of the file (from 1) that holds a source line (from 1) of a cell (from 0)."""
        if self._stored is None:
            self._stored = _stored_lines(self.source)
        pieces = self._stored.get(cell, [])
        at = bisect_right(pieces, (line, 1 << 60)) - 1
        return pieces[at][1] if at >= 0 else 1


class CellSource(Source):
    """The source of one cell; `index` counts all cells from 0, `kind` is code, markdown or raw.

    A place names the line of the stored file that holds the cell's line, and the column in the cell's line itself.
    """

    __slots__ = ("_asked", "_notebook", "index", "kind")

    def __init__(self, notebook: _Notebook, text: str, kind: str, index: int) -> None:
        super().__init__(notebook.source.path, text)
        self._notebook = notebook
        self.kind = kind
        self.index = index
        self._asked: dict[int, int] = {}

    @property
    def notebook(self) -> Source:
        """The text of the .ipynb file."""
        return self._notebook.source

    def place(self, start: int, end: int) -> Place:
        """The place of `text[start:end]` in the stored file."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        first = self._notebook.stored_line(self.index, line)
        last = first if end_line == line else self._notebook.stored_line(self.index, end_line)
        self._asked[first] = line
        return Place(self.path, first, column, last, end_column, Cell(self.index, line))

    def excerpt(self, line: int) -> str:
        """The cell's line that a line of the stored file holds; of several, the one whose place was asked for last."""
        known = self._asked.get(line)
        if known is not None:
            return self.line(known)
        numbers = range(1, len(self.starts) + 1)
        return next((self.line(one) for one in numbers if self._notebook.stored_line(self.index, one) == line), "")


class CodeCell(Record):
    """A code cell.

    `kind`: *python*; *file* (`%%writefile`: `target` is the path as written, `append` tells `-a`, the content starts
    at the offset `body`); *other* (another language, told by `magic`).
    """

    source: CellSource
    kind: CellKind
    magic: str = ""
    target: str = ""
    append: bool = False
    body: int = 0


def read_cells(notebook: Source) -> tuple[CellSource, ...]:
    """The cells of a notebook in order; none where the text is no notebook. Never raises, whatever the text."""
    import json

    try:
        root = json.loads(notebook.text)
    except (ValueError, RecursionError):
        return ()
    cells = root.get("cells") if isinstance(root, dict) else None
    shared = _Notebook(notebook)
    found: list[CellSource] = []
    for index, cell in enumerate(cells[:MOST_CELLS] if isinstance(cells, list) else ()):
        text = _joined(cell.get("source")) if isinstance(cell, dict) else None
        if text is not None:
            kind = cell.get("cell_type")
            found.append(CellSource(shared, text, kind if isinstance(kind, str) else "raw", index))
    return tuple(found)


def code_cells(notebook: Source) -> tuple[CodeCell, ...]:
    """The code cells of a notebook in order, told apart by their cell magics."""
    return tuple(_code_cell(cell) for cell in read_cells(notebook) if cell.kind == "code")


def _joined(value: object) -> str | None:
    """The text of a `source`: one string or a list of them; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "".join(value)
    return None


def _code_cell(source: CellSource) -> CodeCell:
    text = source.text
    lead = len(text) - len(text.lstrip())
    if not text.startswith("%%", lead):
        return CodeCell(source, "python")
    end = text.find("\n", lead)
    name, _, rest = text[lead + 2 : end if end >= 0 else len(text)].strip().partition(" ")
    body = end + 1 if end >= 0 else len(text)
    if name not in ("writefile", "file"):
        return CodeCell(source, "python" if name in _PYTHON_MAGICS else "other", name, body=body)
    words = rest.strip()
    append = words.startswith(("-a ", "--append "))
    target = (words.partition(" ")[2] if append else words).strip().strip("\"'")
    return CodeCell(source, "file", name, target, append, body)


def python_text(text: str) -> str:
    """The Python of a cell: magics, shell lines and help lines blanked, every offset kept.

    Only for a cell that does not parse as it is: a line of Python may begin with the operator `%`.
    """
    lines = text.split("\n")
    goes_on = False
    for number, line in enumerate(lines):
        bare = line.strip()
        width = len(line.rstrip("\r"))
        kept = None
        if (
            goes_on
            or bare.startswith(("%", "!"))
            or (bare.endswith("?") and bare.strip("?").replace(".", "_").isidentifier())
        ):
            indent = line[: len(line) - len(line.lstrip())]
            kept = f"{indent}pass" if not goes_on and len(indent) + 4 <= width else ""  # a block must not be empty
        else:
            target, sign, value = line.partition("=")
            shell = value.lstrip()
            if sign and shell.startswith(("!", "%")) and target.strip().isidentifier():
                kept = f"{target}={value[: len(value) - len(shell)]}0"
        goes_on = kept is not None and bare.endswith("\\")
        if kept is not None:
            lines[number] = kept.ljust(width) + line[width:]
    return "\n".join(lines)


# -- places ----------------------------------------------------------------------------------------------------------


def _stored_lines(notebook: Source) -> dict[int, list[tuple[int, int]]]:
    """By cell, where its source is stored: the first source line and the line of the file of each string, in order."""
    scanner = _Scanner(notebook.text)
    try:
        scanner.root()
    except (ValueError, IndexError):
        return {}
    found: dict[int, list[tuple[int, int]]] = {}
    for index, strings in scanner.cells.items():
        line = 1
        pieces: list[tuple[int, int]] = []
        starts_a_line = True
        for offset, text in strings:
            if starts_a_line:
                pieces.append((line, notebook.position(offset)[0]))
            line += text.count("\n")
            starts_a_line = text.endswith("\n") or (starts_a_line and not text)
        found[index] = pieces
    return found


def string_pieces(notebook: Source, cell: int) -> list[tuple[int, str]]:
    """Where the source of a cell (from 0) is stored in the file: offset of the opening quote and text of each part."""
    scanner = _Scanner(notebook.text)
    try:
        scanner.root()
    except (ValueError, IndexError):
        return []
    return scanner.cells.get(cell, [])


class _Scanner:
    """Walks the JSON of a notebook for the offsets of the strings of each cell's source.

    The text was read as JSON before, so it is well-formed; nesting is counted, not recursed into.
    """

    def __init__(self, text: str) -> None:
        from json.decoder import scanstring  # type: ignore[attr-defined]

        self.text = text
        self.scanstring = scanstring
        self.cells: dict[int, list[tuple[int, str]]] = {}

    def root(self) -> None:
        """Find the sources of all cells."""
        for key, at in self.entries(self.blank(0)):
            if key == "cells" and self.text[at] == "[":
                self.cells = {index: self.cell(one) for index, one in enumerate(self.items(at))}

    def cell(self, at: int) -> list[tuple[int, str]]:
        """Offsets and texts of the strings of a cell's source."""
        found: list[tuple[int, str]] = []
        for key, value in self.entries(at) if self.text[at] == "{" else ():
            if key == "source":
                starts = self.items(value) if self.text[value] == "[" else [value]
                found = [
                    (one, self.scanstring(self.text, one + 1, False)[0]) for one in starts if self.text[one] == '"'
                ]
        return found

    def blank(self, at: int) -> int:
        """The next offset that is no blank."""
        while self.text[at] in " \t\r\n":
            at += 1
        return at

    def entries(self, at: int) -> list[tuple[str, int]]:
        """Keys of the object at an offset, with the offsets of their values."""
        found = []
        at = self.blank(at + 1)
        while self.text[at] != "}":
            key, at = self.scanstring(self.text, at + 1, False)
            at = self.blank(self.blank(at) + 1)
            found.append((key, at))
            at = self.next(at)
        return found

    def items(self, at: int) -> list[int]:
        """Offsets of the items of the array at an offset."""
        found = []
        at = self.blank(at + 1)
        while self.text[at] != "]":
            found.append(at)
            at = self.next(at)
        return found

    def next(self, at: int) -> int:
        """The offset of what follows the value at an offset, a comma left out."""
        at = self.blank(self.behind(at))
        return self.blank(at + 1) if self.text[at] == "," else at

    def behind(self, at: int) -> int:
        """The offset behind the value at an offset."""
        depth = 0
        text = self.text
        while True:
            char = text[at]
            if char == '"':
                at = self.scanstring(text, at + 1, False)[1]
            elif char in " \t\r\n,:":
                at += 1
                continue
            elif char in "{[":
                depth += 1
                at += 1
            elif char in "}]":
                depth -= 1
                at += 1
            else:
                while text[at] not in " \t\r\n,:{}[]":
                    at += 1
            if depth == 0:
                return at
