from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.finding import Finding, Label
from amllint.ignores import Applied, Ignore, Malformed, apply, comments
from amllint.registry import RuleInfo
from amllint.rules.index import RULES
from amllint.text import Cell, Place, Source

RULE = RuleInfo("AML103", "env-var-not-set", "error", on="unit")
OTHER = RuleInfo("AML202", "model-file-missing", "error", on="unit")
KNOWN = (RULE, OTHER, *(info for info in RULES if info.on == "itself"))


def at(source: Source, line: int, *labels: Label, end: int | None = None, code: str = "AML103") -> Finding:
    last = end or line
    span = source.span(source.starts[line - 1], source.starts[last - 1] + len(source.line(last)))
    name = {"AML103": "env-var-not-set", "AML202": "model-file-missing", "AML901": "rule-crashed"}[code]
    return Finding(code, name, "error", "it is not set", span, labels)


def applied(findings: list[Finding], *sources: Source, selection: tuple[RuleInfo, ...] = KNOWN) -> Applied:
    return apply(findings, list(sources), KNOWN, selection)


def told(result: Applied) -> list[str]:
    return [f"{finding.place.line}:{finding.place.column} {finding.code}" for finding in result.findings]


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # amllint: ignore[env-var-not-set] because",
        "x = 1  # amllint: ignore[AML103] because",
        "x = 1\t#amllint:ignore[AML202, AML103]   because  ",
        "x = 1  # noqa  # amllint: ignore [AML103] because",
        "x = 1  // amllint: ignore[AML103] because",
        "# amllint: file-ignore[AML103] because\nx = 1",
        "#!/usr/bin/env python\n# amllint: file-ignore[AML103] because\nx = 1",
        '"""A script.\n\nmore: words"""\n\n# amllint: file-ignore[AML103] because\nx = 1',
        "---\n# amllint: file-ignore[AML103] because\nx = 1",
        "# amllint: ignore[AML103] because\nx = 1",
        "    # amllint: ignore[AML103] because\r\n    x = 1\r",
        "# amllint: ignore[AML103] because\n# amllint: ignore[AML202] also\nx = 1",
    ],
)
def test_ignored_with_its_reason(text: str) -> None:
    source = Source("score.py", text)
    result = applied([at(source, len(source.starts))], source)
    assert result.kept == ()
    assert [reason for _, reason in result.ignored] == ["because"]
    assert set(told(result)) <= {
        f"{number}:{source.line(number).index('AML202') + 1} AML903"
        for number in range(1, len(source.starts) + 1)
        if "AML202" in source.line(number)
    }


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # amllint: ignore[AML202] another rule",
        "y = 2  # amllint: ignore[AML103] the line above, but not alone on it\nx = 1",
        "# amllint: ignore[AML103] two lines above\n\nx = 1",
        "x = '# amllint: ignore[AML103]'",
        "x = 1  # amllint: ignore[AML1] no prefixes",
        "y = 2\n# amllint: file-ignore[AML103] not at the top\nx = 1",
        "x = 1  # amllint: ignore everything",
        "x = 1  # amllint: ignore[] everything",
    ],
)
def test_not_ignored(text: str) -> None:
    source = Source("score.py", text)
    finding = at(source, len(source.starts))
    assert applied([finding], source).kept == (finding,)


def test_reason_may_be_missing() -> None:
    source = Source("a.yml", "x: 1  # amllint: ignore[AML103]")
    assert applied([at(source, 1)], source).ignored == ((at(source, 1), None),)


def test_works_at_the_end_of_a_finding_over_several_lines() -> None:
    source = Source("a.py", "x = f(\n    1,\n)  # amllint: ignore[AML103] why\n")
    assert applied([at(source, 1, end=3)], source).kept == ()


def test_works_on_any_labelled_place() -> None:
    script = Source("score.py", "import os\n")
    deployment = Source("deployment.yml", "a: 1\nb: 2  # amllint: ignore[AML103] set by the pipeline\n")
    finding = at(script, 1, Label(deployment.span(5, 9), "not here"))
    result = applied([finding], script, deployment)
    assert result.ignored == ((finding, "set by the pipeline"),)
    assert result.findings == ()


def test_site_takes_out_only_itself() -> None:
    source = Source("score.py", "a()\nb()  # amllint: ignore[AML103] cannot fail\nc()\n")
    labels = tuple(Label(source.line_span(line), f"site {line}", site=True) for line in (2, 3))
    finding = at(source, 1, *labels)
    result = applied([finding], source)
    assert [label.message for label in result.kept[0].labels] == ["site 3"]
    assert result.findings == ()


def test_next_site_steps_forward_when_the_primary_place_is_taken_out() -> None:
    source = Source("score.py", "a()  # amllint: ignore[AML103] why\nb()\nc()\n")
    labels = tuple(Label(source.line_span(line), f"site {line}", site=True) for line in (2, 3))
    (kept,) = applied([at(source, 1, *labels)], source).kept
    assert kept.place.line == 2
    assert [label.message for label in kept.labels] == ["site 3"]


def test_all_sites_taken_out() -> None:
    source = Source("score.py", "# amllint: file-ignore[AML103] why\na()\nb()\n")
    finding = at(source, 2, Label(source.line_span(3), "site", site=True))
    assert applied([finding], source).ignored == ((finding, "why"),)


def test_crash_cannot_be_ignored() -> None:
    source = Source("a.yml", "x: 1  # amllint: ignore[AML901] no")
    finding = at(source, 1, code="AML901")
    assert applied([finding], source).kept == (finding,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: 1  # amllint: ignore[AML103] why", ["1:25 AML903"]),
        ("# amllint: file-ignore[AML103]", ["1:24 AML903"]),
        ("x: 1  # amllint: ignore[AML103, AML202] why", ["1:25 AML903", "1:33 AML903"]),
        ("x: 1  # amllint: ignore[env-var-not-sat] why", ["1:25 AML904"]),
        ("x: 1  # amllint: ignore[AML1] why", ["1:25 AML904"]),
        ("x: 1  # amllint: ignore", ["1:7 AML904"]),
        ("x: 1  # amllint: ignore[ ] why", ["1:7 AML904"]),
        ("x: 1  # amllint: ignroe[AML103]", ["1:7 AML904"]),
        ("x: 1  # amllint: noqa[AML103]", ["1:7 AML904"]),
        ("x: 1\n# amllint: file-ignore[AML103]", ["2:1 AML904"]),
        ("# amllint: is a nice tool", []),
        ("see https://example.org/#amllint:ignore[x]", []),
    ],
)
def test_comments_that_have_no_effect(text: str, expected: list[str]) -> None:
    assert told(applied([], Source("a.yml", text))) == expected


def test_message_names_what_is_meant() -> None:
    (finding,) = applied([], Source("a.yml", "# amllint: ignore[env-var-not-sat] why\n")).findings
    assert finding.message == (
        "the ignore comment has no effect: no rule is called `env-var-not-sat`; did you mean `env-var-not-set`?"
    )


def test_only_what_ran_is_called_unused() -> None:
    source = Source("a.yml", "x: 1  # amllint: ignore[AML103] why\ny: 1  # amllint: ignore[nope]\n")
    assert told(applied([], source, selection=(OTHER,))) == []
    assert told(applied([], source, selection=tuple(info for info in KNOWN if info != RULE))) == ["2:25 AML904"]
    seen = apply([], [source], KNOWN, KNOWN, under=lambda path: path != "a.yml")
    assert told(seen) == ["2:25 AML904"]


class CellSource(Source):
    """Stands in for a notebook cell whose first line is line 40 of the file."""

    __slots__ = ()

    def place(self, start: int, end: int) -> Place:
        line, column = self.position(start)
        return Place(self.path, line + 39, column, line + 39, column + end - start, Cell(2, line))


def test_comment_in_a_notebook_cell() -> None:
    cell = CellSource("deploy.ipynb", "# amllint: ignore[AML103] why\nx = 1\n")
    whole = Source(
        "deploy.ipynb", '{"source": ["# amllint: ignore[AML103] why\\n",\n"x = 1 # amllint: ignore[AML103] why\\n"]}'
    )
    finding = Finding("AML103", "env-var-not-set", "error", "no", cell.span(30, 35))
    result = applied([finding], whole, cell)
    assert result.ignored == ((finding, "why"),)
    assert result.findings == ()


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="#/ \t\n[],amlintgore:-AML103fx\"'", max_size=80), st.booleans())
def test_no_text_breaks_the_reader(text: str, marked: bool) -> None:
    source = Source("a.py", ("# amllint: ignore[" if marked else "") + text)
    for one in comments(source):
        span = one.span
        assert isinstance(one, (Ignore, Malformed))
        assert 0 <= span.start <= span.end <= len(source.text)
        if isinstance(one, Ignore):
            assert span.text == one.word == one.word.strip() != ""
