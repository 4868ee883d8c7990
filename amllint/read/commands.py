"""Invocations of `az ml` in scripts, pipelines, notebooks, Python code and prose.

Two steps: `read_invocations` finds and cuts the commands of one text; `command_of` gives the options their values,
once for each way in which the text is called (a template's parameters differ from call to call).
Options: facts/v1.md, section 7, and the reference of the `ml` extension (azure-cli-ml 1.41, ml 2.30).
"""

from __future__ import annotations

from ..model import Assignment, Option
from ..record import Record, replace
from ..text import Source, Span
from ..values import Scalar, Unknown
from .pipelines import step_at
from .shell_words import Piece, Region, Word, command_words, word_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..values import Value
    from .command_files import Origin

    Lookup = Callable[[Piece], Word | None]
    """Finds the value of a variable by its piece."""

UNKNOWN = "\0"
"""Stands in a pattern for a part that the files do not show."""
ROOT = "\1"
"""Stands in a pattern for the folder that a pipeline checks the project out into."""
OWN = "\2"
"""Stands in a pattern for the folder of the script itself."""

_NEEDLE = "az ml "
_NOUNS = ("-deployment", "-endpoint", "az ml model", "az ml environment", "az ml computetarget")
_VERBS = frozenset({"create", "update", "deploy", "register", "package", "provision"})
_SAYING_NOTHING = frozenset(
    {
        "--resource-group", "-g", "--workspace-name", "-w", "--subscription", "--query", "--output", "-o", "--traffic",
        "--description", "--tag", "--tags", "--mirror-traffic", "--auth-mode",
    }
)  # fmt: skip
_AFTER_TARGETS = frozenset((*" =:?+;]\n", ""))
_DECLARING = frozenset({"export", "local", "readonly", "declare", "typeset", "set", "-x", "-r", "@", "env"})
_MOST_COMMANDS = 2_000
_DEEPEST = 8

_ROOT_NAMES = frozenset(
    {
        "github.workspace", "GITHUB_WORKSPACE", "WORKSPACE", "System.DefaultWorkingDirectory",
        "SYSTEM_DEFAULTWORKINGDIRECTORY", "Build.SourcesDirectory", "BUILD_SOURCESDIRECTORY",
        "Build.Repository.LocalPath", "CI_PROJECT_DIR", "Agent.BuildDirectory", "env.WORKSPACE",
        "env.GITHUB_WORKSPACE",
    }
)  # fmt: skip

_SHORT = {
    "f": "file", "n": "name", "e": "endpoint-name", "endpoint": "endpoint-name", "g": "resource-group",
    "w": "workspace-name", "p": "path", "m": "model", "ic": "inference-config-file",
    "inference-config": "inference-config-file", "dc": "deploy-config-file", "deploy-config": "deploy-config-file",
    "ct": "compute-target", "es": "entry-script", "cf": "conda-file", "sd": "source-directory",
    "ev": "environment-version", "ed": "environment-directory", "d": "directory", "s": "vm-size", "i": "image",
    "b": "build-context", "c": "conda-file", "t": "type", "v": "version", "model-path": "path",
    "with-package": "package-model", "rt": "runtime", "bi": "base-image", "sf": "schema-file", "dn": "description",
}  # fmt: skip
_SHORT_OF_V1_MODELS = {"e": "environment-name", "f": "run-metadata-file", "v": "verbose", "t": "output-metadata-file"}
_FLAGS = frozenset(
    {
        "all-traffic", "local", "package-model", "skip-script-validation", "no-wait", "web", "debug", "overwrite",
        "verbose", "yes", "y", "only-show-errors", "vscode-debug", "local-enable-gpu", "help", "h", "query-examples",
    }
)  # fmt: skip


class Invocation(Record):
    """One `az ml` command as written: `words` are those after `ml`.

    `region` is what its shell runs; `moves` are the folders that it enters before, in order, the step's working
    directory first. `open` tells that more options may follow that were not read.
    """

    source: Source
    origin: Origin
    words: tuple[Word, ...]
    start: int
    end: int
    region: Region
    moves: tuple[Word, ...] = ()
    open: bool = False


class AzCommand(Record):
    """One `az ml` command with its values: `words` name it ("online-deployment", "create").

    `folders` is the pattern of the folder that it runs in, seen from where its text is run (see `UNKNOWN`, `ROOT`,
    `OWN`). `assignments` are those of `--set`. `open` tells that an unknown word may hold more options.
    """

    source: Source
    span: Span
    words: tuple[str, ...]
    options: tuple[Option, ...]
    assignments: tuple[Assignment, ...]
    folder: str
    origin: Origin
    open: bool = False

    def option(self, name: str) -> Option | None:
        """The last option of a name (the one that counts), or None."""
        return next((option for option in reversed(self.options) if option.name == name), None)


# -- finding ---------------------------------------------------------------------------------------------------------


def read_invocations(source: Source, origin: Origin) -> tuple[Invocation, ...]:
    """The commands of a text that create, update, deploy, register or package something, in order."""
    found: list[Invocation] = []
    if origin == "notebook":
        from .notebook import read_cells

        for cell in read_cells(source):
            if _NEEDLE in cell.text:
                inner: Origin = "prose" if cell.kind == "markdown" else "notebook"
                found.extend(_invocations(cell, inner))
        return tuple(found[:_MOST_COMMANDS])
    found.extend(_invocations(source, origin))
    if origin == "python":
        found.extend(_argument_lists(source))
    return tuple(found[:_MOST_COMMANDS])


def _invocations(source: Source, origin: Origin) -> Iterator[Invocation]:
    text = source.text
    at = text.find(_NEEDLE)
    count = 0
    while at >= 0 and count < _MOST_COMMANDS:
        following = at + len(_NEEDLE)
        if _worth_cutting(text, following):
            count += 1
            invocation = _cut(source, origin, at)
            if invocation is not None:
                yield invocation
        at = text.find(_NEEDLE, following)


def _worth_cutting(text: str, start: int) -> bool:
    """Whether what follows `az ml` may be one of the commands that are read."""
    ahead = text[start : start + 80]
    if _VERBS.isdisjoint(ahead.split(None, 6)[:6]):
        return False
    nouns = ("model ", "environment ", "computetarget ")
    return ahead.startswith(nouns) or "-deployment" in ahead or "-endpoint" in ahead


def _cut(source: Source, origin: Origin, at: int) -> Invocation | None:
    text = source.text
    line_start = text.rfind("\n", 0, at) + 1
    prefix = text[line_start:at]
    enclosing = region_at(text, origin, at)
    if enclosing is None:
        return None
    region, closing, folder, origin = enclosing
    inside = prefix if line_start >= region.start else text[region.start : at]
    if origin in ("jenkins", "python") and closing:
        inside = ""
    if not starts_command(inside):
        return None
    if text[at - 1 : at] == "`":
        close = text.find("`", at, region.end)
        region = replace(region, end=close if close > 0 else region.end)
    words, end = command_words(region, at + len(_NEEDLE), closing)
    if _VERBS.isdisjoint(word.literal for word in words[:3]):
        return None
    moves = (*((folder,) if folder else ()), *_moves(region, at, origin))
    cut_short = origin == "python" and bool(closing) and text[end : end + 1] == closing
    return Invocation(source, origin, words, at, end, region, moves, cut_short and _goes_on(text, end + 1))


def _goes_on(text: str, after: int) -> bool:
    """Whether a Python string is followed by another, or by an addition."""
    rest = text[after : after + 200].lstrip()
    return rest[:1] in ('"', "'", "+", "%") or rest[:2] in ('f"', "f'") or rest.startswith(".")


def region_at(text: str, origin: Origin, at: int) -> tuple[Region, str, Word | None, Origin] | None:
    """What the shell runs around a command, the quotation mark it stands in, its working directory, its origin.

    None where the offset is in no script: a comment of YAML, plain prose, Python code.
    """
    line_start = text.rfind("\n", 0, at) + 1
    before = text[at - 1 : at]
    closing = before if before and before in "\"'" else ""
    if origin == "pipeline":
        step = step_at(text, at)
        if step is None or not step.start <= at < step.end:
            return None
        folder = None
        if step.folder >= 0:
            folder = yaml_scalar(text, step.folder)
        if at == step.start:
            closing = ""
        return Region(text, step.start, step.end, step.folded), closing, folder, origin
    if origin in ("jenkins", "python"):
        return _in_string(text, origin, at, closing)
    if origin == "prose":
        return _in_prose(text, line_start, at, closing)
    if origin == "notebook":
        magic = text.lstrip()[:8]
        if magic.startswith(("%%bash", "%%sh", "%%cmd", "%%script", "%%power")):
            return Region(text, text.find("\n") + 1, len(text)), closing, None, origin
        if text[line_start:at].lstrip().startswith("!"):
            return Region(text, line_start, len(text), braces=True), closing, None, origin
        return _in_string(text, origin, at, closing)
    return Region(text, 0, len(text), make=origin == "make"), closing, None, origin


def yaml_scalar(text: str, start: int) -> Word:
    """The one-line scalar at an offset of a YAML text, what CI systems fill in as pieces of its own."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    mark = text[start : start + 1]
    if mark in ("'", '"') and mark:
        close = text.find(mark, start + 1, end)
        if close > 0:
            word = word_at(Region(text, start, close + 1), start)
            return Word(word.pieces, start, close + 1)
    comment = text.find(" #", start, end)
    stop = comment if comment > 0 else end
    stop = start + len(text[start:stop].rstrip())
    pieces: list[Piece] = []
    at = start
    while at < stop:
        word = word_at(Region(text, start, stop), at)
        if word.end == at:
            pieces.append(Piece("text", text[at]))
            at += 1
            continue
        pieces.extend(word.pieces)
        at = word.end
    return Word(tuple(pieces), start, stop)


def _in_string(text: str, origin: Origin, at: int, closing: str) -> tuple[Region, str, Word | None, Origin] | None:
    """The string literal of Groovy or Python that holds an offset."""
    if closing and text[at - 3 : at] != closing * 3:
        if text[at - 2 : at] == "\\" + closing:
            return None
        opening = at - 1
        braces = origin != "jenkins" and _formatted(text, opening)
        end = text.find("\n", at)
        return Region(text, at, len(text) if end < 0 else end, braces=braces), closing, None, origin
    for mark in ('"""', "'''"):
        opening = text.rfind(mark, 0, at)
        if opening < 0 or text.count(mark, 0, at) % 2 == 0:
            continue
        end = text.find(mark, at)
        if end < 0:
            continue
        braces = origin != "jenkins" and _formatted(text, opening)
        if origin != "jenkins":
            before = text[max(0, opening - 40) : opening].rstrip("frFRbB \t\n")
            if not before.endswith(("(", "=", ",", "[", "return", "+")):
                return None
        return Region(text, opening + 3, end, braces=braces), "", None, origin
    if origin == "jenkins" or origin == "notebook" or origin == "python":
        line_start = text.rfind("\n", 0, at) + 1
        for mark in ('"', "'"):
            opening = text.find(mark, line_start, at)
            if opening >= 0 and text.count(mark, line_start, at) % 2 == 1:
                end = text.find("\n", at)
                braces = origin != "jenkins" and _formatted(text, opening)
                region = Region(text, opening + 1, len(text) if end < 0 else end, braces=braces)
                return region, mark, None, origin
    return None


def _formatted(text: str, opening: int) -> bool:
    return "f" in text[max(0, opening - 2) : opening].lower()


def _in_prose(text: str, line_start: int, at: int, closing: str) -> tuple[Region, str, Word | None, Origin] | None:
    """The fenced block, inline code or indented line of a Markdown text."""
    fence = max(text.rfind("\n```", 0, at), text.rfind("\n~~~", 0, at), 0 if text.startswith("```") else -1)
    fences = text.count("\n```", 0, at) + (1 if text.startswith("```") else 0)
    if fences % 2 == 1 and fence >= 0:
        start = text.find("\n", fence + 1) + 1
        end = text.find("\n```", at)
        return Region(text, start, len(text) if end < 0 else end), closing, None, "prose"
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    opening = text.rfind("`", line_start, at)
    if opening >= 0:
        close = text.find("`", at, line_end)
        return Region(text, opening + 1, close if close > 0 else line_end), closing, None, "prose"
    if text[line_start:at].strip(" \t$>") == "":
        fenced_end = text.find("\n```", at)
        return Region(text, line_start, fenced_end if fenced_end > 0 else len(text)), closing, None, "prose"
    return None


_BEFORE_COMMANDS = frozenset(
    {"then", "do", "else", "time", "exec", "if", "!", "sudo", "call", "while", "until", "-", "not", "eval", "{", "RUN"}
)


def starts_command(before: str) -> bool:
    """Whether a command may start after the text `before` of its line: not in a comment, not printed."""
    stripped = before.strip()
    if not stripped:
        return True
    lowered = stripped.lower()
    if stripped[0] == "#" or " #" in stripped or lowered.startswith(("rem ", "::", "//", "@rem")):
        return False
    for word in ("echo", "print", "printf", "write-host", "write-output", "log"):
        at = lowered.find(word)
        if at >= 0 and (at == 0 or not lowered[at - 1].isalnum()) and "$(" not in lowered[at:]:
            return ";" in lowered[at:] or "&&" in lowered[at:]
    last = stripped[-1]
    if last in ";&|({!@`>$%":
        return True
    if last in "\"'":
        return True
    return stripped.split()[-1] in _BEFORE_COMMANDS


# -- folders ---------------------------------------------------------------------------------------------------------

_ENTERING = ("cd ", "pushd ", "Set-Location ", "Push-Location ", "chdir ")


def _moves(region: Region, at: int, origin: Origin) -> tuple[Word, ...]:
    """The folders that a script enters before an offset, those left again taken out."""
    text = region.text
    start = region.start
    if origin == "make":
        start = text.rfind("\n", 0, at) + 1
        while start > 1 and text[start - 2] == "\\":
            start = text.rfind("\n", 0, start - 1) + 1
    found: list[tuple[int, Word | None]] = []
    for entering in _ENTERING:
        position = text.find(entering, start, at)
        while position >= 0:
            if _enters(text, start, position):
                word = word_at(region, position + len(entering) + _spaces(text, position + len(entering)))
                if not _left_again(text, position, at):
                    found.append((position, None if word.literal == "-" else word))
            position = text.find(entering, position + 1, at)
    for leaving in ("popd", "Pop-Location"):
        position = text.find(leaving, start, at)
        while position >= 0:
            found.append((position, None))
            position = text.find(leaving, position + 1, at)
    moves: list[Word] = []
    for _, move in sorted(found, key=lambda item: item[0]):
        if move is not None:
            moves.append(move)
        elif moves:
            moves.pop()
    return tuple(moves)


def _spaces(text: str, at: int) -> int:
    return len(text[at : at + 40]) - len(text[at : at + 40].lstrip(" "))


def _enters(text: str, start: int, position: int) -> bool:
    """Whether `cd` at an offset is a command: at a line's start, or after what ends another."""
    line_start = max(start, text.rfind("\n", 0, position) + 1)
    before = text[line_start:position].strip()
    return not before or before[-1] in ";&|({!@$" or before.split()[-1] in _BEFORE_COMMANDS


def _left_again(text: str, position: int, at: int) -> bool:
    """Whether a `cd` stands in a subshell that ends before the command."""
    line_start = text.rfind("\n", 0, position) + 1
    if "(" not in text[line_start:position]:
        return False
    depth = 1
    for char in text[position:at]:
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return True
    return False


# -- values ----------------------------------------------------------------------------------------------------------


class _Assigned(Record):
    """One assignment of a script: `value` is None where it cannot be told; `own` if at the script's own level."""

    value: Word | None
    own: bool
    position: int


class Values:
    """What the variables of one region hold; `outer` knows those that the script itself does not assign."""

    def __init__(self, region: Region, outer: Lookup) -> None:
        self._region = region
        self._outer = outer
        self._assigned: dict[str, tuple[_Assigned, ...]] = {}
        self._indent = -1

    def pattern(self, word: Word, before: int, depth: int = 0) -> str:
        """The text of a word with what can be known put in; see `UNKNOWN`, `ROOT` and `OWN` for the rest."""
        pieces = word.pieces
        if len(pieces) == 1 and pieces[0].kind == "text":
            return pieces[0].text
        return "".join([self._piece(piece, before, depth) for piece in pieces])

    def _piece(self, piece: Piece, before: int, depth: int) -> str:
        kind, text = piece.kind, piece.text
        if kind == "text":
            return text
        if text in _ROOT_NAMES or "show-toplevel" in text:
            return ROOT
        if kind == "shell" and text == "PWD":
            return "."
        if text == "PSScriptRoot" or "dirname" in text or "BASH_SOURCE" in text:
            return OWN
        if kind == "unknown" or depth >= _DEEPEST:
            return UNKNOWN
        if kind == "shell" or (kind == "macro" and self._region.make):
            earlier = [found for found in self._assignments(text) if found.position < before]
            if earlier:
                last = earlier[-1]
                if last.value is None or not (last.own or all(_alike(found.value, last.value) for found in earlier)):
                    return UNKNOWN
                return self.pattern(last.value, last.position, depth + 1)
        value = self._outer(piece)
        return UNKNOWN if value is None else self.pattern(value, 0, depth + 1)

    def _assignments(self, name: str) -> tuple[_Assigned, ...]:
        known = self._assigned.get(name)
        if known is None:
            known = self._assigned[name] = tuple(self._find(name))
        return known

    def _find(self, name: str) -> Iterator[_Assigned]:
        """All places where the region gives a variable a value, in order."""
        region = self._region
        text = region.text
        if not region.make and not self._has(f" {name} ") and not self._has(f"{name} ="):
            name_and_sign = name + "="  # nothing else but `NAME=value` can set it
        else:
            name_and_sign = name
        at = text.find(name_and_sign, region.start, region.end)
        while at >= 0:
            after = at + len(name)
            if text[after : after + 1] in _AFTER_TARGETS and not _name_char(text[at - 1 : at]):
                found = self._assignment(at, after)
                if found is not None:
                    yield found
            at = text.find(name_and_sign, after, region.end)

    def _has(self, part: str) -> bool:
        return self._region.text.find(part, self._region.start, self._region.end) >= 0

    def _assignment(self, at: int, after: int) -> _Assigned | None:
        """The assignment whose target stands at an offset, or None."""
        region = self._region
        text = region.text
        before = text[max(region.start, text.rfind("\n", 0, at) + 1) : at]
        stripped = before.strip()
        if stripped.endswith(("for", "read", "read -r", "variable=", "foreach ($")):
            return _Assigned(None, False, at)
        sign = after
        while text[sign : sign + 1] == " ":
            sign += 1
        spaced = sign > after and not region.make and not stripped.endswith("$") and "$env:" not in stripped
        if text[sign : sign + 2] in (":=", "?=", "+="):
            sign += 1
        if text[sign : sign + 1] != "=" or text[sign + 1 : sign + 2] == "=" or spaced:
            return None
        last = stripped
        for end in (";", "&&", "||", "then ", "do ", "{"):
            last = last.rpartition(end)[2]
        words = last.replace("$env:", "").replace("$", "").replace('"', "").split()
        if not _DECLARING.issuperset(words):
            return None
        own = len(before) - len(before.lstrip()) <= self._own_indent()
        if text[sign - 1 : sign] in ("?", "+"):
            return _Assigned(None, own, at)
        value = sign + 1
        while text[value : value + 1] in (" ", "\t") and (region.make or spaced or sign > after):
            value += 1
        return _Assigned(word_at(region, value), own, at)

    def _own_indent(self) -> int:
        """Blanks before the first text of the region."""
        if self._indent < 0:
            body = self._region.text[self._region.start : min(self._region.end, self._region.start + 400)]
            line = next((line for line in body.split("\n") if line.strip()), "")
            self._indent = len(line) - len(line.lstrip())
        return self._indent


def _alike(one: Word | None, other: Word) -> bool:
    return one is not None and one.pieces == other.pieces


def _name_char(char: str) -> bool:
    return char.isalnum() or char == "_"


def command_of(invocation: Invocation, values: Values) -> AzCommand | None:
    """The command with its values; None where the words do not name a command that is read."""
    names: list[str] = []
    for word in invocation.words[:3]:
        names.append(values.pattern(word, invocation.start))
        if names[-1] in _VERBS:
            break
    if len(names) < 2 or names[-1] not in _VERBS:
        return None
    words, patterns = _expanded(invocation, values, len(names))
    options, assignments, is_open = _options(invocation.source, tuple(names), words, patterns)
    return AzCommand(
        invocation.source,
        Span(invocation.source, invocation.start, invocation.end),
        tuple(names),
        options,
        assignments,
        _folder(invocation, values),
        invocation.origin,
        is_open or invocation.open,
    )


def _expanded(invocation: Invocation, values: Values, first: int) -> tuple[list[Word], list[str]]:
    """The words behind a command's names with their patterns; what says nothing of a deployment is left out.

    A shell cuts what an unquoted variable holds into words.
    """
    words: list[Word] = []
    patterns: list[str] = []
    skipping = False
    text = invocation.region.text
    for word in invocation.words[first:]:
        literal = word.literal
        if literal is not None and literal[:1] == "-":
            skipping = literal in _SAYING_NOTHING
        elif skipping:
            skipping = False
            continue
        pattern = values.pattern(word, invocation.start) if literal is None else literal
        if skipping:
            continue
        if " " in pattern and len(word.pieces) == 1 and text[word.start] == "$":
            parts = pattern.split()
            words.extend([word] * len(parts))
            patterns.extend(parts)
        else:
            words.append(word)
            patterns.append(pattern)
    return words, patterns


def _folder(invocation: Invocation, values: Values) -> str:
    """The pattern of the folder that a command runs in, from where its script starts."""
    folder = ""
    for move in invocation.moves:
        pattern = values.pattern(move, invocation.start).replace("\\", "/")
        if not pattern or pattern == "~":
            folder = UNKNOWN
        elif pattern[0] in (ROOT, OWN, "/", UNKNOWN):
            folder = pattern
        else:
            folder = f"{folder}/{pattern}" if folder else pattern
    return folder


def _options(
    source: Source, names: tuple[str, ...], words: list[Word], patterns: list[str]
) -> tuple[tuple[Option, ...], tuple[Assignment, ...], bool]:
    """The options behind a command's names, the assignments of `--set`, and whether a word may hold more."""
    options: list[Option] = []
    assignments: list[Assignment] = []
    is_open = False
    number = 0
    while number < len(patterns):
        word, pattern = words[number], patterns[number]
        number += 1
        if len(pattern) < 2 or pattern[0] != "-":
            is_open = is_open or UNKNOWN in pattern
            continue
        spelled, equals, behind = pattern.partition("=")
        name = _long(spelled, names)
        more = number < len(patterns) and not patterns[number].startswith("-")
        if name == "set":
            if equals:
                assignments.extend(_assignments(_span(source, word, len(spelled) + 1), behind))
            while number < len(patterns) and not patterns[number].startswith("-"):
                known = list(_assignments(_span(source, words[number]), patterns[number]))
                assignments.extend(known)
                is_open = is_open or not known
                number += 1
        elif equals:
            options.append(_option(name, _span(source, word, len(spelled) + 1), behind))
        elif name in _FLAGS or not more:
            options.append(Option(name, None, _span(source, word)))
        else:
            options.append(_option(name, _span(source, words[number]), patterns[number]))
            number += 1
    return tuple(options), tuple(assignments), is_open


def _long(spelled: str, names: tuple[str, ...]) -> str:
    name = spelled.lstrip("-")
    if names[0] == "model" and names[-1] in ("deploy", "register", "package") and not spelled.startswith("--"):
        name = _SHORT_OF_V1_MODELS.get(name, name)
    return _SHORT.get(name, name)


def _span(source: Source, word: Word, skipped: int = 0) -> Span:
    """The place of a word behind its first `skipped` characters, without quotation marks around it."""
    start, end = _unquoted(source.text, word.start, word.end)
    start, end = _unquoted(source.text, min(start + skipped, end), end)
    return Span(source, start, end)


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start >= 2 and text[start] in "'\"" and text[end - 1] == text[start]:
        return start + 1, end - 1
    return start, end


def _option(name: str, span: Span, pattern: str) -> Option:
    return Option(name, value_of(span, pattern), span, pattern)


def _assignments(whole: Span, pattern: str) -> Iterator[Assignment]:
    """`a.b=c` of `--set`; nothing where the key cannot be told."""
    path, equals, value = pattern.partition("=")
    if not equals or not path.strip() or UNKNOWN in path:
        return
    source = whole.source
    key_end = min(whole.start + len(path), whole.end)
    start, end = _unquoted(source.text, min(key_end + 1, whole.end), whole.end)
    given = value_of(Span(source, start, end), value, typed=True)
    yield Assignment(path.strip(), given, Span(source, whole.start, key_end), value)


def value_of(span: Span, pattern: str, typed: bool = False) -> Value:
    """The value of a pattern: a scalar where all of it is known; `typed` reads numbers and booleans as YAML does."""
    if UNKNOWN in pattern or ROOT in pattern or OWN in pattern:
        return Unknown(span, f"`{span.text}` is filled in when the command runs", span.text)
    if typed:
        if pattern[:1] in ("{", "["):
            return Unknown(span, "it is given as JSON on the command line", span.text)
        lowered = pattern.lower()
        if lowered in ("true", "false"):
            return Scalar(span, lowered == "true", pattern)
        if lowered in ("null", "none", ""):
            return Scalar(span, None, pattern)
        try:
            if lowered.strip("+-")[:1].isdigit():
                return Scalar(span, float(pattern) if "." in pattern or "e" in lowered else int(pattern), pattern)
        except ValueError:
            pass
        return Scalar(span, pattern, pattern)
    from ..placeholders import find

    placeholder = find(pattern)
    if placeholder is not None:
        return Unknown(span, f"the placeholder {placeholder} is filled in later", pattern)
    return Scalar(span, pattern, pattern)


# -- Python lists of arguments ---------------------------------------------------------------------------------------


def _argument_lists(source: Source) -> Iterator[Invocation]:
    """Commands given as lists of strings: `["az", "ml", "model", "create", ...]`."""
    text = source.text
    for mark in ('"', "'"):
        needle = f"{mark}az{mark}"
        at = text.find(needle)
        while at >= 0:
            after = at + len(needle)
            rest = text[after : after + 40].lstrip(", \n\t")
            if rest.startswith(f"{mark}ml{mark}"):
                start = text.index(f"{mark}ml{mark}", after) + 4
                words, end = _list_words(text, start)
                if {"create", "update", "deploy", "register", "package"} & {word.literal for word in words[:3]}:
                    region = Region(text, at, at)
                    yield Invocation(source, "python", words, at, end, region, (), text[end : end + 1] != "]")
            at = text.find(needle, after)


def _list_words(text: str, at: int) -> tuple[tuple[Word, ...], int]:
    """The items of a list from an offset on: string literals as text, anything else unknown."""
    words: list[Word] = []
    stop = min(len(text), at + 5_000)
    while at < stop:
        if text[at] in ", \n\t\r":
            at += 1
        elif text[at] in "])":
            break
        elif text[at] in "\"'":
            close = text.find(text[at], at + 1, stop)
            if close < 0:
                break
            words.append(Word((Piece("text", text[at + 1 : close]),), at, close + 1))
            at = close + 1
        else:
            end, depth = at, 0
            while end < stop and (depth or text[end] not in ",])"):
                depth += (text[end] in "([{") - (text[end] in ")]}")
                end += 1
            words.append(Word((Piece("unknown", text[at:end].strip()),), at, end))
            at = end
    return tuple(words), at
