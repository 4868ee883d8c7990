"""A table in Markdown, for the summary page of a GitHub step."""

from __future__ import annotations

from .escaping import log, one_line
from .text import Paint
from .text import summary as summed_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..judge import Verdict

LARGEST = 1_000_000
"""Bytes that the table takes at most: GitHub refuses a summary above 1 MiB, which all commands of a step share."""


def render(verdict: Verdict) -> str:
    """Heading, what was found in one line, and a row for each finding, the gravest first, as long as there is room."""
    from ..finding import SEVERITIES

    head = ["### amllint", "", _text(summed_up(verdict, Paint(False))), ""]
    findings = sorted(verdict.shown, key=lambda finding: SEVERITIES.index(finding.severity))
    if findings:
        head += ["| severity | rule | place | message |", "|---|---|---|---|"]
    text = "".join(line + "\n" for line in head)
    room = LARGEST - len(text) - 100  # for the line that tells how many are left out
    rows: list[str] = []
    for finding in findings:
        row = _row(finding)
        room -= len(row.encode("utf-8", "replace"))
        if room < 0:
            rows.append(f"\n{len(findings) - len(rows)} more findings are left out here.\n")
            break
        rows.append(row)
    return log(text + "".join(rows))


def _row(finding: Finding) -> str:
    place = finding.place
    where = _text(f"{place.file}:{place.line}:{place.column}")
    return f"| {finding.severity} | {finding.code} {_text(finding.name)} | {where} | {_text(finding.message)} |\n"


def _text(text: str) -> str:
    """Text that Markdown shows as it is: no link, picture, tag, mention or end of the cell comes out of it."""
    told = []
    for char in one_line(text):
        if char in "&<>|@":
            told.append(f"&#{ord(char)};")
        else:
            told.append("\\" + char if char in "\\`*_[]!#~{}" else char)
    return "".join(told)
