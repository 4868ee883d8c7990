"""Words of shell commands, with places: bash, PowerShell, cmd, make and what CI systems put into them.

No shell is run and no script is parsed as a whole: a command is cut into words from where it starts, which is what is
needed to read one invocation, and costs nothing for the rest of the script. What a shell would substitute stays a piece
of its own, so that a reader may know its value.
"""

from __future__ import annotations

import re

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    PieceKind = Literal["text", "shell", "macro", "expression", "unknown"]

LONGEST_COMMAND = 20_000
"""A command is cut off after this many characters."""

# Runs of characters that mean nothing to any shell: outside of quotation marks, and within double and single ones; and
# what stands between words, a line's end behind a backslash, backtick or caret included.
_PLAIN = re.compile(r"[\w./:@=,+-]+").match
_GAP = re.compile(r"(?:[ \t\r]+|[\\`^]\r*\n)+").match
_PLAIN_IN = {'"': re.compile(r'[^"\\$`%{]+').match, "'": re.compile(r"[^'$]+").match}

_ENDS = frozenset(";|&)\n")
_BLANK = frozenset(" \t\r")
_NAME_STARTS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _NAME_STARTS | frozenset("0123456789")
_MACRO = _NAME | frozenset(".-")


class Piece(Record):
    """A part of a word: literal text, or something substituted.

    `kind` is text; shell (`$X`, `${X}`, `%X%`, `$env:X`); macro (`$(X)`, of Azure Pipelines and make); expression
    (`${{ x }}`); unknown (a command's output, a placeholder, arithmetic). `text` is the literal text, or the name.
    """

    kind: PieceKind
    text: str


class Word(Record):
    """A word of a command: `text[start:end]` as written, quotes included."""

    pieces: tuple[Piece, ...]
    start: int
    end: int

    @property
    def literal(self) -> str | None:
        """The text of a word in which nothing is substituted, else None."""
        if len(self.pieces) == 1 and self.pieces[0].kind == "text":
            return self.pieces[0].text
        return "" if not self.pieces else None


class Region(Record):
    """A stretch of a text that one shell would run.

    `folded`: line ends stand for blanks (folded or plain YAML scalars). `braces`: `{x}` is substituted (f-strings,
    notebook lines). `make`: `$$` is the shell's `$`.
    """

    text: str
    start: int
    end: int
    folded: bool = False
    braces: bool = False
    make: bool = False


def command_words(region: Region, start: int, closing: str = "") -> tuple[tuple[Word, ...], int]:
    """Cut the command at `start` into words.

    `closing` is the quotation mark in which the whole command stands, if any. Redirections are left out. Returns the
    words and the offset at which the command ends.
    """
    return _Cutter(region, start, closing).words()


def redirected_words(region: Region, start: int, closing: str = "") -> tuple[tuple[Word, ...], dict[str, Word], int]:
    """As `command_words`, with the targets of redirections by sign (`<`, `>`)."""
    cutter = _Cutter(region, start, closing)
    words, end = cutter.words()
    return words, cutter.redirections, end


def word_at(region: Region, start: int, closing: str = "") -> Word:
    """The one word that starts at `start` (the value of an assignment, of a YAML key); empty if there is none."""
    return _Cutter(region, start, closing).word()


class _Cutter:
    """One pass over one command."""

    def __init__(self, region: Region, start: int, closing: str) -> None:
        self.text = region.text
        self.end = min(region.end, start + LONGEST_COMMAND)
        self.region = region
        self.closing = closing
        self.at = start
        self.pieces: list[Piece] = []
        self.buffer: list[str] = []
        self.redirections: dict[str, Word] = {}

    def words(self) -> tuple[tuple[Word, ...], int]:
        found: list[Word] = []
        while True:
            self._skip_blanks()
            if self.at >= self.end or self._at_end():
                break
            plain = _PLAIN(self.text, self.at, self.end)
            if plain and (plain.end() == self.end or self.text[plain.end()] in " \n"):
                found.append(Word((Piece("text", plain[0]),), self.at, plain.end()))
                self.at = plain.end()
                continue
            if self.text[self.at] in "<>" and not self._placeholder():
                self._redirection()
                continue
            word = self.word()
            if word.end == word.start:
                break
            if self.at < self.end and self.text[self.at] in "<>" and word.literal in ("1", "2", "&"):
                continue
            found.append(word)
        return tuple(found), self.at

    def _skip_blanks(self) -> None:
        while True:
            gap = _GAP(self.text, self.at, self.end)
            if gap:
                self.at = gap.end()
            elif self.region.folded and self.at < self.end and self.text[self.at] == "\n":
                self.at += 1
            else:
                return

    def _continuation(self) -> int:
        """Offset after a continued line's end, if one is here: a backslash, backtick or caret before it; else 0."""
        if self.text[self.at] not in "\\`^":
            return 0
        after = self.at + 1
        while self.text[after : after + 1] == "\r":
            after += 1
        return after + 1 if self.text[after : after + 1] == "\n" and after < self.end else 0

    def _at_end(self) -> bool:
        char = self.text[self.at]
        if char == "\n":
            return not self.region.folded
        return char in _ENDS or char == "#" or (bool(self.closing) and char == self.closing)

    def _redirection(self) -> None:
        sign = self.text[self.at]
        while self.at < self.end and self.text[self.at] in "<>&":
            self.at += 1
        self._skip_blanks()
        if self.at < self.end and not self._at_end():
            word = self.word()
            if word.end == word.start:
                self.at += 1
            else:
                self.redirections.setdefault(sign, word)

    # -- one word ------------------------------------------------------------------------------------------------

    def word(self) -> Word:
        start = self.at
        self.pieces, self.buffer = [], []
        while self.at < self.end:
            plain = _PLAIN(self.text, self.at, self.end)
            if plain:
                self.buffer.append(plain[0])
                self.at = plain.end()
                continue
            char = self.text[self.at]
            if char in _BLANK or char in _ENDS or (self.closing and char == self.closing):
                break
            if char in "`^" and self._continuation():
                break
            if char == "`":
                if not self._substitution():
                    break
            elif char in "<>":
                if not self._placeholder(take=True):
                    break
            elif char == "'" or char == '"':
                if not self._quoted(char):
                    break
            elif char == "\\":
                if self._continuation():
                    break
                self._escaped()
            elif not self._substituted(char):
                self.buffer.append(char)
                self.at += 1
        self._flush()
        return Word(tuple(self.pieces), start, self.at)

    def _flush(self) -> None:
        if self.buffer:
            self.pieces.append(Piece("text", "".join(self.buffer)))
            self.buffer = []

    def _put(self, kind: PieceKind, text: str, end: int) -> None:
        self._flush()
        self.pieces.append(Piece(kind, text))
        self.at = end

    def _escaped(self) -> None:
        """A backslash: it keeps the next character (before `$`, a quotation mark, a blank), else it stands for itself.

        `\\$x` in a Groovy string is the shell's variable.
        """
        following = self.text[self.at + 1 : self.at + 2]
        if following == "$" and self.closing:
            self.at += 1
            if not self._substituted("$"):
                self.buffer.append("$")
                self.at += 1
            return
        if following and following in "\"'\\$` ;&|()<>{}#*?!":
            self.at += 1
        self.buffer.append(self.text[self.at])
        self.at += 1

    def _quoted(self, mark: str) -> bool:
        """A quoted part; False (and nothing taken) if it never ends."""
        end = self.text.find(mark, self.at + 1, self.end)
        while end > 0 and mark == '"' and self._escaped_at(end):
            end = self.text.find(mark, end + 1, self.end)
        if end < 0:
            return False
        self.at += 1
        skip_plain = _PLAIN_IN[mark]
        while self.at < end:
            plain = skip_plain(self.text, self.at, end)
            if plain:
                self.buffer.append(plain[0])
                self.at = plain.end()
                continue
            char = self.text[self.at]
            if mark == '"' and char == "\\":
                if self._continuation():
                    self.at = self._continuation()
                    continue
                if self.text[self.at + 1] in '"\\$`':
                    self.at += 1
                self.buffer.append(self.text[self.at])
                self.at += 1
            elif mark == "'":
                if not self._expression():
                    self.buffer.append(char)
                    self.at += 1
            elif not (char == "`" and self._substitution()) and not self._substituted(char):
                self.buffer.append(char)
                self.at += 1
        self.at = max(self.at, end + 1)
        if not self.buffer and not self.pieces:
            self.pieces.append(Piece("text", ""))
        return True

    def _escaped_at(self, at: int) -> bool:
        """Whether an odd number of backslashes stands before an offset."""
        count = 0
        while at - 1 - count > self.at and self.text[at - 1 - count] == "\\":
            count += 1
        return count % 2 == 1

    # -- substitutions -------------------------------------------------------------------------------------------

    def _substituted(self, char: str) -> bool:
        """Take what is substituted here, if anything is."""
        if char == "$":
            return self._expression() or self._dollar()
        if char == "%":
            return self._percent()
        if char == "{":
            return self._brace()
        return False

    def _expression(self) -> bool:
        """`${{ x }}`, which the CI system fills in, also within single quotation marks; and `$(x)` there."""
        if self.text.startswith("${{", self.at):
            close = self.text.find("}}", self.at, self.end)
            if close > 0:
                self._put("expression", self.text[self.at + 3 : close].strip(), close + 2)
                return True
        elif self.text.startswith("$(", self.at):
            close = self.text.find(")", self.at, self.end)
            name = self.text[self.at + 2 : close] if close > 0 else ""
            if name and name != "pwd" and all(letter in _MACRO for letter in name):
                self._put("macro", name, close + 1)
                return True
        return False

    def _dollar(self) -> bool:
        at = self.at + 1
        if self.region.make and self.text[at : at + 1] == "$":
            at += 1
        following = self.text[at : at + 1]
        if following == "(":
            return self._parenthesis(at)
        if following == "{":
            close = self.text.find("}", at, self.end)
            if close < 0:
                return False
            name = self.text[at + 1 : close]
            plain = bool(name) and all(letter in _NAME for letter in name)
            kind: PieceKind = "shell" if plain else "unknown"
            if plain and self.region.make and at == self.at + 1:
                kind = "macro"
            self._put(kind, name, close + 1)
            return True
        if self.text[at : at + 4].lower() == "env:":
            at += 4
        end = at
        while end < self.end and self.text[end] in _NAME:
            end += 1
        if end > at and self.text[at] in _NAME_STARTS:
            self._put("shell", self.text[at:end], end)
            return True
        if following and following in "0123456789@*#?":
            self._put("unknown", following, at + 1)
            return True
        return False

    def _parenthesis(self, at: int) -> bool:
        """`$(...)`: a command's output, with parentheses nested."""
        depth, end = 0, at
        while end < self.end:
            if self.text[end] == "(":
                depth += 1
            elif self.text[end] == ")":
                depth -= 1
                if depth == 0:
                    inner = self.text[at + 1 : end].strip()
                    self._put("shell" if inner == "pwd" else "unknown", "PWD" if inner == "pwd" else inner, end + 1)
                    return True
            end += 1
        return False

    def _substitution(self) -> bool:
        """`` `...` `` on one line: a command's output."""
        close = self.text.find("`", self.at + 1, self.end)
        if close < 0 or "\n" in self.text[self.at : close]:
            return False
        inner = self.text[self.at + 1 : close].strip()
        self._put("shell" if inner == "pwd" else "unknown", "PWD" if inner == "pwd" else inner, close + 1)
        return True

    def _percent(self) -> bool:
        close = self.text.find("%", self.at + 1, min(self.end, self.at + 60))
        name = self.text[self.at + 1 : close] if close > 0 else ""
        if name and name[0] in _NAME_STARTS and all(letter in _NAME for letter in name):
            self._put("shell", name, close + 1)
            return True
        return False

    def _brace(self) -> bool:
        """`{{x}}` of a template engine, `{x}` of an f-string or a notebook line."""
        if self.text.startswith("{{", self.at):
            close = self.text.find("}}", self.at, min(self.end, self.at + 200))
            if close > 0 and "\n" not in self.text[self.at : close]:
                self._put("unknown", self.text[self.at + 2 : close].strip(), close + 2)
                return True
        if self.region.braces:
            close = self.text.find("}", self.at, min(self.end, self.at + 200))
            if close > 0 and "\n" not in self.text[self.at : close]:
                self._put("unknown", self.text[self.at + 1 : close].strip(), close + 1)
                return True
        return False

    def _placeholder(self, take: bool = False) -> bool:
        """`<name>`, which a person is to replace; a redirection otherwise."""
        if self.text[self.at] != "<" or self.text[self.at + 1 : self.at + 2] not in _NAME_STARTS:
            return False
        close = self.text.find(">", self.at, min(self.end, self.at + 80))
        if close < 0 or "\n" in self.text[self.at : close] or "/" in self.text[self.at : close]:
            return False
        if take:
            self._put("unknown", self.text[self.at + 1 : close], close + 1)
        return True
