"""The fix of AML903 takes out what is not needed, and no more."""

from __future__ import annotations

import pytest

from amllint.fix import ready
from amllint.fix.files import applied
from amllint.ignores import apply
from amllint.rules.index import RULES
from amllint.text import Source


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: 1  # amllint: ignore[AML603] why\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1\n  # amllint: ignore[AML603] why\r\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1  # amllint: ignore[AML603, AML604] why\n", "a: 1  # amllint: ignore[AML604] why\n"),
        ("a: 1  # amllint: ignore[nope, AML604] why\n", "a: 1  # amllint: ignore[nope] why\n"),
        ("a: 1\n# amllint: ignore[AML603]", "a: 1\n"),
    ],
)
def test_removal(text: str, wanted: str) -> None:
    source = Source("a.yml", text)
    found = [one for one in apply([], [source], RULES, RULES).findings if one.code == "AML903"]
    assert found[0].fix is not None
    (edits,) = ready(found[0].fix).values()
    assert applied(source, edits) == wanted
