from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from amllint import discover
from amllint.finding import Finding
from amllint.pages import Example, PageError, parse
from amllint.registry import RuleInfo
from amllint.rules.index import RULES
from amllint.testing import mistakes, write_project
from amllint.text import Source

OURS = RuleInfo("ACME101", "no-todo", "note", on="unit", default=False)
BASES = Path(__file__).parents[1] / "fixtures" / "base"


def example(body: str) -> Example:
    return parse(f"ACME101 no-todo: nothing is left to do.\n\n{body}").examples[0]


BAD = example("## Bad\n`deployment.yml`\n```yaml\na: 1\nb: todo  # <-\n```\n")
GOOD = example("## Good\n`deployment.yml`\n```yaml\na: 1\n```\n")


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stands in for the pipeline: finds what the test says, in the file as it was written."""
    fake = SimpleNamespace(found=[], crashed=False, config=None)

    def lint(root: str, paths: Any, config: Any, **options: Any) -> Any:
        fake.config = config
        source = Source("deployment.yml", (Path(root) / "deployment.yml").read_text("utf-8"))
        findings = [
            Finding(code, "some-rule", severity, "it is wrong", source.line_span(line))
            for code, severity, line in fake.found
        ]
        return SimpleNamespace(findings=findings, units=(), sources=(source,), crashed=fake.crashed)

    monkeypatch.setattr("amllint.lint.lint", lint)
    return fake


def test_bad_is_found_at_the_marked_line(pipeline: Any, tmp_path: Path) -> None:
    pipeline.found = [("ACME101", "note", 2), ("AML302", "error", 1)]
    assert mistakes(OURS, BAD, BASES, tmp_path) == []
    assert (tmp_path / "deployment.yml").read_text("utf-8") == "a: 1\nb: todo\n"
    assert pipeline.config.extend_select == ("ACME101",)


def test_bad_that_is_missed_or_found_elsewhere(pipeline: Any, tmp_path: Path) -> None:
    pipeline.found = [("ACME101", "note", 1), ("AML302", "error", 2)]
    assert mistakes(OURS, BAD, BASES, tmp_path) == [
        "deployment.yml:2 is marked, but nothing was found there",
        "not marked: deployment.yml:1:1: ACME101 note it is wrong",
    ]


def test_good_is_silent_for_all_rules(pipeline: Any, tmp_path: Path) -> None:
    pipeline.found = [("AML704", "note", 1)]
    assert mistakes(OURS, GOOD, BASES, tmp_path) == []
    pipeline.found = [("AML302", "warning", 1), ("ACME101", "note", 1)]
    assert mistakes(OURS, GOOD, BASES, tmp_path) == [
        "not silent: deployment.yml:1:1: ACME101 note it is wrong",
        "not silent: deployment.yml:1:1: AML302 warning it is wrong",
    ]


def test_crash_is_never_right(pipeline: Any, tmp_path: Path) -> None:
    pipeline.found = [("ACME101", "note", 2), ("AML901", "error", 1)]
    pipeline.crashed = True
    assert mistakes(OURS, BAD, BASES, tmp_path) == ["deployment.yml:1:1: AML901 error it is wrong"]


def test_project_is_laid_over_its_base(tmp_path: Path) -> None:
    body = "## Good\nBase: batch\n\n`code/score.py`\n```\n(deleted)\n```\n`new/a b.txt`\n```\nä\n```\n"
    write_project(example(body), BASES, tmp_path)
    assert (tmp_path / "deployment.yml").read_bytes() == (BASES / "batch" / "deployment.yml").read_bytes()
    assert not (tmp_path / "code" / "score.py").exists()
    assert (tmp_path / "new" / "a b.txt").read_bytes() == "ä\n".encode()


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("## Good\nBase: nope\n\n`x`\n```\n```\n", "there is no base project 'nope'"),
        ("## Good\n`x`\n```\n(deleted)\n```\n", "the base has no x to delete"),
        ("## Good\nConfig:\n```toml\n[tool.amllint]\nselct = 1\n```\n`x`\n```\n```\n", "did you mean `select`"),
    ],
)
def test_example_that_cannot_be_run(pipeline: Any, tmp_path: Path, body: str, complaint: str) -> None:
    with pytest.raises(PageError, match=complaint):
        mistakes(OURS, example(body), BASES, tmp_path)


def test_settings_of_an_example(pipeline: Any, tmp_path: Path) -> None:
    text = '[tool.amllint.severity]\nACME101 = "error"\n[tool.amllint.traffic.credit]\ntarget_rps = 20\n'
    body = f"## Bad\nConfig:\n```toml\n{text}```\n`deployment.yml`\n```\na: 1  # <-\n```\n"
    pipeline.found = [("ACME101", "note", 1)]
    assert mistakes(OURS, example(body), BASES, tmp_path) == []
    assert pipeline.config.traffic["credit"].target_rps == "20"


@pytest.mark.parametrize("base", ["v2", "kubernetes", "batch"])
def test_base_projects_are_silent(base: str, tmp_path: Path) -> None:
    info = next(info for info in RULES if info.code == "AML904")
    nothing_else = Example("Good", 1, base, ())
    assert mistakes(info, nothing_else, BASES, tmp_path) == []
    assert discover(str(tmp_path)), "the base holds no deployment"
