"""amllint: finds, on your desk, why an Azure Machine Learning deployment would fail.

`check` and `discover` are what the command line and the pytest plugin use, for programs. Importing this package
imports nothing else: the names come when they are asked for.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["Config", "Finding", "Severity", "Verdict", "__version__", "check", "discover"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .boot import Unit
    from .config import Config
    from .finding import Finding, Severity
    from .judge import Verdict

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
) -> Verdict:
    """Check the deployments whose files lie under `paths` and judge the findings.

    Parameters: `paths` are files and folders, the current folder if none is given. `root` is the project's folder and
    `config` its settings or the file that holds them; without them both are found as the command line finds them.
    `select`, `ignore` and `fail_on` stand in front of the settings.

    Returns the verdict: `shown` are the findings, paths relative to the root. Raise ValueError, with all mistakes, for
    wrong settings and for selectors that name no rule.
    """
    from .config import overridden
    from .judge import judge
    from .lint import lint
    from .registry import selected, selector_mistakes
    from .rules.index import RULES

    folder, settings = _opened(paths, root, config)
    settings = overridden(settings, select=select, ignore=ignore, fail_on=fail_on, origin="check()")
    mistakes = selector_mistakes(settings, RULES)
    if mistakes:
        raise ValueError("\n".join(mistakes))
    report = lint(folder, _absolute(paths), settings)
    tops = _below(folder, paths)
    return judge(
        report.findings,
        config=settings,
        rules=RULES,
        selection=selected(RULES, settings.select, settings.ignore, settings.extend_select),
        sources=report.sources,
        units=report.units,
        crashed=report.crashed,
        under=lambda path: any(not top or path == top or path.startswith(top + "/") for top in tops),
    )


def discover(*paths: str, root: str | None = None, config: str | Config | None = None) -> tuple[Unit, ...]:
    """Find the deployments whose files lie under `paths`, without checking them; parameters as for `check`."""
    from .lint import lint

    folder, settings = _opened(paths, root, config)
    return lint(folder, _absolute(paths), settings, units_only=True).units


def _opened(paths: Sequence[str], root: str | None, config: str | Config | None) -> tuple[str, Config]:
    """The project's root (absolute) and settings."""
    import os

    from .config import Config, find_root, load_config

    file = config if isinstance(config, str) else None
    found, default = find_root([os.path.dirname(os.path.abspath(file))] if file else paths or ["."])
    settings: Config | list[str] = config if isinstance(config, Config) else Config()
    if config is None and root is None:
        file = default
    if file is not None:
        settings = load_config(file)
    if isinstance(settings, list):
        raise ValueError("\n".join(settings))
    return os.path.abspath(root or found), settings


def _absolute(paths: Sequence[str]) -> list[str]:
    import os

    return [os.path.abspath(path) for path in paths or ["."]]


def _below(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    """The paths relative to the root, with forward slashes; "" is the root itself."""
    import os

    relative = (os.path.relpath(path, root).replace(os.sep, "/") for path in paths or ["."])
    return tuple("" if path == "." else path for path in relative)
