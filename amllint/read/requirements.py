"""Requirement lines as pip reads them, and files of them.

The syntax is that of pip's requirements file format (pip.pypa.io, "Requirements File Format"). Most lines are settled
by one regular expression; `packaging` is loaded only for the others.
"""

from __future__ import annotations

import re

from .. import placeholders
from ..model import ReadProblem, Requirement, RequirementsFile
from ..text import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import PinGrade

_NAME = r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
_EXTRAS = r"(?:\[([A-Za-z0-9 ,._-]*)\])?"
# Names with extras and plain versions: what `packaging` would accept without a word.
_SIMPLE = (
    _NAME
    + r"(?:\[([A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*(?:,[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*)*)\])?[ \t]*"
    + r"((?:==|!=|>=|<=|<|>)[ \t]*[0-9]+(?:\.[0-9]+)*(?:[ \t]*,[ \t]*(?:==|!=|>=|<=|<|>)[ \t]*[0-9]+(?:\.[0-9]+)*)*)?"
)
_simple: Callable[[str], re.Match[str] | None] | None = None

_INCLUDES = ("-r", "--requirement")
_CONSTRAINTS = ("-c", "--constraint")
_EDITABLES = ("-e", "--editable")
_INDEXES = ("-i", "--index-url", "--pypi-url", "--extra-index-url", "-f", "--find-links")
_OTHER_VALUES = (
    "--trusted-host",
    "--no-binary",
    "--only-binary",
    "--use-feature",
    "--global-option",
    "--config-settings",
)
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tgz", ".tar.bz2", ".tar.xz", ".egg")


def normalise(name: str) -> str:
    """The name of a distribution as PEP 503 has it: lower case, runs of `-_.` as one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()


# -- one requirement -------------------------------------------------------------------------------------------------


def read_requirement(text: str, span: Span) -> Requirement | ReadProblem:
    """Read one entry that pip would install, without comment; `span` is its place.

    The name is empty where it cannot be told: a path, a URL without a name, a placeholder. A placeholder in the
    version gives the grade "url", because the version is fixed by something that cannot be seen.
    """
    global _simple
    if _simple is None:
        _simple = re.compile(_SIMPLE).fullmatch
    raw = text.strip()
    match = _simple(raw)
    if match is not None and not raw.endswith(_ARCHIVES):
        specifier = "".join((match[3] or "").split())
        extras = tuple(sorted(match[2].split(","))) if match[2] else ()
        return Requirement(normalise(match[1]), raw, span, "pip", specifier, extras, grade=grade_of(specifier))
    body = re.split(r"\s--?(?=[A-Za-z])", raw, maxsplit=1)[0].strip()
    placeholder = placeholders.find(body)
    if placeholder is not None:
        return _with_placeholder(body, raw, span)
    direct = _direct(body, raw, span)
    if direct is not None:
        return direct
    return _settle(body, raw, span)


def grade_of(specifier: str) -> PinGrade:
    """How tightly a PEP 440 specifier (without blanks) binds."""
    grade: PinGrade = "none"
    for clause in specifier.split(","):
        if clause.startswith("=="):
            if not clause.endswith("*"):
                return "exact"
            grade = "wildcard"
        elif clause.startswith(("<", "~=")) and grade != "wildcard":
            grade = "bounded"
        elif clause.startswith(">") and grade == "none":
            grade = "lower"
    return grade


def _with_placeholder(body: str, raw: str, span: Span) -> Requirement:
    """A requirement of which only the name is known, if that."""
    match = re.match(_NAME + _EXTRAS + r"\s*(?=[=<>!~;@]|$)", body)
    name = normalise(match[1]) if match else ""
    return Requirement(name, raw, span, "pip", url="" if name else body, grade="url")


def _direct(body: str, raw: str, span: Span) -> Requirement | None:
    """`name @ url`, a URL, a path or an archive; None if it is none of these."""
    target, _, marker = body.partition(" ;")
    target, marker = target.strip(), marker.strip()
    match = re.fullmatch(_NAME + r"\s*" + _EXTRAS + r"\s*@\s*(\S.*)", target, re.DOTALL)
    if match:
        extras = tuple(sorted(extra.strip() for extra in (match[2] or "").split(",") if extra.strip()))
        url = match[3].strip()
        return Requirement(normalise(match[1]), raw, span, "pip", extras=extras, marker=marker, url=url, grade="url")
    if "://" not in target and not _is_path(target):
        return None
    return Requirement(_name_in(target), raw, span, "pip", marker=marker, url=target, grade="url")


def _is_path(target: str) -> bool:
    """Whether pip would look for a file or folder."""
    if " " in target:
        return False
    bare = target.split("[")[0]
    return (
        "/" in bare or "\\" in bare or bare.startswith((".", "file:")) or bare.lower().endswith(_ARCHIVES)
    ) and not re.match(r"[A-Za-z0-9._-]+\s*[=<>!~;]", bare)


def _name_in(target: str) -> str:
    """The name that a URL or path tells: `#egg=name`, or the file name of a wheel or source archive; else empty."""
    egg = re.search(r"#(?:.*&)?egg=([A-Za-z0-9._-]+)", target)
    if egg:
        return normalise(egg[1])
    file = re.split(r"[/\\]", target.split("#")[0].split("?")[0])[-1]
    archive = next((end for end in _ARCHIVES if file.lower().endswith(end)), None)
    match = re.match(r"([A-Za-z0-9][A-Za-z0-9._]*(?:-[A-Za-z][A-Za-z0-9._]*)*)-v?[0-9]", file) if archive else None
    return normalise(match[1]) if match else ""


def _settle(body: str, raw: str, span: Span) -> Requirement | ReadProblem:
    """Let `packaging` decide."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(body)
    except InvalidRequirement as error:
        return ReadProblem(_why_invalid(body, error), span, "invalid")
    except (RecursionError, ValueError):
        return ReadProblem(f"`{_short(body)}` is not a pip requirement", span, "invalid")
    specifier = str(parsed.specifier)
    marker = str(parsed.marker) if parsed.marker else ""
    extras = tuple(sorted(parsed.extras))
    url = parsed.url or ""
    grade = "url" if url else grade_of(specifier)
    return Requirement(normalise(parsed.name), raw, span, "pip", specifier, extras, marker, url, grade=grade)


def _why_invalid(body: str, error: Exception) -> str:
    """Why pip rejects an entry, in words, with pip's own error text."""
    single = re.match(_NAME + _EXTRAS + r"\s*=\s*([^=\s]\S*)", body)
    if single:
        version = single[3].split("=")[0]
        return (
            f"`{_short(body)}` is not a pip requirement: a single `=` is conda's form, and pip stops with "
            f'"Invalid requirement"; write `{single[1]}=={version}`'
        )
    reason = str(error).split("\n")[0].strip().rstrip(".")
    reason = reason[:1].lower() + reason[1:]
    return f'`{_short(body)}` is not a pip requirement, and pip stops with "Invalid requirement": {reason}'


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


# -- lines and files -------------------------------------------------------------------------------------------------


class Lines:
    """Collects what requirement lines state, from a file or from the pip block of a conda file."""

    def __init__(self) -> None:
        self.requirements: list[Requirement] = []
        self.includes: list[tuple[str, Span]] = []
        self.constraints: list[tuple[str, Span]] = []
        self.indexes: list[tuple[str, Span]] = []
        self.problems: list[ReadProblem] = []

    def add(self, text: str, span: Callable[[int, int], Span]) -> None:
        """Take in one logical line without comment; `span` gives the place of a part of it, by offsets."""
        text = text.rstrip()
        start = len(text) - len(text.lstrip())
        if start == len(text):
            return
        if text[start] == "-":
            self.options(text, start, span)
            return
        read = read_requirement(text[start:], span(start, len(text)))
        if isinstance(read, Requirement):
            self.requirements.append(read)
        else:
            self.problems.append(read)

    def options(self, text: str, start: int, span: Callable[[int, int], Span]) -> None:
        """Take in a line of options."""
        words = [(match.start(), match[0]) for match in re.finditer(r"\S+", text)]
        nth = 0
        while nth < len(words):
            at, word = words[nth]
            nth += 1
            name, value, value_at = _option(word, at)
            if not name:
                continue
            takes_value = name in (*_INCLUDES, *_CONSTRAINTS, *_EDITABLES, *_INDEXES, *_OTHER_VALUES)
            if takes_value and value is None:
                if nth == len(words):
                    reason = f"`{name}` needs a value, and pip stops reading the file here"
                    self.problems.append(ReadProblem(reason, span(at, at + len(word)), "invalid"))
                    return
                value_at, value = words[nth]
                nth += 1
            if value is None:
                continue
            if name in _EDITABLES:
                whole = span(start, value_at + len(value))
                unquoted = value.strip("'\"")
                self.requirements.append(
                    Requirement(_name_in(unquoted), text[start:], whole, "pip", url=unquoted, grade="url")
                )
                continue
            quotes = 1 if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else 0
            place = span(value_at + quotes, value_at + len(value) - quotes)
            value = value[quotes : len(value) - quotes]
            if name in _INCLUDES:
                self.includes.append((value, place))
            elif name in _CONSTRAINTS:
                self.constraints.append((value, place))
            elif name in _INDEXES:
                self.indexes.append((value, place))


def _option(word: str, at: int) -> tuple[str, str | None, int]:
    """Name, value and the value's offset of `--name=value`, `--name`, `-n` or `-nvalue`; no name for other words."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name, value if equals else None, at + len(name) + 1
    if word.startswith("-") and len(word) > 1:
        return word[:2], word[2:] or None, at + 2
    return "", None, at


def read_requirements(source: Source) -> RequirementsFile:
    """Read a requirements file; what pip rejects is a problem at its line, and the other lines are still read."""
    found = Lines()
    for text, pieces in _logical_lines(source.text):
        found.add(text, _places(source, pieces))
    return RequirementsFile(
        source,
        tuple(found.requirements),
        tuple(found.includes),
        tuple(found.constraints),
        tuple(found.indexes),
        tuple(found.problems),
    )


Pieces = list[tuple[int, int]]
"""Where the parts of a joined text come from: offset in the joined text, offset in the source."""


def _logical_lines(text: str) -> list[tuple[str, Pieces]]:
    """The lines with continuations joined and comments cut, as pip does both, each with its pieces."""
    lines: list[tuple[str, Pieces]] = []
    parts: list[str] = []
    pieces: Pieces = []
    length = at = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        comment = body.lstrip().startswith("#")
        continued = body.endswith("\\") and not comment
        if not comment or not parts:
            part = body[:-1] if continued else body
            pieces.append((length, at))
            parts.append(part)
            length += len(part)
        at += len(line)
        if not continued:
            lines.append((_without_comment("".join(parts)), pieces))
            parts, pieces, length = [], [], 0
    if parts:
        lines.append((_without_comment("".join(parts)), pieces))
    return lines


def _without_comment(line: str) -> str:
    """The line up to a `#` that starts it or follows a blank."""
    at = line.find("#")
    while at > 0 and not line[at - 1].isspace():
        at = line.find("#", at + 1)
    return line if at < 0 else line[:at]


def _places(source: Source, pieces: Pieces) -> Callable[[int, int], Span]:
    """The function that gives the place of a part of a joined text."""
    return lambda start, end: source.span(_at(pieces, start), _at(pieces, max(start, end - 1)) + (end > start))


def _at(pieces: Pieces, offset: int) -> int:
    """The source offset of an offset in the joined text."""
    joined, place = next(piece for piece in reversed(pieces) if piece[0] <= offset)
    return place + offset - joined
