"""The bundled sample: each of its defects is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

from amllint import check

SAMPLE = Path(__file__).parent.parent / "fixtures" / "sample"


def test_sample_has_exactly_its_defects() -> None:
    found = [
        f"{finding.place.file}:{finding.place.line}: {finding.code} {finding.severity}"
        for finding in check(str(SAMPLE)).shown
    ]
    assert found == SAMPLE.with_suffix(".expected.txt").read_text("utf-8").splitlines()
