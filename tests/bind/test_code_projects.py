"""Small projects that deploy by code and notebooks, with their units and findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from amllint.config import Config
from amllint.lint import lint

PROJECTS = Path(__file__).parents[2] / "fixtures" / "projects"
NAMES = sorted(path.name for kind in ("sdk-*", "notebook-*") for path in PROJECTS.glob(kind) if path.is_dir())


def shown(name: str) -> list[str]:
    report = lint(str(PROJECTS / name), (), Config())
    assert not report.crashed
    lines = []
    for unit in report.units:
        lines.append(f"unit {unit.id} {unit.kind} endpoint {unit.endpoint.source.path if unit.endpoint else '-'}")
        lines += [f"  {one.role} {one.state} {one.path or one.text}".rstrip() for one in unit.references]
    for finding in report.findings:
        place = finding.place
        cell = f" cell {place.cell.index}:{place.cell.line}" if place.cell else ""
        if finding.severity == "error":
            lines.append(f"{place.file}:{place.line}:{place.column}{cell}: {finding.code}")
    return list(dict.fromkeys(lines))


@pytest.mark.parametrize("name", NAMES)
def test_project(name: str) -> None:
    assert shown(name) == (PROJECTS / f"{name}.expected.txt").read_text("utf-8").splitlines()
