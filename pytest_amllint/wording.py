"""Findings as text for test reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amllint.finding import Finding
    from amllint.text import Place


def describe(finding: Finding) -> str:
    """A finding as a block: `path:line:column: CODE severity message`, then other places and the help."""
    lines = [f"{_told(finding.place)}: {finding.code} {finding.severity} {finding.message}"]
    lines += [f"    {_told(label.span.place)}: {label.message}" for label in finding.labels]
    if finding.help:
        lines.append(f"    help: {finding.help}")
    return "\n".join(lines)


def _told(place: Place) -> str:
    cell = f":cell {place.cell.index}" if place.cell else ""
    return f"{place.file}{cell}:{place.line}:{place.column}"
