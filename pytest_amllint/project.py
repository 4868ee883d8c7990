"""The linted project as one pytest process sees it: found once, checked once."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

import amllint
from amllint.config import Config, find_root
from amllint.finding import SEVERITIES
from amllint.project import SettingsError, open_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amllint.boot import Unit
    from amllint.finding import Finding, Severity
    from amllint.judge import Verdict


class Project:
    """A project with its units and, once asked for, its findings.

    `root` is absolute, `paths` limit the units (absolute), `home` is the file that stands for the project itself.
    """

    def __init__(self, root: str, config: Config, paths: Sequence[str], home: str) -> None:
        self.root = root
        self.config = config
        self.paths = tuple(paths)
        self.home = home

    @property
    def fail_on(self) -> Severity:
        """The lightest severity that fails an item."""
        return self.config.fail_on

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The deployments, in an order that does not depend on time or machine (xdist compares it)."""
        units = amllint.discover(*self.paths, root=self.root, config=self.config)
        return tuple(sorted(units, key=lambda unit: (unit.path, unit.span.start, unit.id)))

    @cached_property
    def verdict(self) -> Verdict:
        """What `amllint check` has to say."""
        return amllint.check(*self.paths, root=self.root, config=self.config)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is shown, as `amllint check` shows it."""
        return self.verdict.shown

    def findings_of(self, unit_id: str | None) -> list[Finding]:
        """The findings of a unit, or, for None, those that concern no unit."""
        if unit_id is None:
            return [finding for finding in self.findings if not finding.units]
        return [finding for finding in self.findings if unit_id in finding.units]

    def fails(self, finding: Finding) -> bool:
        """Whether a finding fails its item."""
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    @property
    def header(self) -> str:
        """One line: what was found where, and by which settings."""
        count = len(self.units)
        folders = sorted({unit.path.rpartition("/")[0] or "." for unit in self.units})
        where = os.path.commonpath(folders) or "." if folders else self.root
        config = os.path.relpath(self.config.path, self.root) if self.config.path else "none"
        plural = "" if count == 1 else "s"
        return f"amllint {amllint.__version__}: {count} deployment unit{plural} in {where} (config: {config})"

    @property
    def nothing_found(self) -> str:
        """Why a run that was asked to check deployments is not green without any."""
        return (
            f"amllint found no deployment in {', '.join(self.paths)}. "
            "If the project has some, name their folder with --amllint-path or amllint_paths; "
            "`amllint units` tells what is looked for"
        )


_PROJECT = pytest.StashKey[Project]()


def project_of(config: pytest.Config) -> Project:
    """The project of a pytest run; raise pytest.UsageError for wrong settings."""
    if _PROJECT not in config.stash:
        config.stash[_PROJECT] = _open(config)
    return config.stash[_PROJECT]


def _open(config: pytest.Config) -> Project:
    base = os.fspath(config.invocation_params.dir)
    named = [os.path.join(base, path) for path in config.getoption("--amllint-path")]
    named = named or [os.fspath(path) for path in config.getini("amllint_paths")]
    for path in named:
        if not os.path.exists(path):
            raise pytest.UsageError(f"amllint: there is no {path}")
    root, file = _root(config, named, base)
    settings = _settings(config, file, base)
    if config.getoption("--amllint-config"):
        root = os.path.dirname(settings.path or "") or root
    home = settings.path or (os.fspath(config.inipath) if config.inipath else root)
    if not named and config.inipath is not None:
        # In a repository of many projects, the folder of pytest's own configuration is the project.
        own = Project(root, settings, [os.fspath(config.inipath.parent)], home)
        if own.paths[0].startswith(root + os.sep) and own.units:
            return own
    return Project(root, settings, named or [root], home)


def _root(config: pytest.Config, named: list[str], base: str) -> tuple[str, str | None]:
    """The project's root and its configuration file: what `amllint check` finds, and where that finds neither a
    configuration nor a repository, what pytest does: a bare common ancestor would hide or swallow neighbours."""
    arguments: list[str] = config.getoption("file_or_dir", None) or []
    given = [os.path.normpath(os.path.join(base, argument.partition("::")[0])) for argument in arguments]
    starts = named or [path for path in given if os.path.exists(path)] or [base]
    root, file = find_root(starts)
    if file is None and not os.path.exists(os.path.join(root, ".git")):
        if config.inipath is not None:
            root = os.fspath(config.rootpath)
        elif all(path == base or path.startswith(base + os.sep) for path in starts):
            root = base
    return root, file


def _settings(config: pytest.Config, file: str | None, base: str) -> Config:
    """The settings of the configuration file with those of the command line and pytest's ini file over them."""
    stated = config.getoption("--amllint-config")
    if stated:
        file = os.path.join(base, stated)
    fail_on = config.getoption("--amllint-fail-on") or config.getini("amllint_fail_on") or None
    if fail_on not in (None, *SEVERITIES):
        raise pytest.UsageError(f"amllint_fail_on is {fail_on!r}; it must be one of {', '.join(SEVERITIES)}")
    try:
        return open_project(
            [base],
            config=file,
            no_config=file is None,
            select=_words(config.getoption("--amllint-select")),
            ignore=_words(config.getoption("--amllint-ignore")),
            fail_on=fail_on,
        ).config
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None


def _words(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for text in texts for word in text.split(",") if word.strip())


def unique_names(anchored: Sequence[tuple[str, str | None]]) -> list[str | None]:
    """Names of items, for (file, unit's name): None where the file has one unit, else unique within the file."""
    paths = [path for path, _ in anchored]
    names: list[str | None] = []
    for number, (path, name) in enumerate(anchored):
        if paths.count(path) == 1:
            names.append(None)
            continue
        ordinal = paths[:number].count(path) + 1
        alone = name is not None and anchored.count((path, name)) == 1
        names.append(name if alone else f"{name or 'unit'}-{ordinal}")
    return names
