"""Files that a notebook or a script writes: texts of their own that map back to where they stand."""

from __future__ import annotations

from ..text import Place, Source, Span


class WrittenSource(Source):
    """The content of a file that code writes; `path` is that of the written file.

    `host` holds the content from offset `start` on. Where the content differs from the text of the host (escapes,
    several strings joined), every place is that of `whole`.
    """

    __slots__ = ("host", "start", "whole")

    def __init__(self, path: str, text: str, host: Source, start: int, whole: Span | None = None) -> None:
        super().__init__(path, text)
        self.host = host
        self.start = start
        self.whole = whole

    def place(self, start: int, end: int) -> Place:
        """The place in the file that holds the host."""
        if self.whole is not None:
            return self.whole.place
        return self.host.place(self.start + start, self.start + end)

    def excerpt(self, line: int) -> str:
        """The line of the host's file."""
        return self.host.excerpt(line)


def written(path: str, text: str, span: Span) -> WrittenSource:
    """The file of a text that the expression at `span` gives: places are exact where it is one plain literal."""
    literal = span.text
    for quotes in ('"""\\\n', "'''\\\n", '"""', "'''", '"', "'"):
        at = literal.find(quotes)
        closing = quotes.removesuffix("\\\n")
        if 0 <= at <= 2 and literal[at + len(quotes) :] == text + closing:
            return WrittenSource(path, text, span.source, span.start + at + len(quotes))
    return WrittenSource(path, text, span.source, span.start, span)
