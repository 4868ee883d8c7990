"""Runs every example of every rule's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from amllint.registry import RuleInfo
from amllint.rules.index import RULES
from amllint.testing import Example, mistakes, page_of

BASES = Path(__file__).parents[1] / "fixtures" / "base"
EXAMPLES = [
    pytest.param(info, example, id=f"{info.code}-{example.id}") for info in RULES for example in page_of(info).examples
]


@pytest.mark.parametrize(("info", "example"), EXAMPLES)
def test_example(info: RuleInfo, example: Example, tmp_path: Path) -> None:
    assert mistakes(info, example, BASES, tmp_path) == []
