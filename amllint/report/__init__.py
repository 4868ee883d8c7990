"""How a verdict is told: one module for each format, each with a pure function `render`."""

from __future__ import annotations

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding, Severity
    from ..judge import Verdict

FORMATS = ("text", "concise", "json", "sarif", "github", "azure", "gitlab", "junit")
"""The formats, by the names of their modules."""


class Options(Record):
    """How to render: with ANSI colours, and with the findings that are ignored (`show_ignored`).

    `prefix` leads from the repository to the root (`sub/`, or nothing): services name files from the repository.
    `fail_on` is the lightest severity that fails the run.
    """

    colour: bool = False
    show_ignored: bool = False
    prefix: str = ""
    fail_on: Severity = "error"


def render(format: str, verdict: Verdict, options: Options) -> str:
    """The verdict in one of `FORMATS`; imports only that format."""
    module = __import__(f"{__name__}.{format}", fromlist=("",))
    rendered: str = module.render(verdict, options)
    return rendered


def repository_path(path: str, options: Options) -> str:
    """A path of a finding as it is named from the repository."""
    if not options.prefix:
        return path
    from posixpath import normpath

    return normpath(options.prefix + path)


def ignored_or_not(verdict: Verdict, options: Options) -> list[tuple[Finding, str]]:
    """The findings and what marks each: nothing, or, where ignored ones are asked for, why it is ignored."""
    from .escaping import one_line

    told = [(finding, "") for finding in verdict.shown]
    if options.show_ignored:
        for one in verdict.ignored:
            reason = f": {one_line(one.reason)}" if one.reason else ""
            told.append((one.finding, f" [ignored by {one.by}{reason}]"))
    return told
