"""Findings: what a rule says, about which places, how grave it is."""

from __future__ import annotations

from .record import Record
from .text import Place, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Severity = Literal["error", "warning", "note"]
    Safety = Literal["safe", "unsafe"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""From grave to light: an error fails at the client, build, boot or request; a warning will hurt; a note is advice."""


class Label(Record):
    """A second place that a finding speaks of, with a short clause that reads along the excerpt.

    A label on the primary place itself words the excerpt there. A `site` is one more occurrence of the same problem:
    an ignore comment on it takes only this site out of the finding, on any other label the whole finding.
    """

    span: Span
    message: str
    site: bool = False


class Edit(Record):
    """Replace the text of `span` by `text`; an empty span inserts."""

    span: Span
    text: str


class Fix(Record):
    """Edits that belong together, over one or more files: all are applied or none.

    A fix is `safe` when the old text surely fails and exactly one replacement exists.
    """

    safety: Safety
    description: str
    edits: tuple[Edit, ...]


class Problem(Record):
    """What a rule yields: the registry adds code and name, the pipeline the units.

    `subject` says what the finding is about without any line number (a package, a key's path, a variable); with the
    rule and the anchor it makes the fingerprint. `severity` is given only where it differs from the rule's default.
    `secret` tells that the text of the primary place may not be shown.
    """

    span: Span
    message: str
    labels: tuple[Label, ...] = ()
    help: str | None = None
    fix: Fix | None = None
    subject: str = ""
    severity: Severity | None = None
    secret: bool = False


def distinct_fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The fingerprints in order, the second of equal ones with `:2` behind it and so on, so that all differ."""
    seen: dict[str, int] = {}
    told = []
    for finding in findings:
        name = finding.fingerprint
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return told


class Finding(Record):
    """A problem with its rule and the deployment units that it concerns."""

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    labels: tuple[Label, ...] = ()
    help: str | None = None
    fix: Fix | None = None
    subject: str = ""
    units: tuple[str, ...] = ()
    secret: bool = False

    @property
    def place(self) -> Place:
        """The primary place."""
        return self.span.place

    @property
    def fingerprint(self) -> str:
        """Stable name of the finding: rule, file and subject; holds no line number."""
        from hashlib import blake2b

        text = "\0".join((self.code, self.span.path, self.subject or self.message))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
