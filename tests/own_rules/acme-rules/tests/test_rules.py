"""Runs the examples on the pages of Acme's rules."""

from pathlib import Path

import pytest
from acme_rules.owner_tag import owner_tag

from amllint.testing import mistakes, page_of

BASES = Path(__file__).parent / "bases"  # one correct project: bases/v2


@pytest.mark.parametrize("example", page_of(owner_tag.rule).examples, ids=lambda example: example.id)
def test_example(example, tmp_path):
    assert mistakes(owner_tag.rule, example, bases=BASES, folder=tmp_path) == []
