"""What the fixture `amllint` gives to the users' own tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import amllint
from amllint.finding import SEVERITIES

from .wording import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from amllint.finding import Finding, Severity
    from amllint.judge import Verdict

    from .project import Project


class CheckReport:
    """The findings of one check, for assertions."""

    def __init__(self, verdict: Verdict) -> None:
        self.findings: tuple[Finding, ...] = verdict.shown
        self.units = verdict.units

    def codes(self) -> list[str]:
        """Codes of the findings, in the order of their places."""
        return [finding.code for finding in self.findings]

    def assert_clean(self, fail_on: Severity = "error") -> None:
        """Fail the test, with all findings at least as grave as `fail_on` and without a traceback."""
        __tracebackhide__ = True
        grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        texts = [describe(finding) for finding in self.findings if finding.severity in grave]
        if texts:
            pytest.fail("\n\n".join(texts), pytrace=False)


class Checker:
    """Checks parts of the project; paths are relative to pytest's root folder."""

    def __init__(self, project: Project, base: Path) -> None:
        self._project = project
        self._base = base

    def check(
        self,
        *paths: str | os.PathLike[str],
        config: str | os.PathLike[str] | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        traffic: Mapping[str, float | str] | None = None,
    ) -> CheckReport:
        """Check the deployments whose files lie under the paths (all, if none is given).

        `traffic` states what is expected of all endpoints, in place of the settings, with the keys of
        `[tool.amllint.traffic]`: `{"target_rps": 20, "request_seconds": 0.2}`. Raise ValueError for wrong settings, and
        FileNotFoundError for a path that does not exist, because a check of nothing would be clean.
        """
        found = [os.fspath(self._base / path) for path in paths or (self._base,)]
        for path in found:
            if not os.path.exists(path):
                raise FileNotFoundError(f"there is no {path} to check")
        settings = self._project.config if config is None else os.fspath(self._base / config)
        verdict = amllint.check(
            *found,
            root=self._project.root,
            config=settings,
            select=tuple(select),
            ignore=tuple(ignore),
            traffic=traffic,
        )
        return CheckReport(verdict)
