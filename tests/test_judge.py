from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amllint.config import Config
from amllint.finding import Edit, Finding, Fix, Label
from amllint.judge import Verdict, judge, merge
from amllint.record import replace
from amllint.registry import RuleInfo
from amllint.rules.index import RULES
from amllint.text import Source

if TYPE_CHECKING:
    from amllint.finding import Severity

KNOWN = (
    RuleInfo("AML103", "env-var-not-set", "error", on="unit"),
    RuleInfo("AML202", "model-file-missing", "error", on="unit"),
    *(info for info in RULES if info.on == "itself"),
)
TEXT = "first\nsecond\nthird\n"


def finding(
    line: int = 1,
    path: str = "a.py",
    code: str = "AML103",
    severity: Severity = "error",
    message: str = "no",
    units: tuple[str, ...] = (),
) -> Finding:
    source = Source(path, TEXT)
    name = next((info.name for info in KNOWN if info.code == code), "other")
    return Finding(code, name, severity, message, source.line_span(line), units=units)


def judged(*findings: Finding, config: Config | None = None, crashed: bool = False) -> Verdict:
    return judge(findings, config=config or Config(), rules=KNOWN, selection=KNOWN, crashed=crashed)


def test_findings_that_differ_in_their_units_alone_are_one() -> None:
    source = Source("a.py", TEXT)
    other = Source("a.py", TEXT)  # read twice: equal places all the same
    label = Label(source.span(0, 2), "here")
    one = Finding("AML103", "env-var-not-set", "error", "no", source.span(0, 5), (label,), units=("green",))
    two = Finding("AML103", "env-var-not-set", "error", "no", other.span(0, 5), (label,), units=("blue",))
    three = Finding("AML103", "env-var-not-set", "error", "no", other.span(0, 5), units=("blue",))
    merged = merge([one, two, three, one])
    assert [item.units for item in merged] == [("blue", "green"), ("blue",)]


def test_order_is_path_line_column_code() -> None:
    findings = [
        finding(2, "b.py"),
        finding(3, "a.py"),
        finding(1, "b.py", "AML202"),
        finding(1, "b.py"),
        finding(2, "a.py"),
    ]
    told = [(item.place.file, item.place.line, item.code) for item in judged(*findings).shown]
    assert (
        told
        == sorted(told)
        == [(item.place.file, item.place.line, item.code) for item in judged(*findings[::-1]).shown]
    )


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("error", "note", 1),
        ("note", "note", 1),
        ("note", "warning", 0),
    ],
)
def test_exit_code(severity: Severity, fail_on: Severity, code: int) -> None:
    assert judged(finding(severity=severity), config=Config(fail_on=fail_on)).exit_code == code


def test_crash_is_graver_than_findings() -> None:
    assert judged(finding(), crashed=True).exit_code == 3
    assert judged(crashed=True).exit_code == 3
    assert judged().exit_code == 0


def test_severity_by_code_or_name() -> None:
    for key in ("AML103", "env-var-not-set"):
        verdict = judged(finding(), finding(code="AML202"), config=Config(severity={key: "note"}))
        assert [item.severity for item in verdict.shown] == ["note", "error"]
        assert verdict.count("note") == 1
    crash = finding(code="AML901")
    assert judged(crash, config=Config(severity={"AML901": "note"})).shown[0].severity == "error"


@pytest.mark.parametrize(
    ("pattern", "path", "silent"),
    [
        ("tests/", "tests/a.py", True),
        ("tests/", "x/tests/y/a.py", True),
        ("/tests/", "x/tests/a.py", False),
        ("*.py", "x/a.py", True),
        ("x/*.py", "x/y/a.py", False),
        ("x/**/a.py", "x/y/z/a.py", True),
        ("a.py", "x/b.py", False),
    ],
)
def test_ignored_by_path(pattern: str, path: str, silent: bool) -> None:
    for selector in ("AML1", "AML103", "env-var-not-set"):
        verdict = judged(finding(path=path), config=Config(per_path_ignores={pattern: (selector,)}))
        assert (verdict.shown == ()) is silent
        assert [one.by for one in verdict.ignored] == (["config"] if silent else [])
    other = judged(finding(path=path), config=Config(per_path_ignores={pattern: ("AML2",)}))
    assert len(other.shown) == 1


def test_ignored_by_comment_before_the_settings_are_asked() -> None:
    source = Source("a.py", "x  # amllint: ignore[AML103] why\ny  # amllint: ignore[AML202]\n")
    found = Finding("AML103", "env-var-not-set", "error", "no", source.span(0, 1))
    config = Config(per_path_ignores={"a.py": ("AML103",)}, severity={"unused-ignore": "note"})
    verdict = judge([found], config=config, rules=KNOWN, selection=KNOWN)
    assert [(one.by, one.reason) for one in verdict.ignored] == [("comment", "why")]
    assert [(item.code, item.severity, item.place.line) for item in verdict.shown] == [("AML903", "note", 2)]


def test_comments_of_files_without_findings_count() -> None:
    source = Source("a.py", "x  # amllint: ignore[AML103] why\n")
    verdict = judge([], config=Config(), rules=KNOWN, selection=KNOWN, sources=[source, Source("b.py", "")])
    assert [item.code for item in verdict.shown] == ["AML903"]
    quiet = judge([], config=Config(), rules=KNOWN, selection=KNOWN, sources=[source], under=lambda path: False)
    assert quiet.shown == ()


def test_findings_that_differ_in_their_labels_are_one_of_all() -> None:
    """Blue and green share a script: the same words about the same place, each with the line of its own deployment."""
    script, blue, green = (Source(path, TEXT) for path in ("score.py", "blue.yml", "green.yml"))
    found = []
    for source, unit in ((blue, "blue"), (green, "green")):
        fix = Fix("safe" if unit == "blue" else "unsafe", f"set it in {unit}.yml", (Edit(source.span(0, 0), "x"),))
        labels = (Label(script.span(0, 5), "here"), Label(source.span(0, 2), "not set here"))
        found.append(
            Finding("AML103", "env-var-not-set", "error", "no", script.span(0, 5), labels, f"set it in {unit}.yml", fix,
                    "X", (unit,))
        )  # fmt: skip
    (shown,) = judged(*found).shown
    assert shown.units == ("blue", "green")
    assert [label.span.path for label in shown.labels] == ["score.py", "blue.yml", "green.yml"]
    assert shown.help == "set it in blue.yml; set it in green.yml"
    assert shown.fix is not None
    assert shown.fix.safety == "unsafe"
    assert [edit.span.path for edit in shown.fix.edits] == ["blue.yml", "green.yml"]
    (unfixed,) = judged(found[0], replace(found[1], fix=None)).shown
    assert unfixed.fix is None
    assert len(judged(found[0], replace(found[1], severity="warning")).shown) == 2
    assert len(judged(found[0], replace(found[1], message="other")).shown) == 2


def test_comment_in_the_files_of_one_unit_says_nothing_of_another() -> None:
    script, green = Source("score.py", TEXT), Source("green.yml", TEXT)
    blue = Source("blue.yml", "first  # amllint: ignore[AML103] the pipeline sets it\n")
    found = [
        Finding("AML103", "env-var-not-set", "error", "no", script.span(0, 5), (Label(source.span(0, 2), "here"),),
                units=(unit,))
        for source, unit in ((blue, "blue"), (green, "green"))
    ]  # fmt: skip
    verdict = judged(*found)
    assert [one.units for one in verdict.shown] == [("green",)]
    assert [(one.finding.units, one.reason) for one in verdict.ignored] == [(("blue",), "the pipeline sets it")]


def test_misspelt_comments_count_in_files_that_matter() -> None:
    source = Source("a.py", "x  # amllint: ignore[nope] why\n")
    verdict = judge([], config=Config(), rules=KNOWN, selection=KNOWN, sources=[source], under=lambda path: False)
    assert verdict.shown == ()
    verdict = judge([], config=Config(), rules=KNOWN, selection=KNOWN, sources=[source], under=lambda path: True)
    assert [item.code for item in verdict.shown] == ["AML904"]
