"""A project to check: what the command line, the pytest plugin and programs share, so that all find the same."""

from __future__ import annotations

import os

from .record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .boot import Unit
    from .config import Config
    from .finding import Severity
    from .judge import Verdict
    from .registry import RuleInfo


class SettingsError(ValueError):
    """Settings that cannot be used; `messages` has a sentence for each mistake."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))


class Project(Record):
    """Root and paths (absolute), the settings, and all rules that there are."""

    root: str
    paths: tuple[str, ...]
    config: Config
    rules: tuple[RuleInfo, ...]

    def check(
        self,
        *,
        overlay: Mapping[str, bytes] | None = None,
        hidden: Iterable[str] = (),
        use_baseline: bool = True,
    ) -> Verdict:
        """Check the deployments that the paths concern and judge the findings.

        `overlay` lays files in memory over those on disk and `hidden` takes some away, by paths relative to the root.
        `use_baseline` False leaves the baseline out. Raise SettingsError for a baseline that cannot be read.
        """
        from .judge import judge
        from .lint import lint
        from .registry import selected

        config = self.config
        baseline = None
        if use_baseline and config.baseline is not None:
            from .baseline import Baseline, read

            read_or_not = read(self.baseline_path, self.root)
            if not isinstance(read_or_not, Baseline):
                raise SettingsError([read_or_not])
            baseline = read_or_not
        report = lint(self.root, self.paths, config, overlay=overlay, hidden=hidden, rules=self.rules)
        return judge(
            report.findings,
            config=config,
            rules=self.rules,
            selection=selected(self.rules, config.select, config.ignore, config.extend_select),
            sources=report.sources,
            units=report.units,
            crashed=report.crashed,
            under=self.covers,
            baseline=baseline,
        )

    def units(self) -> tuple[Unit, ...]:
        """The deployments that the paths concern."""
        from .lint import lint

        return lint(self.root, self.paths, self.config, rules=self.rules, units_only=True).units

    def relative(self, path: str) -> str:
        """A path as it is named from the root, with forward slashes; "." is the root itself."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def covers(self, path: str) -> bool:
        """Whether a path, relative to the root, lies under the paths: all that concerns it is checked."""
        tops = [self.relative(top) for top in self.paths] or ["."]
        return any(top == "." or path == top or path.startswith(top + "/") for top in tops)

    @property
    def baseline_path(self) -> str:
        """Where the baseline is, or would be: as the settings say, else amllint-baseline.json in the root."""
        return os.path.join(self.root, self.config.baseline or "amllint-baseline.json")


def open_project(
    paths: Sequence[str] = (),
    *,
    root: str | None = None,
    config: str | Config | None = None,
    no_config: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    fail_on: Severity | None = None,
    baseline: str | None = None,
    snapshot: str | None = None,
    origin: str = "the command line",
) -> Project:
    """Find root and settings of the project that holds the paths, and the rules that the settings name.

    Parameters: `config` is a file, or settings as they are; `no_config` leaves the project's file unread. The rest
    stands in front of the settings; `origin` says whose it is. Raise SettingsError with all mistakes.
    """
    from .config import Config, find_root, load_config, overridden
    from .own_rules import with_own_rules
    from .registry import selector_mistakes
    from .rules.index import RULES

    found, file = find_root(paths or ["."])
    if isinstance(config, str):
        file = config
    elif root is not None or no_config:
        file = None
    settings: Config | list[str] = config if isinstance(config, Config) else Config()
    if file is not None and not isinstance(config, Config):
        settings = load_config(file)
    if isinstance(settings, list):
        raise SettingsError(settings)
    settings = _from_root(settings)
    settings = overridden(
        settings, select=select, ignore=ignore, extend_select=extend_select, fail_on=fail_on, origin=origin
    )
    if baseline is not None:
        given = {**settings.origin, "baseline": origin}
        settings = replace(settings, baseline=os.path.abspath(baseline), origin=given)
    if snapshot is not None:
        if not os.path.exists(snapshot):
            raise SettingsError([f"there is no snapshot {snapshot!r}; `amllint snapshot` makes one"])
        settings = replace(settings, snapshot=os.path.abspath(snapshot), origin={**settings.origin, "snapshot": origin})
    rules, mistakes = (RULES, []) if not settings.rules else with_own_rules(RULES, settings.rules)
    mistakes = mistakes or selector_mistakes(settings, rules)
    if mistakes:
        raise SettingsError(mistakes)
    folder = os.path.abspath(root or found)
    absolute = tuple(os.path.abspath(path) for path in paths or ["."])
    if settings.include and absolute == (folder,):
        absolute = tuple(os.path.join(folder, *path.split("/")) for path in settings.include)
    return Project(folder, absolute, settings, rules)


def _from_root(settings: Config) -> Config:
    """The settings with a baseline whose path counts from the configuration file."""
    if settings.path is None or settings.baseline is None:
        return settings
    folder = os.path.dirname(os.path.abspath(settings.path))
    return replace(settings, baseline=os.path.join(folder, settings.baseline))
