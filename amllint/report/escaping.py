"""Makes text from linted files harmless in terminals and CI logs.

Azure Pipelines obeys `##vso[...]` and `##[...]` wherever a step prints them, TeamCity `##teamcity[...]`, GitHub a line
that begins with `::`; terminals obey control characters. An attacker may have written any name, key or comment of a
pull request (research/ecosystem.md, section 3.3).
"""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

# C0, DEL and C1 controls, separators that some readers take for a line's end, marks that reorder or hide text.
_UNSEEN = "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
_HASH_COMMAND = r"#(?=#\w*\[)"
_COLON_COMMAND = r"(?m)^(\s*):(?=:)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when a text first needs it: together they cost a millisecond, and most texts need none."""
    import re

    return re.compile(pattern)


def one_line(text: str) -> str:
    """The text on one line: no control character, no line end, no beginning of a CI command; else as it was."""
    if text.isascii() and text.isprintable() and "##" not in text and not text.lstrip().startswith("::"):
        return text
    return _compiled(_COLON_COMMAND).sub(
        r"\1: ", _compiled(_HASH_COMMAND).sub("# ", _compiled(_UNSEEN).sub(_visible, text))
    )


def excerpt(text: str) -> str:
    """A line of source for an excerpt, every character as wide as it was: what is unseen becomes a question mark.

    Tabs are left; the renderer sets them. CI commands are broken by replacing their first sign.
    """
    text = _compiled(_UNSEEN).sub(lambda match: match[0] if match[0] == "\t" else "?", text)
    return _compiled(_COLON_COMMAND).sub(r"\1.", _compiled(_HASH_COMMAND).sub(".", text))


def log(text: str) -> str:
    """A whole output of several lines, its own line ends and colours kept: no CI command anywhere.

    The last guard, for commands that come about where two texts meet.
    """
    if "##" in text:
        text = _compiled(_HASH_COMMAND).sub("# ", text)
    return _compiled(_COLON_COMMAND).sub(r"\1: ", text) if "::" in text else text


def in_json(text: str) -> str:
    """JSON text, of ASCII only, in which no CI command can be seen; it means the same."""
    if "##" in text:
        text = _compiled(_HASH_COMMAND).sub(r"\\u0023", text)
    return text.replace("\x7f", "\\u007f")


def _visible(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
