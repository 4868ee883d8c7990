"""Which fixes are applied: whole or not at all, checked again, in passes, idempotent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amllint.finding import Edit, Finding, Fix
from amllint.fix import Result, fix
from amllint.judge import Verdict
from amllint.text import Source, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amllint.finding import Safety, Severity

    Rule = Callable[[Source], list[Finding]]


def finding(source: Source, match: re.Match[str], new: str, *, safety: Safety = "safe", code: str = "X1",
            severity: Severity = "error", more: tuple[Edit, ...] = ()) -> Finding:  # fmt: skip
    span = source.span(*match.span())
    edits = (Edit(span, new), *more)
    return Finding(code, "x", severity, f"{match[0]} is wrong", span, fix=Fix(safety, f"write {new}", edits))


class Project:
    """A project in memory and a check that asks some functions about each file."""

    def __init__(self, files: dict[str, str], *rules: Rule) -> None:
        self.files = {path: text.encode() for path, text in files.items()}
        self.rules = rules
        self.checks = 0

    def check(self, overlay: Mapping[str, bytes]) -> Verdict:
        self.checks += 1
        found = []
        for path, data in {**self.files, **overlay}.items():
            text = decode(data)
            assert isinstance(text, str)
            found += [one for rule in self.rules for one in rule(Source(path, text))]
        return Verdict(tuple(found))

    def fixed(self, *, unsafe: bool = False) -> Result:
        return fix(self.check({}), self.check, self.files.__getitem__, unsafe=unsafe)

    def texts(self, result: Result) -> dict[str, str]:
        assert all(self.files[path] == before for path, (before, _) in result.files.items())
        return {path: after.decode() for path, (_, after) in result.files.items()}


def spelling(wrong: str, right: str, **options: object) -> Rule:
    return lambda source: [
        finding(source, match, right, **options)  # type: ignore[arg-type]
        for match in re.finditer(rf"\b{wrong}\b", source.text)
    ]


def test_all_that_is_safe_is_fixed_with_one_more_check() -> None:
    project = Project({"a.txt": "one two", "b.txt": "one"}, spelling("one", "1"), spelling("two", "2", safety="unsafe"))
    result = project.fixed()
    assert project.texts(result) == {"a.txt": "1 two", "b.txt": "1"}
    assert (len(result.fixed), result.unsafe_left, result.refused, project.checks) == (2, 1, (), 2)
    assert [one.message for one in result.verdict.shown] == ["two is wrong"]
    assert project.texts(project.fixed(unsafe=True)) == {"a.txt": "1 2", "b.txt": "1"}


def test_nothing_to_fix_checks_nothing_again() -> None:
    project = Project({"a.txt": "fine"}, spelling("one", "1"))
    result = project.fixed()
    assert (result.files, project.checks) == ({}, 1)


def test_second_run_changes_nothing() -> None:
    project = Project({"a.txt": "one one"}, spelling("one", "1"))
    project.files["a.txt"] = project.fixed().files["a.txt"][1]
    assert project.fixed().files == {}


def test_of_two_that_touch_one_place_the_second_waits_for_the_next_pass() -> None:
    project = Project({"a.txt": "one two"}, spelling("one two", "1 two"), spelling("two", "2", code="X2"))
    result = project.fixed()
    assert project.texts(result) == {"a.txt": "1 2"}
    assert [one.code for one in result.fixed] == ["X1", "X2"]


def test_insertions_at_one_place_are_made_one_after_the_other() -> None:
    def missing(word: str) -> Rule:
        def rule(source: Source) -> list[Finding]:
            edit = Edit(source.span(0, 0), f"{word}\n")
            one = Finding(word, "x", "error", f"no {word}", source.span(0, 1), fix=Fix("safe", "add", (edit,)))
            return [] if word in source.text else [one]

        return rule

    project = Project({"a.txt": "x"}, missing("one"), missing("two"))
    assert project.texts(project.fixed()) == {"a.txt": "two\none\nx"}


def test_fix_that_does_not_help_or_does_harm_is_taken_back_alone() -> None:
    project = Project(
        {"a.txt": "one two three four"},
        spelling("one", "one!", code="X1"),
        spelling("two", "bad", code="X2"),
        spelling("three", "3", code="X3"),
        spelling("bad", "worse", code="X4", safety="unsafe"),
        spelling("four", "light", code="X5"),
        spelling("light", "lighter", code="X6", severity="warning", safety="unsafe"),
    )
    result = project.fixed()
    assert project.texts(result) == {"a.txt": "one two 3 light"}
    assert {one.finding.code: one.reason for one in result.refused} == {
        "X1": "the finding stays when it is applied",
        "X2": "it brings X4 x at a.txt:1: bad is wrong",
    }
    again = project.fixed()
    assert again.files == result.files, "the same every time"


def test_fix_of_several_files_is_whole_or_not_at_all() -> None:
    other = Source("b.txt", "old")

    def rule(source: Source) -> list[Finding]:
        more = (Edit(other.span(0, 3), "new"),)
        return [finding(source, match, "1", more=more) for match in re.finditer("one", source.text)]

    project = Project({"a.txt": "one", "b.txt": "old"}, rule)
    assert project.texts(project.fixed()) == {"a.txt": "1", "b.txt": "new"}
    project.files["b.txt"] = b"changed"
    result = project.fixed()
    assert result.files == {}
    assert [one.reason for one in result.refused] == ["the file has changed since it was read"]


def test_same_change_of_two_findings_is_made_once() -> None:
    project = Project({"a.txt": "one"}, spelling("one", "1", code="X1"), spelling("one", "1", code="X2"))
    result = project.fixed()
    assert project.texts(result) == {"a.txt": "1"}
    assert len(result.fixed) == 2


def test_fixes_that_undo_each_other_end() -> None:
    project = Project({"a.txt": "one"}, spelling("one", "two", severity="warning"),
                      spelling("two", "one", code="X2", severity="note"))  # fmt: skip
    result = project.fixed()
    assert project.texts(result) == {"a.txt": "two"}
    assert [one.finding.code for one in result.refused] == ["X2"]
