"""amllint: finds, on your desk, why an Azure Machine Learning deployment would fail.

`check` and `discover` are what the command line and the pytest plugin use, for programs. Importing this package
imports nothing else: the names come when they are asked for.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["Config", "Finding", "Severity", "Verdict", "__version__", "check", "discover"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .boot import Unit
    from .config import Config
    from .finding import Finding, Severity
    from .judge import Verdict
    from .model import Traffic
    from .project import Project

_HOMES = {"Config": "config", "Finding": "finding", "Severity": "finding", "Verdict": "judge"}


def __getattr__(name: str) -> object:
    if name == "Severity":  # a type alias, which costs an import of typing: only for those who ask at run time
        from typing import Literal

        return Literal["error", "warning", "note"]
    if name in _HOMES:
        return getattr(__import__(f"{__name__}.{_HOMES[name]}", fromlist=("",)), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def check(
    *paths: str,
    root: str | None = None,
    config: str | Config | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_on: Severity | None = None,
    traffic: Mapping[str, float | str] | None = None,
) -> Verdict:
    """Check the deployments whose files lie under `paths` and judge the findings.

    Parameters: `paths` are files and folders, the current folder if none is given. `root` is the project's folder and
    `config` its settings or the file that holds them; without them both are found as the command line finds them.
    `select`, `ignore` and `fail_on` stand in front of the settings; `traffic` stands in place of theirs and holds for
    all endpoints: `target_rps` (requests a second), `request_seconds`, `burst_factor`, `start_seconds`.

    Returns the verdict: `shown` are the findings, paths relative to the root. Raise ValueError, with all mistakes, for
    wrong settings and for selectors that name no rule.
    """
    project = _opened(paths, root, config, select=select, ignore=ignore, fail_on=fail_on)
    if traffic is not None:
        from .record import replace

        settings = replace(project.config, traffic={"*": _traffic(traffic)})
        project = replace(project, config=settings)
    return project.check()


def discover(*paths: str, root: str | None = None, config: str | Config | None = None) -> tuple[Unit, ...]:
    """Find the deployments whose files lie under `paths`, without checking them; parameters as for `check`."""
    return _opened(paths, root, config).units()


def _opened(
    paths: Sequence[str],
    root: str | None,
    config: str | Config | None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_on: Severity | None = None,
) -> Project:
    """The project; a configuration file that is named gives its folder as the root."""
    import os

    from .config import find_root
    from .project import open_project

    if root is None and isinstance(config, str):
        root = find_root([os.path.dirname(os.path.abspath(config))])[0]
    return open_project(
        paths, root=root, config=config, select=select, ignore=ignore, fail_on=fail_on, origin="check()"
    )


def _traffic(stated: Mapping[str, float | str]) -> Traffic:
    """What is stated of the traffic, read as the configuration file is."""
    from .config import traffic_from
    from .project import SettingsError

    traffic = traffic_from(stated, "traffic of check()")
    if isinstance(traffic, list):
        raise SettingsError(traffic)
    return traffic
