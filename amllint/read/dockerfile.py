"""Dockerfiles: what the last stage and the stages it stands on do.

dockerfile-parse splits the file into instructions. It knows neither heredocs nor blank lines inside a continuation,
so it is given a text in which both are comments; texts and places are then taken from the source by line. Variables
are substituted here, because its own substitution knows no scopes of stages.
"""

from __future__ import annotations

import re
from posixpath import join, normpath

from .. import placeholders
from ..model import CopySource, Dockerfile, Instruction, ReadProblem, Requirement, Stage
from ..text import Source, Span
from .run_installs import Installs, commands, expanded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Pieces = list[tuple[int, int]]

_HEREDOC = r"(?<!\S)[0-9]*<<(-?)(['\"]?)([A-Za-z_.][\w.\-]*)\2(?=[\s;&|)>]|$)"
_WITH_HEREDOC = ("RUN", "COPY", "ADD")
_WITH_FLAGS = ("FROM", "COPY", "ADD", "RUN", "HEALTHCHECK")
_WITH_JSON = ("RUN", "CMD", "ENTRYPOINT", "COPY", "ADD", "VOLUME", "SHELL")
_SHELL_VARIABLE = re.compile(r"\\.|'[^']*'|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\})", re.DOTALL)


def read_dockerfile(source: Source) -> Dockerfile:
    """Read a Dockerfile; what cannot be read is a problem or makes the result opaque."""
    reader = _DockerfileReader(source)
    reader.read()
    return reader.result()


class _Block:
    """An instruction as it stands in the file: lines `first` to `last` (from 0), with the bodies of its heredocs."""

    __slots__ = ("first", "heredocs", "keyword", "last", "pieces", "text")

    def __init__(self, keyword: str, first: int, last: int, heredocs: tuple[tuple[str, Span], ...]) -> None:
        self.keyword = keyword
        self.first = first
        self.last = last
        self.heredocs = heredocs
        self.text = ""
        self.pieces: Pieces = []

    def join(self, source: Source, escape: str) -> None:
        """Join the lines, continuations and the comments between them cut out."""
        parts: list[str] = []
        length = 0
        for number in range(self.first, self.last + 1):
            line = source.line(number + 1)
            if number > self.first and (line.lstrip().startswith("#") or not line.strip()):
                continue
            bare = line.rstrip()
            part = bare[:-1] if bare.endswith(escape) else bare
            self.pieces.append((length, source.starts[number]))
            parts.append(part)
            length += len(part)
        self.text = "".join(parts)

    def offset(self, at: int) -> int:
        """The source offset of an offset in the joined text."""
        joined, place = next(piece for piece in reversed(self.pieces) if piece[0] <= max(at, 0))
        return place + at - joined


def _split(source: Source) -> tuple[list[_Block], list[ReadProblem]]:
    """The instructions of the file."""
    from io import BytesIO

    from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]

    lines = source.text.split("\n")
    escape = _escape(lines)
    bodies, problems = _mask(source, lines, escape)
    text = "\n".join(lines) + "\n\n"
    parser = DockerfileParser(fileobj=BytesIO(text.encode("utf-8", "replace")))
    blocks = []
    last_line = len(source.starts) - 1
    for item in parser.structure:
        if item["instruction"] != "COMMENT":
            first, last = item["startline"], min(item["endline"], last_line)
            if first <= last:
                block = _Block(item["instruction"], first, last, tuple(bodies.get(first, ())))
                block.join(source, escape)
                blocks.append(block)
    return blocks, problems


def _escape(lines: list[str]) -> str:
    """The escape character: a parser directive at the top may make it a backtick."""
    for line in lines:
        directive = re.match(r"\s*#\s*(\w+)\s*=\s*(\S+)\s*$", line)
        if directive is None:
            break
        if directive[1].lower() == "escape":
            return "`" if directive[2] == "`" else "\\"
    return "\\"


def _mask(source: Source, lines: list[str], escape: str) -> tuple[dict[int, list[tuple[str, Span]]], list[ReadProblem]]:
    """Make heredoc bodies and the blank lines of continuations comments, in place, and return the bodies by line."""
    bodies: dict[int, list[tuple[str, Span]]] = {}
    problems: list[ReadProblem] = []
    closings = {line.strip("\t\r"): number for number, line in enumerate(lines)} if "<<" in source.text else {}
    first = -1
    number = 0
    parts: list[str] = []
    while number < len(lines):
        line = lines[number]
        if first < 0:
            if not line.strip() or line.lstrip().startswith("#"):
                number += 1
                continue
            first = number
            # dockerfile-parse wants a blank between the keyword and the sign of continuation.
            lines[number] = line = re.sub(rf"^(\s*\w+)({re.escape(escape)}\s*)$", r"\1 \2", line)
        elif not line.strip() or line.lstrip().startswith("#"):
            lines[number] = "#"
            number += 1
            continue
        bare = line.rstrip()
        parts.append(bare)
        number += 1
        if bare.endswith(escape) and number < len(lines):
            continue
        keyword = parts[0].split(None, 1)[0].upper()
        joined = " ".join(parts)
        if keyword in _WITH_HEREDOC and "<<" in joined:
            for match in re.finditer(_HEREDOC, joined):
                number = _mask_body(
                    source, lines, number, first, (match[3], match[1] == "-"), closings, bodies, problems
                )
        first = -1
        parts = []
    return bodies, problems


def _mask_body(
    source: Source,
    lines: list[str],
    number: int,
    first: int,
    delimiter: tuple[str, bool],
    closings: dict[str, int],
    bodies: dict[int, list[tuple[str, Span]]],
    problems: list[ReadProblem],
) -> int:
    """Mask the heredoc body that starts at a line; return the number of the line after it."""
    name, strips_tabs = delimiter
    # Looked up first, because a search for each of many heredocs that never end would be quadratic.
    if closings.get(name, -1) >= number:
        for end in range(number, len(lines)):
            line = lines[end].rstrip("\r")
            if (line.lstrip("\t") if strips_tabs else line) == name:
                body = source.span(source.starts[number], source.starts[end])
                bodies.setdefault(first, []).append((name, body))
                lines[number : end + 1] = ["#"] * (end + 1 - number)
                return end + 1
    message = f"the heredoc `<<{name}` has no closing line `{name}`"
    problems.append(ReadProblem(message, source.line_span(first + 1), "syntax"))
    return number


class _Scope:
    """Variables and settings of a stage while it is read."""

    __slots__ = ("args", "command", "entrypoint", "envs", "hidden", "user", "workdir")

    def __init__(self, parent: _Scope | None = None) -> None:
        self.args: dict[str, str] = dict(parent.args) if parent else {}
        self.envs: dict[str, str] = dict(parent.envs) if parent else {}
        self.workdir: str | None = parent.workdir if parent else None
        self.command: Instruction | None = parent.command if parent else None
        self.entrypoint: Instruction | None = parent.entrypoint if parent else None
        self.user: tuple[str, Span] | None = parent.user if parent else None

    def known(self) -> dict[str, str]:
        """What a variable stands for: ENV wins over ARG."""
        return {**self.args, **self.envs}


class _Layers:
    """What one stage does itself."""

    def __init__(self) -> None:
        self.installs = Installs()
        self.copies: list[CopySource] = []
        self.variables: list[tuple[str, str, Span]] = []
        self.ports: list[tuple[int, Span]] = []
        self.brings_from: list[str] = []


class _DockerfileReader:
    """Walks the instructions from top to bottom."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.instructions: list[Instruction] = []
        self.stages: list[Stage] = []
        self.problems: list[ReadProblem] = []
        self.scopes: list[_Scope] = []
        self.layers: list[_Layers] = []
        self.by_name: dict[str, int] = {}
        self.global_args: dict[str, str] = {}

    def read(self) -> None:
        """Read all instructions."""
        blocks, self.problems = _split(self.source)
        for block in blocks:
            self.block(block)

    def block(self, block: _Block) -> None:
        """Read one instruction."""
        keyword = block.keyword
        head = re.match(r"\s*\S+\s*", block.text)
        start = head.end() if head else 0
        flags: list[tuple[str, str]] = []
        if keyword in _WITH_FLAGS:
            start = _flags(block.text, start, flags)
        raw = block.text[start:].rstrip()
        words = _json_words(raw) if keyword in _WITH_JSON and raw.startswith("[") else None
        stage = len(self.stages) - 1
        known = self.scopes[stage].known() if stage >= 0 else self.global_args
        if keyword in ("CMD", "ENTRYPOINT") and stage >= 0:
            known = self.scopes[stage].envs
        value = raw if words is not None and keyword not in ("COPY", "ADD") else substitute(raw, known)
        if words is None:
            shell = tuple(word.text for command in commands(raw, known) for word in command.words)
        elif keyword in ("COPY", "ADD"):
            shell = tuple(substitute(word, known) for word in words)
        else:
            shell = words
        span = _span(self.source, block)
        flags = [(name, substitute(text, known)) for name, text in flags]
        stage = stage + 1 if keyword == "FROM" else max(stage, 0)
        instruction = Instruction(keyword, value, span, stage, shell, words is not None, tuple(flags), block.heredocs)
        self.instructions.append(instruction)
        if keyword == "FROM":
            self.stage(instruction)
        elif not self.stages:
            if keyword == "ARG":
                for name, default in _assignments(raw, self.global_args):
                    if default is not None:
                        self.global_args[name] = default
        else:
            self.within(instruction, block, raw, start)

    def stage(self, instruction: Instruction) -> None:
        """Begin a stage."""
        words = instruction.value.split()
        base: str | None = words[0] if words else None
        if base is not None and ("$" in base or placeholders.find(base)):
            base = None
        name = words[2] if len(words) > 2 and words[1].lower() == "as" else None
        number = len(self.stages)
        parent = self.by_name.get(base.lower()) if base else None
        self.stages.append(Stage(number, name, base, instruction.span))
        self.scopes.append(_Scope(self.scopes[parent] if parent is not None else None))
        self.layers.append(_Layers())
        if name:
            self.by_name[name.lower()] = number

    def within(self, instruction: Instruction, block: _Block, raw: str, start: int) -> None:
        """Take in an instruction of a stage."""
        scope, layer = self.scopes[-1], self.layers[-1]
        keyword = instruction.keyword
        if keyword == "ARG":
            for name, default in _assignments(raw, scope.known()):
                value = default if default is not None else self.global_args.get(name)
                if value is not None:
                    scope.args[name] = value
        elif keyword == "ENV":
            for name, value in _assignments(raw, scope.known()):
                scope.envs[name] = value or ""
                layer.variables.append((name, value or "", instruction.span))
        elif keyword == "WORKDIR":
            folder = instruction.value.strip().strip("'\"")
            scope.workdir = normpath(join(scope.workdir or "/", folder))
        elif keyword == "USER":
            scope.user = (instruction.value.strip(), instruction.span)
        elif keyword == "CMD":
            scope.command = instruction
        elif keyword == "ENTRYPOINT":
            if scope.command is not None and scope.command.stage != instruction.stage:
                scope.command = None
            scope.entrypoint = instruction
        elif keyword == "EXPOSE":
            ports = re.findall(r"(?<![\w$/{-])([0-9]{1,5})(?![0-9])", instruction.value)
            layer.ports.extend((int(port), instruction.span) for port in ports)
        elif keyword in ("COPY", "ADD"):
            self.copy(instruction, scope, layer)
        elif keyword == "RUN":
            self.run(instruction, block, raw, start)

    def copy(self, instruction: Instruction, scope: _Scope, layer: _Layers) -> None:
        """Take in COPY or ADD."""
        origin = dict(instruction.flags).get("from")
        if origin is not None:
            layer.brings_from.append(origin)
            return
        words = [word for word in instruction.words if not word.startswith("<<")]
        if len(words) < 2:
            return
        target = _in_image(words[-1], scope.workdir)
        layer.copies.extend(
            CopySource(path, target, instruction.span, instruction.stage)
            for path in words[:-1]
            if not re.match(r"[a-z]+://|git@", path)
        )

    def run(self, instruction: Instruction, block: _Block, raw: str, start: int) -> None:
        """Take in RUN: the shell text, the JSON form, or the body of a heredoc."""
        scope, layer = self.scopes[-1], self.layers[-1]
        workdir = scope.workdir or "/"
        known = scope.known()
        for name, text in instruction.flags:
            mount = dict(part.partition("=")[::2] for part in text.split(",")) if name == "mount" else {}
            path, target = mount.get("source", mount.get("src", ".")), mount.get("target", mount.get("dst"))
            if mount.get("type") == "bind" and target and "from" not in mount:
                layer.copies.append(
                    CopySource(path, _in_image(target, scope.workdir), instruction.span, instruction.stage)
                )
        if instruction.json_form:
            self.run_json(instruction, known, workdir, layer)
            return
        place = _placer(self.source, block, start)
        script = re.sub(_HEREDOC, "", raw).strip()
        interpreter = re.fullmatch(r"(?:/\S*/)?(?:ba|da|a|z)?sh(?:\s+-\w+)*", script)
        if not block.heredocs or (script and not interpreter):
            layer.installs.shell(raw, place, known, workdir)
        for _, body in block.heredocs if not script or interpreter else ():
            text = body.text
            first = text.split("\n", 1)[0]
            if first.startswith("#!") and "sh" not in first:
                # The body is a program of another language.
                layer.installs.opaque |= "pip" in text or "conda" in text
            else:
                layer.installs.shell(text, _within(body), known, workdir)
        if block.heredocs and script and not interpreter:
            layer.installs.opaque |= any("install" in body.text for _, body in block.heredocs)

    def run_json(self, instruction: Instruction, known: dict[str, str], workdir: str, layer: _Layers) -> None:
        """Take in the JSON form: no shell, but often one is the program."""
        words = instruction.words
        place = _json_places(instruction, words)
        if len(words) > 2 and re.search(r"sh$", words[0]) and re.fullmatch(r"-[a-z]*c", words[1]):
            layer.installs.shell(words[2], place[2], known, workdir)
            return
        quoted = ["'" + word.replace("'", "'\\''") + "'" for word in words]
        layer.installs.shell(" ".join(quoted), lambda _start, _end: instruction.span, {}, workdir)

    # -- result ----------------------------------------------------------------------------------------------------

    def chain(self) -> list[int]:
        """The last stage and those it stands on, from the lowest up."""
        chain: list[int] = []
        number: int | None = len(self.stages) - 1 if self.stages else None
        while number is not None:
            chain.append(number)
            base = self.stages[number].base
            below = self._numbered(base, number)
            number = below
        return chain[::-1]

    def _numbered(self, name: str | None, before: int) -> int | None:
        """The number of the stage of that name above stage `before`."""
        found = None
        for stage in self.stages[:before]:
            if name is not None and stage.name and stage.name.lower() == name.lower():
                found = stage.number
        return found

    def result(self) -> Dockerfile:
        """Everything that counts for the final image."""
        chain = self.chain()
        layers = [self.layers[number] for number in chain]
        scope = self.scopes[-1] if self.scopes else _Scope()
        installs = [layer.installs for layer in layers]
        requirements: list[Requirement] = [item for install in installs for item in install.requirements]
        problems = [*self.problems, *(problem for install in installs for problem in install.problems)]
        if not self.stages:
            problems.append(
                ReadProblem("the Dockerfile has no FROM", self.source.span(0, len(self.source.line(1))), "invalid")
            )
        return Dockerfile(
            self.source,
            tuple(self.instructions),
            tuple(self.stages),
            tuple(requirements),
            tuple(item for install in installs for item in install.files),
            tuple(copy for layer in layers for copy in layer.copies),
            tuple(variable for layer in layers for variable in layer.variables),
            scope.command,
            scope.entrypoint,
            scope.user,
            tuple(port for layer in layers for port in layer.ports),
            scope.workdir,
            any(install.opaque for install in installs) or self._brings_packages(layers),
            tuple(problems),
        )

    def _brings_packages(self, layers: list[_Layers]) -> bool:
        """Whether a COPY brings files from a stage that installs something, or from an image that may hold packages."""
        for origin in (origin for layer in layers for origin in layer.brings_from):
            number = int(origin) if origin.isdecimal() else self._numbered(origin, len(self.stages))
            if number is None or number >= len(self.stages):
                if not re.search(r"(^|/)uv(:|@|$)", origin):
                    return True
                continue
            installs = self.layers[number].installs
            if installs.opaque or installs.requirements or installs.files or self.stages[number].base != "scratch":
                return True
        return False


def _flags(text: str, at: int, flags: list[tuple[str, str]]) -> int:
    """Read `--name=value` from an offset on; return the offset after them."""
    while True:
        match = re.compile(r"--([a-z][a-z-]*)(?:=(\S*))?(?:\s+|$)").match(text, at)
        if match is None:
            return at
        flags.append((match[1], match[2] or ""))
        at = match.end()


def _json_words(text: str) -> tuple[str, ...] | None:
    """The words of a JSON form; None if the text is none (Docker then takes it for a shell command)."""
    import json

    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(read) if isinstance(read, list) and all(isinstance(word, str) for word in read) else None


def substitute(text: str, known: dict[str, str]) -> str:
    """The text with the variables of `known` put in; others stay as written, single quotes and `\\$` keep theirs."""
    if "$" not in text:
        return text

    def put(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if not name or (match[3] is None and name not in known):
            return match[0]
        return expanded(match, known)

    return _SHELL_VARIABLE.sub(put, text)


def _assignments(text: str, known: dict[str, str]) -> list[tuple[str, str | None]]:
    """The pairs of ENV and ARG: `k=v k2="v 2"`, `k` alone, or the old form `k v ...`; values substituted."""
    old = re.match(r"([A-Za-z_][\w.-]*)\s+([^=\s]\S*(?:\s.*)?)$", text, re.DOTALL)
    first = text.split(None, 1)[0] if text.strip() else ""
    if old and "=" not in first:
        return [(old[1], _unquoted(substitute(old[2].strip(), known)))]
    pair = r"([A-Za-z_][\w.-]*)(=((?:\\.|\"(?:\\.|[^\"\\])*\"|'[^']*'|[^\s\"'\\]|[\"'\\])*))?"
    return [
        (match[1], _unquoted(substitute(match[2][1:], known)) if match[2] else None)
        for match in re.finditer(pair, text, re.DOTALL)
    ]


def _unquoted(text: str) -> str:
    """A value without its quotes and escapes."""
    return re.sub(
        r"\"((?:\\.|[^\"\\])*)\"|'([^']*)'|\\(.)",
        lambda match: re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2] or match[3] or "",
        text,
        flags=re.DOTALL,
    )


def _in_image(target: str, workdir: str | None) -> str:
    """The target of a COPY as an absolute path; one that is surely a folder ends in a slash."""
    path = normpath(join(workdir or "/", target))
    return path.rstrip("/") + "/" if target.rpartition("/")[2] in ("", ".", "..") else path


def _span(source: Source, block: _Block) -> Span:
    """The place of an instruction, heredoc bodies left out."""
    start = source.starts[block.first]
    start += len(block.text) - len(block.text.lstrip())
    end = source.starts[block.last] + len(source.line(block.last + 1).rstrip())
    return source.span(start, max(start, end))


def _placer(source: Source, block: _Block, start: int) -> Callable[[int, int], Span]:
    """The function that gives the place of a part of an instruction's arguments."""
    return lambda first, last: source.span(
        block.offset(start + first), block.offset(start + max(first, last - 1)) + (last > first)
    )


def _within(body: Span) -> Callable[[int, int], Span]:
    """The function that gives the place of a part of a heredoc's body."""
    return lambda first, last: Span(body.source, body.start + first, body.start + last)


def _json_places(instruction: Instruction, words: tuple[str, ...]) -> list[Callable[[int, int], Span]]:
    """For each word of a JSON form the function that gives the place of a part of it; the whole if it has escapes."""
    span = instruction.span
    text = span.text
    places: list[Callable[[int, int], Span]] = []
    at = 0
    for word in words:
        found = text.find(f'"{word}"', at)
        if found < 0:
            places.append(lambda _first, _last: span)
            continue
        at = found + len(word) + 2
        places.append(_within(Span(span.source, span.start + found + 1, span.start + at - 1)))
    return places
