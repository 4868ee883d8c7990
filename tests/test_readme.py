"""README.md says what is so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import readme  # noqa: E402


def test_rule_table_and_finding_are_current() -> None:
    assert readme.current() == readme.README.read_text("utf-8"), "run tools/readme.py write"


def test_shown_finding_is_one() -> None:
    text = readme.sample_finding()
    assert text.startswith(f"error[{readme.SHOWN} ")
    assert " --> inference/score.py:" in text


@pytest.mark.parametrize("name", readme.COMMANDS)
def test_ci_runs_the_commands_of_the_readme(name: str) -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert f"{name}=$(python tools/readme.py command {name})\n" in script
    assert f'bash -c "${name}"' in script
    assert readme.command(name).startswith("python -m venv .venv && .venv/bin/pip install ")


def test_findings_are_read_from_a_report() -> None:
    report = "error[AML101 some-rule]: a\n  --> x/y.py:3:4\n   |\n\nwarning[AML302 b]: c\n --> z.yml:1:2\n"
    assert readme.findings(report) == ["x/y.py:3: AML101 error", "z.yml:1: AML302 warning"]
