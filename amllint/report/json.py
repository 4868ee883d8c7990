"""The JSON report, version 1. While the version is 1, fields may be added; none is renamed, removed or redefined."""

from __future__ import annotations

import json

from .escaping import in_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..finding import Finding
    from ..judge import Ignored, Verdict
    from ..model import BoundUnit
    from ..text import Place
    from . import Options

VERSION = 1


def render(verdict: Verdict, options: Options) -> str:
    """The report as ASCII JSON; ignored findings only with `show_ignored`, with the field `ignored`."""
    findings = [as_data(finding) for finding in verdict.shown]
    if options.show_ignored:
        findings += [_ignored(one) for one in verdict.ignored]
    return dump({"version": VERSION, "units": [unit_data(unit) for unit in verdict.units], "findings": findings})


def dump(data: dict[str, Any]) -> str:
    """JSON text for a terminal or a log."""
    return in_json(json.dumps(data, indent=2, ensure_ascii=True)) + "\n"


def unit_data(unit: BoundUnit) -> dict[str, Any]:
    """What names a unit."""
    return {"id": unit.id, "kind": unit.kind, "file": unit.path, "name": unit.name}


def place_data(place: Place) -> dict[str, Any]:
    """A place: file, start, end, and the cell if it is in a notebook."""
    data: dict[str, Any] = {
        "file": place.file,
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
    if place.cell is not None:
        data["cell"] = {"index": place.cell.index, "line": place.cell.line}
    return data


def as_data(finding: Finding) -> dict[str, Any]:
    """A finding as the schema has it."""
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        **place_data(finding.place),
        "labels": [{**place_data(label.span.place), "message": label.message} for label in finding.labels],
        "help": finding.help,
        "fix": {"safety": fix.safety, "description": fix.description} if fix else None,
        "fingerprint": finding.fingerprint,
        "units": list(finding.units),
    }


def _ignored(one: Ignored) -> dict[str, Any]:
    return {**as_data(one.finding), "ignored": {"by": one.by, "reason": one.reason}}
