"""What the RUN lines of a Dockerfile install: shell text read on paper, never run.

Only the shell that images are built with in practice is understood (lists of commands, quotes, variables, `cd`,
`bash -c`); whatever else might install something makes the result opaque.
"""

from __future__ import annotations

import re
from posixpath import basename, join, normpath

from ..model import ReadProblem, Requirement
from ..record import Record
from ..text import Span
from .match_spec import read_match_spec
from .requirements import read_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Place = Callable[[int, int], Span]

_DEEPEST_SHELL = 8
# Longer values of variables are not put in: lines such as `ENV X=$X$X` would double the text each time.
_LONGEST_VALUE = 2_000
_SHELLS = ("sh", "bash", "dash", "ash", "zsh", "ksh")
_PREFIXES = (
    "sudo",
    "time",
    "exec",
    "command",
    "nohup",
    "env",
    "then",
    "do",
    "else",
    "if",
    "elif",
    "while",
    "until",
    "!",
    "{",
)
_HARMLESS_SCRIPTS = ("activate", ".bashrc", ".profile", ".bash_profile", "conda.sh", "mamba.sh", "/etc/os-release")
# Tools that install what a project file of their own lists, or run what cannot be seen.
_OPAQUE_COMMANDS = ("eval", "make", "easy_install", "pip-sync", "ansible-playbook")
_PROJECT_TOOLS = ("poetry", "pipenv", "pdm", "pixi", "hatch", "rye", "uv", "conda-lock", "micropipenv")
_PROJECT_VERBS = ("install", "sync", "add", "update", "run")

_PIP_OPTIONS = (
    "-r -c -e -i -f -t -C -p --requirement --requirements --constraint --constraints --editable --index-url "
    "--extra-index-url --find-links --target --prefix --root --src --trusted-host --no-binary --only-binary --platform "
    "--python-version --implementation --abi --upgrade-strategy --progress-bar --cache-dir --timeout --retries --proxy "
    "--log --config-settings --config-setting --global-option --install-option --use-feature --use-deprecated --python "
    "--report --exists-action --cert --client-cert --resume-retries --keyring-provider --index --default-index "
    "--index-strategy --torch-backend --build-constraint --build --default-timeout --resolution --prerelease "
    "--exclude-newer --link-mode --override --overrides --group --upgrade-package --reinstall-package"
)
_CONDA_OPTIONS = (
    "-n --name -p --prefix -c --channel --solver --experimental-solver --repodata-fn --subdir --platform --clone "
    "--download-only-dir -r --root-prefix --rc-file --channel-priority --log-level --revision"
)
# Options that take a value.
_PIP_VALUES = frozenset(_PIP_OPTIONS.split())
_CONDA_VALUES = frozenset(_CONDA_OPTIONS.split())


class Word(Record):
    """A shell word with its quotes resolved; `start` and `end` are offsets of the text; variables that are not known
    are left in it as `${X}`. `literal` is the offset of its content if that stands in the text unchanged, else -1."""

    text: str
    start: int
    end: int
    literal: int = -1

    @property
    def hidden(self) -> bool:
        """Whether a part of the word is not known."""
        return "${" in self.text


class Command(Record):
    """A simple command; `piped` tells that it reads the output of another."""

    words: tuple[Word, ...]
    piped: bool


class Installs:
    """Collects what the shell texts of an image install."""

    def __init__(self) -> None:
        self.requirements: list[Requirement] = []
        self.files: list[tuple[str, Span]] = []
        self.problems: list[ReadProblem] = []
        self.opaque = False

    def shell(self, text: str, place: Place, variables: dict[str, str], workdir: str, depth: int = 0) -> None:
        """Read a shell text; `variables` are those of ARG and ENV, `workdir` the absolute folder it starts in."""
        if depth > _DEEPEST_SHELL:
            self.opaque = True
            return
        known = dict(variables)
        for command in commands(text, known):
            words = self._plain(list(command.words), known)
            if not words:
                continue
            if words[0].text == "cd" and len(words) > 1:
                workdir = normpath(join(workdir, words[1].text))
                continue
            self._command(words, command.piped, place, known, workdir, depth)

    def _plain(self, words: list[Word], known: dict[str, str]) -> list[Word]:
        """The words without keywords and assignments in front; assignments alone and `export` are remembered."""
        exported = False
        while words:
            text = words[0].text
            assignment = re.fullmatch(r"([A-Za-z_]\w*)=(.*)", text, re.DOTALL)
            if assignment:
                if exported or len(words) == 1:
                    known[assignment[1]] = assignment[2]
            elif text == "export":
                exported = True
            elif text == "-u" and len(words) > 1:
                words.pop(0)  # sudo -u NAME
            elif not (text in _PREFIXES or exported or text.startswith("-")):
                return words
            words.pop(0)
        return words

    def _command(
        self, words: list[Word], piped: bool, place: Place, known: dict[str, str], workdir: str, depth: int
    ) -> None:
        """Read one simple command."""
        first = words[0].text
        program = basename(first)
        rest = words[1:]
        if words[0].hidden and not program.startswith(("pip", "conda", "mamba", "micromamba", "python")):
            self.opaque = True
        elif program in _SHELLS:
            self._shell_program(rest, piped, place, known, workdir, depth)
        elif re.fullmatch(r"python[0-9.]*|pypy[0-9.]*", program):
            self._python(rest, piped, place, workdir)
        elif re.fullmatch(r"pip[0-9.]*", program):
            self._pip(rest, place, workdir)
        elif program == "uv" and rest and rest[0].text == "pip":
            self._pip(rest[1:], place, workdir)
        elif program in ("conda", "mamba", "micromamba"):
            self._conda(rest, place, known, workdir, depth)
        elif program in _PROJECT_TOOLS:
            self.opaque |= any(word.text in _PROJECT_VERBS for word in rest)
        elif program in _OPAQUE_COMMANDS:
            self.opaque = True
        elif program == "xargs":
            self.opaque |= any(re.match(r"(pip|conda|mamba|uv|python|(ba)?sh)[0-9.]*$", basename(w.text)) for w in rest)
        elif first in (".", "source"):
            self.opaque |= not (rest and rest[0].text.endswith(_HARMLESS_SCRIPTS))
        elif program.endswith((".sh", ".bash", ".run")) or first.startswith("./"):
            self.opaque = True
        elif program in ("apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf"):
            self._system(rest)

    def _shell_program(
        self, rest: list[Word], piped: bool, place: Place, known: dict[str, str], workdir: str, depth: int
    ) -> None:
        """`bash -c text`, `bash script`, `... | bash`."""
        for nth, word in enumerate(rest):
            if re.fullmatch(r"-[a-z]*c", word.text) and nth + 1 < len(rest):
                script = rest[nth + 1]
                self.shell(script.text, _inside(script, place), known, workdir, depth + 1)
                return
        script_name = next((word.text for word in rest if not word.text.startswith(("-", "+"))), None)
        self.opaque |= piped or not (script_name and script_name.endswith(_HARMLESS_SCRIPTS))

    def _python(self, rest: list[Word], piped: bool, place: Place, workdir: str) -> None:
        """`python -m pip ...`, `python setup.py install`, `... | python`."""
        while rest and rest[0].text.startswith("-") and rest[0].text not in ("-m", "-c", "-"):
            rest = rest[1:]
        if len(rest) > 1 and rest[0].text == "-m":
            module, rest = rest[1].text, rest[2:]
            if module == "uv" and rest and rest[0].text == "pip":
                module, rest = "pip", rest[1:]
            if module == "pip":
                self._pip(rest, place, workdir)
            elif module in _PROJECT_TOOLS or module in ("easy_install", "piptools"):
                self.opaque = True
        elif not rest or rest[0].text == "-":
            self.opaque |= piped
        elif rest[0].text == "-c":
            self.opaque |= any("pip" in word.text for word in rest)
        elif basename(rest[0].text) in ("setup.py", "get-pip.py", "get-poetry.py") or "install" in rest[0].text:
            self.opaque |= basename(rest[0].text) != "get-pip.py"

    def _system(self, rest: list[Word]) -> None:
        """A package manager of the system; it may install Python packages under names of its own."""
        tools = (
            r"python3?-(pip|dev|venv|setuptools|wheel|distutils|minimal|full|devel|virtualenv|apt|software-properties)"
        )
        if any(word.text in ("install", "add") for word in rest):
            self.opaque |= any(
                re.match(r"(python3?|py3)-\w", word.text) and not re.match(tools, word.text) for word in rest
            )

    # -- pip -------------------------------------------------------------------------------------------------------

    def _pip(self, rest: list[Word], place: Place, workdir: str) -> None:
        """The arguments of pip."""
        arguments = list(_arguments(rest, _PIP_VALUES))
        verb = next((word.text for name, word, _ in arguments if not name), "")
        if verb != "install":
            self.opaque |= verb == "sync" or "${" in verb
            return
        seen_verb = False
        for name, word, value_start in arguments:
            if not name and not seen_verb:
                seen_verb = True
            elif not name:
                self._pip_package(word, place)
            elif name in ("-r", "--requirement", "--requirements"):
                self._file(word.text, place(value_start, word.end), workdir)
            elif name in ("-e", "--editable", "--group"):
                self.opaque = True

    def _pip_package(self, word: Word, place: Place) -> None:
        """One requirement of `pip install`."""
        span = place(word.start, word.end)
        if not word.text.strip():
            return
        read = read_requirement(word.text, span)
        if isinstance(read, ReadProblem):
            if word.hidden:
                self.opaque = True
            else:
                self.problems.append(read)
            return
        self.opaque |= not read.name or bool(read.url)
        self.requirements.append(read)

    def _file(self, name: str, span: Span, workdir: str) -> None:
        """A requirements or conda file that is installed from."""
        if not name or "${" in name or "://" in name or name.startswith(("/dev/", "<")):
            self.opaque = True
            return
        self.files.append((normpath(join(workdir, name)), span))

    # -- conda -----------------------------------------------------------------------------------------------------

    def _conda(self, rest: list[Word], place: Place, known: dict[str, str], workdir: str, depth: int) -> None:
        """The arguments of conda, mamba and micromamba."""
        verb = next((word.text for name, word, _ in _arguments(rest, _CONDA_VALUES) if not name), "")
        if verb == "run":
            inner = _after_run(rest)
            if inner:
                self._command(inner, False, place, known, workdir, depth)
            return
        of_env = verb == "env"
        verbs = ("create", "update") if of_env else ("install", "create", "update")
        files = ("-f", "--file")
        positional = 0
        named_file = False
        for name, word, value_start in _arguments(rest, _CONDA_VALUES | frozenset(files)):
            if not name:
                positional += 1
                if positional == 1 or (of_env and positional == 2):
                    if not of_env or positional == 2:
                        verb = word.text
                        if verb not in verbs:
                            return
                elif not of_env and verb != "update":
                    self._conda_package(word, place)
            elif name in files:
                named_file = True
                if of_env or word.text.endswith((".yml", ".yaml")):
                    self._file(word.text, place(value_start, word.end), workdir)
                else:
                    self.opaque = True
            elif name == "--clone":
                self.opaque = True
        if of_env and verb in verbs and not named_file:
            self._file("environment.yml", place(rest[0].start, rest[-1].end), workdir)

    def _conda_package(self, word: Word, place: Place) -> None:
        """One match spec of `conda install`."""
        span = place(word.start, word.end)
        if word.hidden:
            match = re.match(r"(?:[\w./-]+::)?([A-Za-z0-9][\w.-]*)\s*[=<>!~]", word.text)
            if match is None:
                self.opaque = True
                return
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            self.requirements.append(Requirement(name, word.text, span, "conda", grade="url"))
            return
        read = read_match_spec(word.text, span)
        self.opaque |= not read.name
        if read.name:
            self.requirements.append(read)


def _arguments(words: list[Word], with_value: frozenset[str]) -> Iterator[tuple[str, Word, int]]:
    """Options that take a value and positional words: name (empty for positional), word, offset of the value."""
    nth = 0
    while nth < len(words):
        word = words[nth]
        nth += 1
        text = word.text
        if not text.startswith("-") or text == "-":
            yield "", word, word.start
        elif text.startswith("--"):
            name, equals, value = text.partition("=")
            if name in with_value:
                if equals:
                    yield name, Word(value, word.start, word.end), min(word.start + len(name) + 1, word.end)
                elif nth < len(words):
                    yield name, words[nth], words[nth].start
                    nth += 1
        elif text[:2] in with_value:
            if len(text) > 2:
                value = text[2:].removeprefix("=")
                yield text[:2], Word(value, word.start, word.end), min(word.start + 2, word.end)
            elif nth < len(words):
                yield text, words[nth], words[nth].start
                nth += 1


def _inside(word: Word, place: Place) -> Place:
    """The function that gives the place of a part of a word; the whole word if its text is not as written."""
    if word.literal < 0:
        return lambda _start, _end: place(word.start, word.end)
    return lambda start, end: place(word.literal + start, word.literal + end)


def _after_run(words: list[Word]) -> list[Word]:
    """The command that `conda run` runs."""
    nth = next((nth for nth, word in enumerate(words) if word.text == "run"), len(words)) + 1
    while nth < len(words) and words[nth].text.startswith("-"):
        nth += 2 if words[nth].text in ("-n", "--name", "-p", "--prefix", "--cwd", "-r", "--root-prefix") else 1
    return words[nth:]


# -- shell text ------------------------------------------------------------------------------------------------------

_VARIABLE = r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\})"
_TOKEN = (
    r"(?P<blank>(?:[ \t\r\f\v]|\\\r*\n)+)|(?P<comment>(?<![^\s;&|()])\#[^\n]*)|(?P<end>&&|\|\||;;|[;&\n()]|\|&?)"
    r"|(?P<redirect>[0-9]*(?:&>>?|<<<?-?|[<>]&[0-9-]?|>>|>\||<>|[<>]))"
)


def commands(text: str, known: dict[str, str]) -> Iterator[Command]:
    """The simple commands of a shell text, in order; redirections and comments are left out.

    `known` is looked up while reading, so that the caller may add the assignments of earlier commands.
    """
    token = re.compile(_TOKEN).match
    variable = re.compile(_VARIABLE).match
    words: list[Word] = []
    piped = after_redirect = False
    at = 0
    while at < len(text):
        match = token(text, at)
        kind = match.lastgroup if match else None
        if kind == "redirect" and match and match[0][0].isdigit() and at and not text[at - 1].isspace():
            kind = None
        if match is None or kind is None:
            word, at = _word(text, at, known, variable)
            if not after_redirect:
                words.append(word)
            after_redirect = False
            continue
        if kind == "redirect":
            after_redirect = not re.search(r"&[0-9-]$", match[0])
        elif kind == "end":
            if words:
                yield Command(tuple(words), piped)
            piped = match[0].startswith("|") and match[0] != "||"
            words = []
            after_redirect = False
        at = match.end()
    if words:
        yield Command(tuple(words), piped)


def _word(
    text: str, at: int, known: dict[str, str], variable: Callable[[str, int], re.Match[str] | None]
) -> tuple[Word, int]:
    """The word at an offset and the offset after it."""
    start = at
    out: list[str] = []
    quote = ""
    plain = True
    while at < len(text):
        character = text[at]
        if character == quote:
            quote = ""
        elif not quote and character in ("'", '"'):
            quote = character
        elif quote == "'":
            out.append(character)
        elif character == "\\" and at + 1 < len(text):
            at += 1
            plain = False
            if text[at] != "\n":
                out.append(text[at] if not quote or text[at] in '"\\$`' else "\\" + text[at])
        elif character == "$" or character == "`":
            plain = False
            value, at = _substituted(text, at, known, variable)
            out.append(value)
            continue
        elif not quote and (character.isspace() or character in ";&|()<>"):
            break
        else:
            out.append(character)
        at += 1
    value = "".join(out)
    raw = text[start:at]
    literal = -1
    if plain and value == raw:
        literal = start
    elif plain and value == raw[1:-1]:
        literal = start + 1
    return Word(value, start, max(at, start + 1), literal), max(at, start + 1)


def _substituted(
    text: str, at: int, known: dict[str, str], variable: Callable[[str, int], re.Match[str] | None]
) -> tuple[str, int]:
    """What stands for the variable or command at an offset, and the offset after it."""
    match = variable(text, at)
    if match:
        return expanded(match, known), match.end()
    if text.startswith("$(", at):
        return "${command}", _closing(text, at + 2)
    if text[at] == "`":
        end = text.find("`", at + 1)
        return "${command}", end + 1 if end >= 0 else len(text)
    if text.startswith("${", at):
        end = text.find("}", at)
        return "${expression}", end + 1 if end >= 0 else len(text)
    special = at + 1 < len(text) and (text[at + 1].isdigit() or text[at + 1] in "@*#?$!-")
    return ("${argument}", at + 2) if special else ("$", at + 1)


def expanded(match: re.Match[str], known: dict[str, str]) -> str:
    """The value of a variable reference (`$X`, `${X}`, `${X:-y}`, `${X:+y}`), or `${X}` if it is not known."""
    name = match[1] or match[2]
    value = known.get(name)
    if value is not None and len(value) > _LONGEST_VALUE:
        value = None
    operator, word = match[3], match[4] or ""
    if operator and operator.endswith("-"):
        return value if value or (value is not None and operator == "-") else word
    if operator and operator.endswith("+"):
        return word if value or (value is not None and operator == "+") else ""
    return f"${{{name}}}" if value is None else value


def _closing(text: str, at: int) -> int:
    """The offset after the bracket that closes `$(`."""
    depth = 1
    while at < len(text) and depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at
