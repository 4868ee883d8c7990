"""Edits of a text that stands inside a file, as edits of that file: notebook cells, heredocs, written files."""

from __future__ import annotations

from json.encoder import encode_basestring, encode_basestring_ascii

from ..finding import Edit
from ..read.embedded import EmbeddedSource
from ..read.notebook import CellSource, string_pieces
from ..read.written_files import WrittenSource
from ..text import Source


class Unfixable(Exception):
    """An edit that cannot be made; the argument is a clause that says why."""


def in_file(edit: Edit) -> Edit:
    """The same edit with a span in the text of the file itself; raise Unfixable where there is none."""
    source = edit.span.source
    edit = Edit(edit.span, _with_line_ends(edit.text, source, edit.span.start))
    if isinstance(source, CellSource):
        return _in_notebook(source, edit)
    if isinstance(source, EmbeddedSource):
        return in_file(_in_outer(source, edit))
    if isinstance(source, WrittenSource):
        return in_file(_in_literal(source, edit))
    return edit


def _with_line_ends(text: str, source: Source, at: int) -> str:
    """The text with the line ends that the source has around an offset."""
    if "\n" not in text:
        return text
    line = source.position(at)[0]
    end = source.starts[line] if line < len(source.starts) else source.starts[line - 1]
    text = text.replace("\r\n", "\n")
    return text.replace("\n", "\r\n") if source.text[end - 2 : end] == "\r\n" else text


# -- embedded texts --------------------------------------------------------------------------------------------------


def _in_outer(source: EmbeddedSource, edit: Edit) -> Edit:
    """The edit in the outer text: each new line gets the indentation that was taken off."""
    shell = not isinstance(source.outer, CellSource)
    if shell and any(sign in edit.text for sign in "$`\\"):
        raise Unfixable("the file is written by a shell script, to which the new text would mean something else")
    start, end = source.outer_offset(edit.span.start), source.outer_offset(edit.span.end)
    line = source.starts[source.position(edit.span.start)[0] - 1]
    first = source.outer_offset(line)
    indent = source.outer.text[source.outer.text.rfind("\n", 0, first) + 1 : first]
    if indent.strip():
        indent = ""
    return Edit(source.outer.span(start, end), edit.text.replace("\n", "\n" + indent))


def _in_literal(source: WrittenSource, edit: Edit) -> Edit:
    """The edit inside the string literal that holds the file's content."""
    if source.whole is not None:
        raise Unfixable(f"the file is put together by code in {source.place(0, 0).file}")
    before = source.host.text[: source.start].removesuffix("\n").removesuffix("\\")
    quote = before[-1:]
    if quote in ("'", '"'):  # else the text is a cell's own, below `%%writefile`
        long = before.endswith(quote * 3)
        ends = edit.span.end == len(source.text) and edit.text.endswith(quote)
        if "\\" in edit.text or ends or (quote * 3 if long else quote) in edit.text or ("\n" in edit.text and not long):
            raise Unfixable(f"the file is a string of code in {source.place(0, 0).file}")
    start, end = source.start + edit.span.start, source.start + edit.span.end
    if end > len(source.host.text):  # the line end that IPython adds
        raise Unfixable("the file's last line has no end in the cell")
    return Edit(source.host.span(start, end), edit.text)


# -- notebooks -------------------------------------------------------------------------------------------------------


def _in_notebook(source: CellSource, edit: Edit) -> Edit:
    """The edit in the JSON of the notebook: escaped, and a string of its own for each line where the file does so."""
    strings = _Strings(source)
    start, end = strings.stored(edit.span.start), strings.stored(edit.span.end)
    escaped = encode_basestring_ascii if source.notebook.text.isascii() else encode_basestring
    lines = [escaped(line)[1:-1] for line in edit.text.split("\n")]
    if strings.between is None:
        return Edit(source.notebook.span(start, end), "\\n".join(lines))
    ends = edit.span.end == len(source.text) and not lines[-1]
    tail = "\\n" + lines.pop() if ends and len(lines) > 1 else ""
    stored = f'\\n"{strings.between}"'.join(lines) + tail
    return Edit(source.notebook.span(start, end), stored)


class _Strings:
    """The strings of a cell's source in the JSON text; `between` is what separates two of them, None if it is one."""

    def __init__(self, source: CellSource) -> None:
        self.text = source.notebook.text
        self.pieces = string_pieces(source.notebook, source.index)
        self.between: str | None = None
        if not self.pieces:
            raise Unfixable("the cell is not stored as text")
        first = self.pieces[0][0]
        head = self.text[:first].rstrip()
        if head.endswith("["):
            self.between = "," + self.text[len(head) : first]

    def stored(self, offset: int) -> int:
        """Where in the JSON text a character of the cell is stored; its end for the offset behind the last."""
        for number, (at, text) in enumerate(self.pieces):
            if offset < len(text) or number == len(self.pieces) - 1:
                return self._inside(at + 1, offset)
            offset -= len(text)
        raise Unfixable("the cell is not stored as text")

    def _inside(self, at: int, offset: int) -> int:
        """The offset of a character of the string whose first character is stored at `at`."""
        for _ in range(offset):
            at = self._next(at)
        return at

    def _next(self, at: int) -> int:
        if self.text[at] != "\\":
            return at + 1
        if self.text[at + 1] != "u":
            return at + 2
        high = 0xD800 <= int(self.text[at + 2 : at + 6], 16) < 0xDC00
        if high and self.text[at + 6 : at + 8] == "\\u" and self.text[at + 8 : at + 10].lower() in _LOW:
            return at + 12
        return at + 6


_LOW = ("dc", "dd", "de", "df")
