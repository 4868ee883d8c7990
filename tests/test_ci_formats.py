"""What CI services read: SARIF, GitHub annotations, Azure logging commands, GitLab and JUnit reports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sarif_kit import validate

from amllint import check
from amllint.finding import Finding, Label
from amllint.judge import Ignored, Verdict
from amllint.model import BoundUnit
from amllint.report import Options, render, summary
from amllint.rules.index import RULES
from amllint.text import Source

if TYPE_CHECKING:
    from amllint.finding import Severity

ROOT = Path(__file__).parents[1]
SCRIPT = Source("src/score.py", "import a, b\nx = f(\n    1,\n)\n")
DEPLOYMENT = Source("deploy/blue.yml", "name: blue\n")


def unit(name: str, path: str = "deploy/blue.yml") -> BoundUnit:
    source = Source(path, "name: x\n")
    return BoundUnit(
        f"{path}:{name}", "v2-managed", source, source.span(0, 4), name, None, None, {}, None, (), None
    )  # fmt: skip


def finding(
    start: int = 7,
    end: int = 8,
    code: str = "AML301",
    severity: Severity = "error",
    message: str = "nothing installs `a`",
    units: tuple[str, ...] = ("deploy/blue.yml:blue",),
    subject: str = "a",
    source: Source = SCRIPT,
) -> Finding:
    name = next((info.name for info in RULES if info.code == code), "own-rule")
    labels = (Label(DEPLOYMENT.span(0, 4), "the [deployment] that runs it"),)
    return Finding(code, name, severity, message, source.span(start, end), labels, "add it", None, subject, units)


def verdict(*shown: Finding, ignored: tuple[Ignored, ...] = (), crashed: bool = False) -> Verdict:
    units = (unit("blue"), unit("green", "deploy/green.yml"))
    return Verdict(shown, ignored, units, crashed, rules=RULES)


# -- SARIF ------------------------------------------------------------------------------------------------------------


def sarif(told: Verdict, prefix: str = "") -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render("sarif", told, Options(prefix=prefix)))
    assert validate.validation_errors(log) == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_of_the_sample_is_valid_and_has_all_that_github_requires() -> None:
    run = sarif(check(str(ROOT / "fixtures" / "sample")))
    assert run["tool"]["driver"]["name"] == "amllint"
    assert run["tool"]["driver"]["semanticVersion"]
    rules = run["tool"]["driver"]["rules"]
    assert rules and run["results"]
    for rule in rules:
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
            assert 0 < len(text) <= 1024
        assert rule["help"]["text"] and rule["help"]["markdown"]
        assert 0 < len(rule["name"]) <= 255
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert rule["properties"]["precision"]
        assert 0 < len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["partialFingerprints"]["amllint/v1"]
        places = [*result["locations"], *result.get("relatedLocations", ())]
        for place in places:
            place = place["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9._~%-][A-Za-z0-9._~%/-]*", place["artifactLocation"]["uri"])
            region = place["region"]
            assert region["startLine"] == region["endLine"] >= 1
            assert 1 <= region["startColumn"] <= region["endColumn"]
        for number in map(int, re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"])):
            assert number in [place["id"] for place in result["relatedLocations"]]
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_names_files_from_the_repository() -> None:
    odd = Source("dep loy/größe:1.yml", "a: 1\n")
    (result,) = sarif(verdict(finding(0, 1, source=odd)), "sub/")["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == "sub/dep loy/größe:1.yml"
    assert uri == "sub/dep%20loy/gr%C3%B6%C3%9Fe%3A1.yml"


def test_sarif_links_the_other_place() -> None:
    (result,) = sarif(verdict(finding(message="[x](http://evil) is wrong")))["results"]
    assert result["message"]["text"] == (
        r"[x] (http://evil) is wrong ([the \[deployment\] that runs it](1)). Help: add it"
    )
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "deploy/blue.yml"


def test_sarif_region_of_several_lines_is_its_first_line() -> None:
    start, end = SCRIPT.text.index("f("), SCRIPT.text.index(")") + 1
    (result,) = sarif(verdict(finding(start, end)))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 7}


def test_sarif_fingerprints_survive_a_line_above_and_differ() -> None:
    """Two packages on one import line, and the same problem twice, are different alerts."""
    moved = Source(SCRIPT.path, "# new\n" + SCRIPT.text)
    found = [finding(7, 8), finding(10, 11, subject="b"), finding(10, 11, subject="b")]
    later = [finding(13, 14, source=moved), finding(16, 17, subject="b", source=moved)]
    one, two = (
        [result["partialFingerprints"]["amllint/v1"] for result in sarif(verdict(*findings))["results"]]
        for findings in (found, [*later, later[1]])
    )
    assert one == two
    assert len(set(one)) == 3


def test_sarif_marks_what_is_ignored() -> None:
    ignored = (Ignored(finding(), "comment", "it is\nfine"), Ignored(finding(subject="b"), "baseline"))
    by_comment, by_baseline = sarif(verdict(ignored=ignored))["results"]
    assert by_comment["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "it is\\nfine"}]
    assert by_baseline["suppressions"][0]["kind"] == "external"
    assert by_baseline["suppressions"][0]["justification"]


def test_sarif_of_a_crash_and_of_a_rule_without_page() -> None:
    run = sarif(verdict(finding(code="ACME101"), finding(code="AML901"), crashed=True))
    assert run["invocations"] == [{"executionSuccessful": False}]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ACME101", "AML901"]
    assert all(rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])


# -- GitHub -----------------------------------------------------------------------------------------------------------


def github(told: Verdict, prefix: str = "") -> list[str]:
    return render("github", told, Options(prefix=prefix)).splitlines()


def test_github_annotation() -> None:
    (line,) = github(verdict(finding(message="100% wrong")), "sub/")
    assert line == (
        "::error file=sub/src/score.py,line=1,endLine=1,title=AML301 import-not-installed,col=8,endColumn=9::"
        "src/score.py:1:8: AML301 error 100%25 wrong%0A  deploy/blue.yml:1: the [deployment] that runs it"
        "%0A  help: add it"
    )


def test_github_properties_are_escaped() -> None:
    (line,) = github(verdict(finding(0, 1, severity="note", source=Source("a,b:c%.yml", "a: 1\n"))))
    assert line.startswith("::notice file=a%2Cb%3Ac%25.yml,line=1,")


def test_github_shows_ten_of_a_kind_and_tells_of_the_others() -> None:
    found = [finding(severity="warning", message=f"w{number}") for number in range(12)] + [finding()]
    lines = github(verdict(*found))
    assert [line.partition(" ")[0] for line in lines[:11]] == ["::error", *["::warning"] * 10]
    assert lines[11] == "amllint: 2 more of warning: GitHub shows 10 of a kind for a step"
    assert lines[12:] == [f"src/score.py:1:8: AML301 warning w{number}" for number in (10, 11)]


def test_github_summary_is_a_table_that_holds_nothing_but_text() -> None:
    hostile = "a | b `c` <img src=x> ![p](http://evil) @all"
    text = summary.render(verdict(finding(severity="warning"), finding(message=hostile)))
    head, row, second = text.split("|---|---|---|---|\n")[0], *text.splitlines()[-2:]
    assert "1 error, 1 warning (2 units)" in head
    assert row.startswith("| error | AML301 import-not-installed | src/score.py:1:8 | ")
    assert second.startswith("| warning |")
    cells = re.split(r"(?<!\\)\|", row)
    assert len(cells) == 6
    for sign in ("<", ">", "@", "![", "`c"):
        assert sign not in cells[4].replace("\\!", "").replace("\\`", "")


def test_github_summary_stays_below_the_limit() -> None:
    text = summary.render(verdict(*[finding(message="m" * 1000)] * 2000))
    assert len(text.encode()) <= summary.LARGEST
    assert re.search(r"\n\d+ more findings are left out here\.\n$", text)


# -- Azure, GitLab ----------------------------------------------------------------------------------------------------


def test_azure_issue() -> None:
    told = verdict(finding(message="100% wrong"), finding(severity="note"))
    assert render("azure", told, Options(prefix="sub/")).splitlines() == [
        "##vso[task.logissue type=error;sourcepath=sub/src/score.py;linenumber=1;columnnumber=8;code=AML301;]"
        "100%AZP25 wrong (help: add it)",
        "src/score.py:1:8: AML301 note nothing installs `a`",
    ]
    odd = finding(0, 1, source=Source("a];b.yml", "a: 1\n"))
    assert "sourcepath=a%5D%3Bb.yml;" in render("azure", verdict(odd), Options())


def test_gitlab_report() -> None:
    found = (finding(), finding(), finding(severity="warning"), finding(severity="note"))
    told = verdict(*found, ignored=(Ignored(finding(), "comment", "why"),))
    report = json.loads(render("gitlab", told, Options(prefix="sub/", show_ignored=True)))
    assert [one["severity"] for one in report] == ["major", "major", "minor", "info", "info"]
    assert len({one["fingerprint"] for one in report}) == 5
    for one in report:
        assert set(one) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert one["location"] == {"path": "sub/src/score.py", "lines": {"begin": 1}}
    assert report[-1]["description"].endswith("[ignored by comment: why]")


# -- JUnit ------------------------------------------------------------------------------------------------------------


def junit(told: Verdict, fail_on: Severity = "error") -> ElementTree.Element:
    return ElementTree.fromstring(render("junit", told, Options(fail_on=fail_on)).encode())


def test_junit_has_a_case_for_each_unit() -> None:
    suites = junit(verdict(finding(), finding(severity="warning"), finding(code="AML902", units=())))
    cases = [(case.get("classname"), case.get("name"), [part.tag for part in case]) for case in suites.iter("testcase")]
    assert cases == [
        ("deploy/blue.yml", "blue", ["failure", "system-out"]),
        ("deploy/green.yml", "green", []),
        ("amllint", "files of no deployment", ["failure"]),
    ]
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("3", "2", "0")
    failure = suites.find(".//failure")
    assert failure is not None and failure.text is not None
    assert failure.get("type") == "AML301"
    assert failure.text.splitlines()[0] == "src/score.py:1:8: AML301 error nothing installs `a`"


def test_junit_fails_as_the_run_does() -> None:
    told = verdict(finding(severity="warning"))
    assert junit(told).get("failures") == "0"
    assert junit(told, "warning").get("failures") == "1"
    crash = junit(verdict(finding(code="AML901"), crashed=True))
    assert (crash.get("failures"), crash.get("errors")) == ("0", "1")


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(codec=None, categories=None)), st.text())
def test_junit_is_xml_whatever_a_file_holds(path: str, message: str) -> None:
    odd = finding(0, 0, source=Source(path, message), message=message, units=(message,))
    told = Verdict((odd,), (Ignored(odd, "comment", message),), (unit(message, path),))
    ElementTree.fromstring(render("junit", told, Options(show_ignored=True)).encode())


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(codec=None, categories=None)), st.text())
def test_sarif_is_valid_whatever_a_file_holds(path: str, message: str) -> None:
    odd = finding(0, len(message), source=Source(path or "a", message), message=message or "m")
    sarif(Verdict((odd,), (Ignored(odd, "comment", message),), ()))


@pytest.mark.parametrize("format", ["sarif", "github", "azure", "gitlab", "junit"])
def test_nothing_found(format: str) -> None:
    text = render(format, verdict(), Options())
    assert {"github": "", "azure": "", "gitlab": "[]\n"}.get(format, text) == text
    if format == "sarif":
        assert validate.validation_errors(json.loads(text)) == []
