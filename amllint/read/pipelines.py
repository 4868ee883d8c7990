"""Steps, variables and template calls of CI pipelines: GitHub Actions, Azure Pipelines, GitLab and their like.

Pipelines are read line by line around the few places that matter instead of being composed as YAML: a repository may
hold thousands of them, and template expressions as keys (`${{ if }}:`) are no obstacle this way.
"""

from __future__ import annotations

from ..record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRIPT_KEYS = frozenset(
    {
        "run", "inlineScript", "script", "bash", "pwsh", "powershell", "before_script", "after_script", "commands",
        "cmds", "cmd", "Inline",
    }
)  # fmt: skip
_FOLDER_KEYS = ("working-directory:", "workingDirectory:", "cwd:", "workingFolder:")
_VARIABLE_BLOCKS = frozenset({"env", "variables"})
_MOST_LINES = 3_000


class Step(Record):
    """The script of one step: `text[start:end]`; `folded` where line ends stand for blanks; `key` is run, script, ...

    `folder` is the offset of the value of the step's working directory, -1 if it states none.
    """

    key: str
    start: int
    end: int
    folded: bool
    folder: int = -1


class Defined(Record):
    """A variable or an argument: `value` is the offset of what stands behind its key."""

    name: str
    value: int


class Call(Record):
    """A step that calls a template or a local action: `target` as written, with its arguments."""

    target: str
    arguments: tuple[Defined, ...]


class Definitions(Record):
    """What one pipeline file defines: variables, defaults of its parameters, included variable files, and calls."""

    variables: tuple[Defined, ...]
    defaults: tuple[Defined, ...]
    calls: tuple[Call, ...]


class _Line(Record):
    """A line: `indent` is the column of its key, `dash` that of the list item's sign if it starts one (else -1)."""

    start: int
    end: int
    indent: int
    dash: int
    key: str
    value: int


def _line(text: str, position: int) -> _Line:
    """The line that holds an offset, with its key if it has one."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    at, dash = start, -1
    while at < end and text[at] in " -":
        if text[at] == "-":
            if text[at + 1 : at + 2] not in (" ", "\n", "\r", ""):
                break
            dash = at - start
        at += 1
    colon = text.find(":", at, end)
    key, value = "", at
    if colon > 0 and text[colon + 1 : colon + 2] in (" ", "\n", "\r", ""):
        name = text[at:colon].strip("'\" ")
        if name and all(char.isalnum() or char in "_-." for char in name):
            key, value = name, colon + 1
            while value < end and text[value] in " \t":
                value += 1
    return _Line(start, end, at - start, dash, key, value)


def _blank(text: str, line: _Line) -> bool:
    stripped = text[line.start : line.end].strip()
    return not stripped or stripped.startswith("#")


def step_at(text: str, position: int) -> Step | None:
    """The step whose script holds an offset; None if no script does."""
    line = _line(text, position)
    if line.key in _SCRIPT_KEYS and line.value <= position:
        return _inline(text, line)
    first, least, at = line, _indent(line), line.start
    for _ in range(_MOST_LINES):
        if at == 0:
            return None
        line = _line(text, at - 1)
        at = line.start
        header = text[line.value : line.end].strip()
        if not header and not line.key:
            continue
        if line.dash >= 0 and not line.key and header[:1] in ("|", ">") and line.dash < least:
            return _block(text, replace(line, indent=line.dash), header[0] == ">")
        if line.key in _SCRIPT_KEYS:
            if header[:1] in ("|", ">") and line.indent < least:
                return _block(text, line, header[0] == ">")
            if not header and first.dash >= line.indent:
                return Step(line.key, first.start + first.indent, first.end, False, _folder(text, line, first.end))
            if header and line.indent < least:
                return _inline(text, line)
        least = min(least, _indent(line))
        if line.indent == 0 and line.key:
            return None
    return None


def _block(text: str, header: _Line, folded: bool) -> Step:
    """A block scalar: all lines after its header that are indented deeper than the key."""
    end = header.end
    while end < len(text):
        below = _line(text, end + 1)
        if text[below.start : below.end].strip() and _indent(below) <= header.indent:
            break
        end = below.end
    return Step(header.key, min(header.end + 1, end), end, folded, _folder(text, header, end))


def _inline(text: str, header: _Line) -> Step:
    """A plain or quoted scalar behind the key; it may go on over deeper lines, whose ends stand for blanks."""
    start, end = header.value, header.end
    while end < len(text):
        below = _line(text, end + 1)
        if not text[below.start : below.end].strip() or _indent(below) <= header.indent:
            break
        end = below.end
    body_end = end
    if text[start : start + 1] in ("'", '"') and text[start : start + 1]:
        close = text.rfind(text[start], start + 1, end)
        if close > start:
            start, body_end = start + 1, close
    return Step(header.key, start, body_end, True, _folder(text, header, end))


def _indent(line: _Line) -> int:
    """Column of the first character of a line."""
    return line.dash if line.dash >= 0 else line.indent


def _siblings(text: str, header: _Line, end: int) -> Iterator[_Line]:
    """The keys beside a key in the same mapping; `end` is where its value ends."""
    line = header
    while line.dash < 0 and line.start > 0:
        line = _line(text, line.start - 1)
        if _blank(text, line):
            continue
        if line.indent < header.indent:
            break
        if line.indent == header.indent:
            yield line
    at = end
    while at < len(text):
        line = _line(text, at + 1)
        at = line.end
        if _blank(text, line):
            continue
        if _indent(line) < header.indent:
            break
        if line.indent == header.indent and line.dash < 0:
            yield line


def _folder(text: str, header: _Line, end: int) -> int:
    """Offset of the working directory that holds for a step: its own, its job's default, the workflow's; else -1."""
    for line in _siblings(text, header, end):
        if text.startswith(_FOLDER_KEYS, line.start + line.indent) and line.value < line.end:
            return line.value
    found, deepest = -1, -1
    at = text.find("defaults:")
    while at >= 0:
        block = _line(text, at)
        if block.key == "defaults" and block.indent > deepest and (block.start < header.start or block.indent == 0):
            inner = list(_below(text, block))
            value = next((line.value for line in inner if line.key == "working-directory"), -1)
            if value >= 0 and (block.indent == 0 or _holds(text, block, header)):
                found, deepest = value, block.indent
        at = text.find("defaults:", at + 1)
    return found


def _holds(text: str, block: _Line, header: _Line) -> bool:
    """Whether the mapping that a block stands in goes on until another line."""
    at = block.end
    while at < header.start:
        line = _line(text, at + 1)
        at = line.end
        if not _blank(text, line) and line.indent < block.indent:
            return False
    return True


def _below(text: str, block: _Line) -> Iterator[_Line]:
    """The lines below a key, deeper ones and the items of a list at its own column."""
    at = block.end
    while at < len(text):
        line = _line(text, at + 1)
        at = line.end
        if _blank(text, line):
            continue
        if line.indent <= block.indent and line.dash < block.indent:
            return
        if line.dash < 0 and line.indent <= block.indent:
            return
        if block.dash >= 0 and line.dash >= 0 and line.dash <= block.dash:
            return
        yield line


def definitions(text: str) -> Definitions:
    """Variables, parameter defaults and template calls of a pipeline file."""
    variables: list[Defined] = []
    defaults: list[Defined] = []
    calls: list[Call] = []
    for word in ("env:", "variables:", "parameters:", "inputs:", "template:", "uses:"):
        at = text.find(word)
        while at >= 0:
            line = _line(text, at)
            if line.key + ":" == word and line.start + line.indent == at:
                if line.key in _VARIABLE_BLOCKS:
                    variables.extend(_variables(text, line))
                    calls.extend(_includes(text, line))
                elif line.key in ("parameters", "inputs"):
                    defaults.extend(_defaults(text, line))
                else:
                    calls.extend(_call(text, line))
            at = text.find(word, at + 1)
    return Definitions(tuple(variables), tuple(defaults), tuple(calls))


def _variables(text: str, block: _Line) -> Iterator[Defined]:
    """`NAME: value` lines, and `name:`/`value:` pairs."""
    named = ""
    for line in _below(text, block):
        if line.key == "name" and line.dash >= 0:
            named = text[line.value : line.end].strip().strip("'\"")
        elif line.key == "value" and named:
            yield Defined(named, line.value)
            named = ""
        elif line.key and line.dash < 0 and line.value < line.end:
            yield Defined(line.key, line.value)


def _includes(text: str, block: _Line) -> Iterator[Call]:
    for line in _below(text, block):
        if line.key == "template" and line.value < line.end:
            yield Call(text[line.value : line.end].split("#")[0].strip().strip("'\""), ())


def _defaults(text: str, block: _Line) -> Iterator[Defined]:
    """Defaults of parameters: `- name: x` with `default: y`, or `x:` with a deeper `default: y`."""
    named = ""
    for line in _below(text, block):
        if line.key == "name" and line.dash >= 0:
            named = text[line.value : line.end].strip().strip("'\"")
        elif line.key == "default" and named:
            yield Defined(named, line.value)
        elif line.key and line.dash < 0 and text[line.value : line.end].split("#")[0].strip() == "":
            named = line.key


def _call(text: str, line: _Line) -> Iterator[Call]:
    target = text[line.value : line.end].split("#")[0].strip().strip("'\"")
    if not target or "@" in target:
        return
    arguments: list[Defined] = []
    for sibling in _siblings(text, line, line.end):
        if sibling.key in ("parameters", "with"):
            arguments.extend(Defined(below.key, below.value) for below in _below(text, sibling) if below.key)
    yield Call(target, tuple(arguments))
