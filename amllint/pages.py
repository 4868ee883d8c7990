"""Rule pages: a module's docstring, its Bad and Good examples, and how it reads in a terminal.

A page is Markdown. Its first paragraph is `CODE name: one sentence.`; then why it matters and what Azure says; then
sections `## Bad` and `## Good` (several are allowed, a title may follow after a colon). An example is a project: each
fenced block that stands under a line with nothing but a path in backticks is a file, laid over a small correct project.

    ## Bad
    Base: batch

    `deployment.yml`
    ```yaml
    instance_count: 0  # <-
    ```

- `Base: NAME` chooses the project (fixtures/base/NAME); v2 if nothing is said. In the text before the first section
  it holds for all examples.
- `Config:` above a fenced block gives the project's pyproject.toml.
- A block that holds only `(deleted)` removes the file.
- The marker `# <-` (also `// <-`, `<!-- <- -->`) at a line's end says where findings must fall. It is taken out.
"""

from __future__ import annotations

import re

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from .registry import RuleInfo

_FIRST = re.compile(r"([A-Z]+[0-9]{3,4}) ([a-z0-9]+(?:-[a-z0-9]+)*): (.+)")
_SECTION = re.compile(r"## (Bad|Good)(?:: *(.*))?")
_PATH = re.compile(r"`([^`]+)`:?")
_FENCE = re.compile(r"(`{3,}|~{3,})[\w.+-]*")
_MARK = re.compile(r"[ \t]*(?:#|//|<!--) ?<-(?: ?-->)?[ \t]*$")


class PageError(ValueError):
    """A page that does not follow the form."""


class ExampleFile(Record):
    """A file of an example: `marks` are the lines (from 1) that bear the marker; `text` None removes the file."""

    path: str
    text: str | None
    marks: tuple[int, ...] = ()


class Example(Record):
    """One example: `verdict` says what the rule makes of it, `line` where its section stands in the page (from 1).

    `config` is the text of the project's pyproject.toml, None if it has none.
    """

    verdict: Literal["Bad", "Good"]
    line: int
    base: str
    files: tuple[ExampleFile, ...]
    config: str | None = None
    title: str = ""

    @property
    def id(self) -> str:
        """A short name for test reports."""
        return f"{self.verdict}-line-{self.line}"


class Page(Record):
    """A parsed page; `text` is the whole of it."""

    code: str
    name: str
    summary: str
    text: str
    examples: tuple[Example, ...]


def page_of(info: RuleInfo) -> Page:
    """The page of a rule; imports its module. Raise PageError if it has none."""
    from .registry import page_text

    return parse(page_text(info))


def parse(text: str) -> Page:
    """Read a page; raise PageError, with the line, if it does not follow the form."""
    text = text.strip() + "\n"
    first = " ".join(text.split("\n\n", 1)[0].split())
    match = _FIRST.fullmatch(first)
    if not match:
        raise PageError(f"line 1: a page begins with `CODE name: one sentence.`, not with {first[:60]!r}")
    return Page(match[1], match[2], match[3].removesuffix("."), text, tuple(_Examples(text).read()))


class _Examples:
    """Reads the examples of a page, line by line."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.at = 0
        self.base = "v2"
        self.config: str | None = None
        self.found: list[Example] = []
        self.heading: re.Match[str] | None = None
        self.started = 0
        self.files: list[ExampleFile] = []
        self.defaults: tuple[str, str | None] = (self.base, self.config)

    def read(self) -> list[Example]:
        before = ""
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            self.at += 1
            fence = _FENCE.fullmatch(line)
            if fence:
                self._block(before, self._body(fence[1]))
            elif line.startswith("## "):
                self._close()
                self.heading, self.started = _SECTION.fullmatch(line), self.at
            elif line.startswith("Base: "):
                self.base = line[6:].strip()
            if line:
                before = line
        self._close()
        return self.found

    def _close(self) -> None:
        """End the section that is open, if one is; what was said before the first holds for all."""
        if self.heading is None:
            self.defaults = (self.base, self.config) if not self.found else self.defaults
        else:
            if not self.files and self.config == self.defaults[1]:
                raise PageError(f"line {self.started}: the section shows no file")
            verdict: Literal["Bad", "Good"] = "Bad" if self.heading[1] == "Bad" else "Good"
            if verdict == "Bad" and not any(file.marks for file in self.files):
                raise PageError(f"line {self.started}: no line bears the marker `# <-`")
            title = self.heading[2] or ""
            self.found.append(Example(verdict, self.started, self.base, tuple(self.files), self.config, title))
        self.base, self.config = self.defaults
        self.heading, self.files = None, []

    def _body(self, fence: str) -> list[str]:
        """The lines up to the closing fence."""
        body: list[str] = []
        opened = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.startswith(fence) and not line.strip(fence[0]).strip():
                return body
            body.append(line)
        raise PageError(f"line {opened}: the fenced block does not end")

    def _block(self, before: str, body: list[str]) -> None:
        if before == "Config:":
            self.config = "".join(line + "\n" for line in body)
            return
        path = _PATH.fullmatch(before)
        if self.heading is None or not path:
            return  # a block in the running text, such as an error message of the service
        if body == ["(deleted)"]:
            self.files.append(ExampleFile(path[1], None))
            return
        marks = tuple(number for number, line in enumerate(body, 1) if _MARK.search(line))
        self.files.append(ExampleFile(path[1], "".join(_MARK.sub("", line) + "\n" for line in body), marks))


def find(rules: Iterable[RuleInfo], word: str) -> RuleInfo | None:
    """The rule with this code or name, in any case; None if there is none."""
    for info in rules:
        if word.upper() == info.code or word.lower() == info.name:
            return info
    return None


def listing(rules: Iterable[RuleInfo]) -> str:
    """One line a rule: code, severity, name, and the page's sentence."""
    rules = tuple(rules)
    width = max((len(info.name) for info in rules), default=0)
    lines = []
    for info in rules:
        off = "" if info.default else " (off by default)"
        lines.append(f"{info.code}  {info.severity:7}  {info.name:{width}}  {info.summary}{off}\n")
    return "".join(lines)


def shown(info: RuleInfo, page: Page, colour: bool = False) -> str:
    """The page as the terminal shows it: what the rule is, then the page without its first paragraph."""
    facts = [info.severity, f"fix: {info.fix or 'none'}"]
    if info.kinds:
        facts.append("only " + ", ".join(info.kinds))
    if not info.default:
        facts.append("off by default")
    head = f"{info.code} {info.name}"
    body = page.text.split("\n\n", 1)[1] if "\n\n" in page.text else ""
    if colour:
        head = f"\x1b[1m{head}\x1b[0m"
        body = re.sub(r"(?m)^(#+ .*)$", "\x1b[1m\\1\x1b[0m", body)
    return f"{head} ({'; '.join(facts)})\n\n{page.summary}.\n" + (f"\n{body}" if body else "")
