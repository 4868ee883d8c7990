"""Items of `pytest --amllint`: one for each deployment unit, and one for the files that belong to none.

Files that pytest comes across are collected in the usual way. Units that it does not come across (`testpaths`,
`norecursedirs`) are added afterwards: a deployment that is silently left out would be a wrong green.
"""

from __future__ import annotations

import os
from fnmatch import fnmatch
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from .project import project_of, unique_names
from .wording import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .project import Project

PROJECT_ITEM = "amllint[project]"
"""Name of the item for findings in files that belong to no unit."""


class AmllintCrashed(Exception):
    """amllint itself failed: unlike a finding, this is shown with its traceback."""


class UnitItem(pytest.Item):
    """The check of one unit; of what belongs to no unit, where `unit_id` is None."""

    def __init__(self, *, project: Project, unit_id: str | None, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.project = project
        self.unit_id = unit_id
        self.add_marker(pytest.mark.amllint)
        self.extra_keyword_matches.update({self.path.as_posix(), unit_id or "project"})

    def runtest(self) -> None:
        """Fail with the findings that are grave enough; the others go to the report's properties."""
        if self.unit_id is None and not self.project.units and not self.project.config.allow_empty:
            pytest.fail(self.project.nothing_found, pytrace=False)
        failing = []
        for finding in self.project.findings_of(self.unit_id):
            text = describe(finding)
            if finding.code == "AML901":
                raise AmllintCrashed(text)
            if self.project.fails(finding):
                failing.append(text)
            else:
                self.user_properties.append(("amllint", text))
        if failing:
            pytest.fail("\n\n".join(failing), pytrace=False)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> object:  # type: ignore[override]
        """Leave out what pytest did before it came here."""
        excinfo.traceback = excinfo.traceback.cut(path=__file__)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str], int | None, str]:
        """File, line (from 0) and title of the item."""
        return self.path, None, f"amllint: {self.unit_id or 'files of no deployment'}"


class UnitFile(pytest.File):
    """A file in which units are anchored."""

    def __init__(self, *, project: Project, anchored: list[tuple[str, str | None]], **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.project = project
        self.anchored = anchored

    def collect(self) -> Iterator[UnitItem]:
        """One item for each unit."""
        for name, unit_id in self.anchored:
            yield UnitItem.from_parent(self, name=name, project=self.project, unit_id=unit_id)


class Collection:
    """The hooks that are registered with `--amllint`."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.project = project_of(config)
        self.below_fail_on: dict[str, None] = {}

    @cached_property
    def anchors(self) -> dict[str, list[tuple[str, str | None]]]:
        """Absolute path of each anchor file → names and unit ids of its items."""
        units = self.project.units
        names = unique_names([(unit.path, unit.name) for unit in units])
        anchors: dict[str, list[tuple[str, str | None]]] = {}
        for unit, name in zip(units, names):
            path = os.path.join(self.project.root, *unit.path.split("/"))
            anchors.setdefault(path, []).append((f"amllint[{name}]" if name else "amllint", unit.id))
        anchors.setdefault(self.project.home, []).append((PROJECT_ITEM, None))
        return anchors

    def pytest_report_header(self) -> str:
        """Say what was found, and with which configuration."""
        return self.project.header

    def pytest_collect_file(self, file_path: os.PathLike[str], parent: pytest.Collector) -> UnitFile | None:
        """Make items of the units that are anchored in the file."""
        path = os.path.abspath(file_path)
        return self._file(parent, path) if path in self.anchors else None

    def _file(self, parent: pytest.Collector, path: str) -> UnitFile:
        from pathlib import Path

        made: UnitFile = UnitFile.from_parent(
            parent, path=Path(path), project=self.project, anchored=self.anchors[path]
        )
        return made

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the units that pytest did not come across; runs before `-k`, `-m` and `--deselect` choose."""
        if not self.config.getoption("keepduplicates", False):
            _drop_repeated(items)
        arguments: list[str] = self.config.getoption("file_or_dir", None) or []
        if any("::" in argument for argument in arguments):
            return
        collected = {os.path.abspath(item.path) for item in items if isinstance(item, UnitItem)}
        for path in self._wanted(arguments):
            if path not in collected:
                items.extend(_collect(session, self._file(session, path)))

    def _wanted(self, arguments: list[str]) -> list[str]:
        """Anchor files to check: those that the arguments cover, all where they cover none."""
        base = os.fspath(self.config.invocation_params.dir)
        given = [os.path.normpath(os.path.join(base, argument)) for argument in arguments]
        anchors = [path for path in sorted(self.anchors) if not self._ignored(path, base)]
        covered = [path for path in anchors if any(_lies_in(path, folder) for folder in given)]
        return covered if any(path != self.project.home for path in covered) else anchors

    def _ignored(self, path: str, base: str) -> bool:
        """Whether the user left the file out with `--ignore` or `--ignore-glob`."""
        paths: list[str] = self.config.getoption("ignore", None) or []
        globs: list[str] = self.config.getoption("ignore_glob", None) or []
        return any(_lies_in(path, os.path.normpath(os.path.join(base, entry))) for entry in paths) or any(
            fnmatch(path, os.path.normpath(os.path.join(base, entry))) for entry in globs
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather, on the controller, what did not fail."""
        if report.when == "call":
            self.below_fail_on.update((str(text), None) for name, text in report.user_properties if name == "amllint")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports that were asked for: once, on the controller, of all deployments of the project."""
        outputs: list[tuple[str, str]] = self.config.getoption("amllint_output")
        if not outputs or hasattr(self.config, "workerinput") or self.config.getoption("collectonly", False):
            return
        from amllint.report import Options, render
        from amllint.writing import replaced

        for format, path in outputs:
            text = render(format, self.project.verdict, Options(fail_on=self.project.fail_on))
            target = os.path.join(os.fspath(self.config.invocation_params.dir), path)
            try:
                replaced(target, text)
            except OSError as error:
                raise pytest.UsageError(f"--amllint-output: {path}: {error.strerror or error}") from None

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the findings below the failing severity, each once."""
        if self.below_fail_on:
            count = len(self.below_fail_on)
            plural = "" if count == 1 else "s"
            terminalreporter.section(f"amllint: {count} finding{plural} below {self.project.fail_on}")
            for text in self.below_fail_on:
                terminalreporter.write_line(text)


def _collect(session: pytest.Session, file: UnitFile) -> Iterable[pytest.Item]:
    """Collect a file as pytest does, so that counts and `--last-failed` see it."""
    report = session.ihook.pytest_make_collect_report(collector=file)
    session.ihook.pytest_collectreport(report=report)
    return report.result if report.passed else ()


def _drop_repeated(items: list[pytest.Item]) -> None:
    """Keep the first of items that overlapping arguments collected twice."""
    seen: set[str] = set()
    kept = []
    for item in items:
        if not isinstance(item, UnitItem) or item.nodeid not in seen:
            kept.append(item)
        seen.add(item.nodeid)
    items[:] = kept


def _lies_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
