"""How a verdict is told: one module for each format, each with a pure function `render`."""

from __future__ import annotations

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..judge import Verdict

FORMATS = ("text", "concise", "json")
"""The formats, by the names of their modules."""


class Options(Record):
    """How to render: with ANSI colours, and with the findings that are ignored (`show_ignored`)."""

    colour: bool = False
    show_ignored: bool = False


def render(format: str, verdict: Verdict, options: Options) -> str:
    """The verdict in one of `FORMATS`; imports only that format."""
    module = __import__(f"{__name__}.{format}", fromlist=("",))
    rendered: str = module.render(verdict, options)
    return rendered
