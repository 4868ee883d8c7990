"""Runs every example of every rule's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from amllint.registry import RuleInfo
from amllint.rules.index import RULES
from amllint.testing import Example, lint_example, mistakes, page_of, write_project

BASES = Path(__file__).parents[1] / "fixtures" / "base"
EXAMPLES = [
    pytest.param(info, example, id=f"{info.code}-{example.id}") for info in RULES for example in page_of(info).examples
]


@pytest.mark.parametrize(("info", "example"), EXAMPLES)
def test_example(info: RuleInfo, example: Example, tmp_path: Path) -> None:
    assert mistakes(info, example, BASES, tmp_path) == []


@pytest.mark.parametrize("info", [info for info in RULES if info.fix], ids=lambda info: info.code)
def test_promised_fix_is_shown_by_an_example(info: RuleInfo, tmp_path: Path) -> None:
    """That it works is part of `mistakes`."""
    for number, example in enumerate(page_of(info).examples):
        if example.verdict == "Bad":
            folder = tmp_path / str(number)
            write_project(example, BASES, folder)
            if any(finding.code == info.code and finding.fix for finding in lint_example(info, folder).shown):
                return
    pytest.fail(f"no Bad example of {info.code} has a finding with a fix")
