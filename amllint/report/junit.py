"""A JUnit report: a test case for each deployment unit, so that a run without any case means that none was found."""

from __future__ import annotations

from ..finding import SEVERITIES
from . import ignored_or_not
from .concise import line
from .escaping import log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..judge import Verdict
    from . import Options


def render(verdict: Verdict, options: Options) -> str:
    """A case for each unit, and one for files of no deployment where something was found in them.

    Findings at or above `fail_on` are the case's failure, the others its output; a rule that crashed is its error.
    """
    told = ignored_or_not(verdict, options)
    cases = [
        _Case(unit.path, unit.name or unit.kind, [one for one in told if unit.id in one[0].units], options)
        for unit in verdict.units
    ]
    ids = {unit.id for unit in verdict.units}
    rest = [one for one in told if not ids.intersection(one[0].units)]
    if rest:
        cases.append(_Case("amllint", "files of no deployment", rest, options))
    counts = (
        f'tests="{len(cases)}" failures="{sum(bool(case.failing) for case in cases)}" '
        f'errors="{sum(bool(case.crashes) for case in cases)}"'
    )
    body = "".join(case.xml() for case in cases)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<testsuites {counts}>\n<testsuite name="amllint" {counts} skipped="0">\n{body}</testsuite>\n</testsuites>\n'
    )


class _Case:
    """One test case with its findings."""

    def __init__(self, classname: str, name: str, told: list[tuple[Finding, str]], options: Options) -> None:
        grave = SEVERITIES[: SEVERITIES.index(options.fail_on) + 1]
        self.classname = classname
        self.name = name
        self.crashes = [one for one in told if not one[1] and one[0].code == "AML901"]
        open_ones = [one for one in told if one not in self.crashes]
        self.failing = [one for one in open_ones if not one[1] and one[0].severity in grave]
        self.others = [one for one in open_ones if one not in self.failing]

    def xml(self) -> str:
        """The element."""
        parts = [
            f"<{kind} message={_quoted(_codes(told))} type={_quoted(told[0][0].code)}>{_lines(told)}</{kind}>\n"
            for kind, told in (("error", self.crashes), ("failure", self.failing))
            if told
        ]
        if self.others:
            parts.append(f"<system-out>{_lines(self.others)}</system-out>\n")
        head = f"<testcase classname={_quoted(self.classname)} name={_quoted(self.name)}"
        return f"{head}>\n{''.join(parts)}</testcase>\n" if parts else f"{head}/>\n"


def _codes(told: list[tuple[Finding, str]]) -> str:
    return ", ".join(dict.fromkeys(f"{finding.code} {finding.name}" for finding, _ in told))


def _lines(told: list[tuple[Finding, str]]) -> str:
    lines = []
    for finding, mark in told:
        lines.append(line(finding) + mark)
        lines += [
            f"    {one_line(label.span.place.file)}:{label.span.place.line}: {one_line(label.message)}"
            for label in finding.labels
        ]
        if finding.help:
            lines.append(f"    help: {one_line(finding.help)}")
    return _escaped(log("\n".join(lines)))


def _quoted(text: str) -> str:
    return '"' + _escaped(log(one_line(text))) + '"'


def _escaped(text: str) -> str:
    """Text for XML 1.0: what `one_line` leaves, without the two characters beyond controls that XML has not."""
    text = text.replace("\ufffe", "?").replace("\uffff", "?")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
