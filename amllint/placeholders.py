"""Placeholders: text that a pipeline, a template engine or a person replaces before Azure sees it.

The forms are those met in real projects (research/idioms.md, false-positive trap 3). `${{keyvault:...}}` and
`${{azureml://connections/...}}` are none: Azure itself injects the secret when the container starts.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MASK = "\ue000"
"""What `mask` writes: a private-use character, which YAML accepts in any scalar."""

# The pattern of all forms.
# The repetitions are bounded or exclude their own opening character, so that hostile text costs linear time.
FORMS = (
    r"\$\{\{(?!\s*(?:keyvault:|azureml://connections/))[^\n]{1,200}?\}\}"  # ${{ x }}
    r"|(?<!\$)\{\{[^\n]{1,200}?\}\}"  # {{x}}
    r"|\{%[^\n]{0,400}?%\}"  # {% if x %}
    r"|\$\([^()\n]+\)"  # $(x)
    r"|\$\{[^{}\n]+\}"  # ${X}
    r"|(?<![\w$])\$[A-Z_][A-Z0-9_]+"  # $X, as envsubst fills it in
    r"|#\{[^{}\n]+\}#"  # #{x}#
    r"|(?<![A-Za-z0-9_])__[A-Z](?:[A-Z0-9]|_(?!_))*__(?![A-Za-z0-9_])"  # __X__
    r"|(?<!<)<[A-Za-z_][\w.:/-]*>"  # <x>
    r"|(?<![\w<])<[A-Za-z_][\w .:/-]*\w>"  # <two words>
)
# What would break YAML: flow brackets, a comment sign.
_BREAKING = r"\$?\{\{[^\n]{1,200}?\}\}|\{%[^\n]{0,400}?%\}|(?<=[\w \t:\"'/-])#\{[^{}\n]+\}#"
# Template statements that stand alone on their line: blank for YAML, not a value.
_STATEMENT_LINES = r"^[ \t]*(?:\{%[^\n]{0,400}?%\}[ \t]*)+\r*$"
_TAG_LINES = r"^[ \t]*(?:-[ \t]+)?(?:(?:\{%[^\n]{0,400}?%\}|\{\{[^\n]{1,200}?\}\})[ \t]*)+\r*$"

_find: Callable[[str], re.Match[str] | None] | None = None


def find(text: str) -> str | None:
    """Return the first placeholder in `text`, or None."""
    if "$" not in text and "{" not in text and "<" not in text and "__" not in text:
        return None
    global _find
    if _find is None:
        _find = re.compile(FORMS).search
    match = _find(text)
    return match[0] if match else None


def mask(text: str, lines: bool = False) -> str:
    """Replace placeholders that would break YAML or be misread by `MASK`, one for one, so that offsets stay.

    A line that holds nothing but `{% ... %}` becomes a comment; with `lines`, so does a line that holds nothing but
    `{{...}}` (a template statement such as `{{- if .Values.gpu }}`, or an insertion of several keys).
    """
    if "{{" not in text and "{%" not in text and "#{" not in text:
        return text
    if lines or "{%" in text:
        text = re.sub(_TAG_LINES if lines else _STATEMENT_LINES, _as_comment, text, flags=re.MULTILINE)
    return re.sub(_BREAKING, lambda match: MASK * len(match[0]), text)


def _as_comment(match: re.Match[str]) -> str:
    """A line of the same length that YAML takes for a comment."""
    line = match[0]
    body = line.strip()
    start = line.index(body)
    return line[:start] + "#" + MASK * (len(body) - 1) + line[start + len(body) :]
