"""What becomes of the findings: merged over units, graded by the settings, shown or ignored, and the exit code."""

from __future__ import annotations

from .record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from .baseline import Baseline
    from .config import Config
    from .finding import Finding, Fix, Label, Severity
    from .model import BoundUnit
    from .registry import RuleInfo
    from .text import Source


class Ignored(Record):
    """A finding that is not shown, by what, and the reason that its author gave."""

    finding: Finding
    by: Literal["comment", "config", "baseline"]
    reason: str | None = None


class Verdict(Record):
    """What a run has to say. Findings are sorted by path, line, column and code; `units` are those that were checked.

    `crashed` means that a rule failed; `exit_code` is 3 then, 1 if a finding is as grave as asked for, else 0.
    `unknown` counts the questions on the containers that the files do not answer, None if nobody counted. `rules` are
    those that ran.
    """

    shown: tuple[Finding, ...]
    ignored: tuple[Ignored, ...] = ()
    units: tuple[BoundUnit, ...] = ()
    crashed: bool = False
    exit_code: int = 0
    unknown: int | None = None
    rules: tuple[RuleInfo, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings of a severity are shown."""
        return sum(finding.severity == severity for finding in self.shown)


def judge(
    findings: Iterable[Finding],
    *,
    config: Config,
    rules: Iterable[RuleInfo],
    selection: Iterable[RuleInfo],
    sources: Iterable[Source] = (),
    units: Iterable[BoundUnit] = (),
    crashed: bool = False,
    unknown: int | None = None,
    under: Callable[[str], bool] | None = None,
    baseline: Baseline | None = None,
) -> Verdict:
    """Judge the findings of a run.

    `rules` are all that exist, `selection` those that ran. `sources` are the texts that were read: ignore comments in
    them count as used or unused; `under` tells for a path whether all that concerns it was checked, so that an unused
    comment there is known to be unused (all paths, if not given). `baseline` holds findings that are known: it has the
    last word, after comments and settings.
    """
    selection = tuple(selection)
    merged = merge(findings)
    ignored: list[Ignored] = []
    texts = _with_comments(sources, merged)
    if texts:
        from .ignores import apply

        units = tuple(units)
        read = frozenset(path for unit in units for path in unit.read_set)
        seen = None if under is None else lambda path: path in read or under(path)
        applied = apply(merged, texts, tuple(rules), selection, under, seen)
        merged = [*applied.kept, *applied.findings]
        ignored = [Ignored(finding, "comment", reason) for finding, reason in applied.ignored]
    merged = [_graded(finding, config) for finding in merge_labels(merged)]
    shown = []
    patterns = _path_patterns(config, tuple(rules))
    for finding in merged:
        if any(silences(finding) for silences in patterns):
            ignored.append(Ignored(finding, "config", "per-path-ignores"))
        else:
            shown.append(finding)
    shown.sort(key=_order)
    if baseline is not None:
        from .baseline import apply as taken

        left = taken(shown, baseline, selection, under)
        ignored += [Ignored(finding, "baseline") for finding in left.known]
        shown = sorted([*left.kept, *(_graded(finding, config) for finding in left.findings)], key=_order)
    ignored.sort(key=lambda one: _order(one.finding))
    code = 3 if crashed else int(fails(shown, config.fail_on))
    return Verdict(tuple(shown), tuple(ignored), tuple(units), crashed, code, unknown, selection)


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Make one of findings that differ only in their units and helps."""
    merged: dict[object, Finding] = {}
    for finding in findings:
        labels = tuple((label.span.place, label.message) for label in finding.labels)
        key = (finding.code, finding.severity, finding.message, finding.place, labels)
        known = merged.get(key)
        if known is None:
            merged[key] = finding
        elif not set(finding.units) <= set(known.units):
            units = tuple(sorted({*known.units, *finding.units}))
            merged[key] = replace(known, units=units, help=_joined_help(known, finding))
    return list(merged.values())


def merge_labels(findings: Iterable[Finding]) -> list[Finding]:
    """Make one of findings on the same place with the same words: blue and green may share a script.

    The one has the labels, units, helps and fixes of all. Comes after the ignore comments, so that a comment in the
    files of blue says nothing about green.
    """
    merged: dict[object, Finding] = {}
    for finding in findings:
        key = (finding.code, finding.severity, finding.message, finding.place)
        known = merged.get(key)
        merged[key] = finding if known is None else _joined(known, finding)
    return list(merged.values())


def _joined(one: Finding, other: Finding) -> Finding:
    labels: dict[object, Label] = {}
    for label in (*one.labels, *other.labels):
        labels.setdefault((label.span.place, label.message), label)
    return replace(
        one,
        labels=tuple(labels.values()),
        help=_joined_help(one, other),
        fix=_joined_fix(one.fix, other.fix),
        units=tuple(sorted({*one.units, *other.units})),
    )


def _joined_help(one: Finding, other: Finding) -> str | None:
    """Both helps, once where one is the beginning of the other."""
    helps = dict.fromkeys(text for text in (one.help, other.help) if text)
    return (
        "; ".join(text for text in helps if not any(more != text and more.startswith(text) for more in helps)) or None
    )


def _joined_fix(one: Fix | None, other: Fix | None) -> Fix | None:
    """Both fixes in one, because the finding is gone only when both are applied; none if either is missing."""
    if one is None or other is None or one == other:
        return one and other
    return replace(
        one,
        safety="safe" if one.safety == other.safety == "safe" else "unsafe",
        description="; ".join(dict.fromkeys((one.description, other.description))),
        edits=tuple(dict.fromkeys((*one.edits, *other.edits))),
    )


def fails(findings: Iterable[Finding], fail_on: Severity) -> bool:
    """Whether a finding is at least as grave as `fail_on`."""
    from .finding import SEVERITIES

    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in grave for finding in findings)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return place.file, place.line, place.column, finding.code, finding.message


def _with_comments(sources: Iterable[Source], findings: Iterable[Finding]) -> list[Source]:
    """The texts that may hold ignore comments, each once."""
    texts = {id(source): source for source in sources}
    for finding in findings:
        for span in (finding.span, *(label.span for label in finding.labels)):
            texts.setdefault(id(span.source), span.source)
    return [source for source in texts.values() if "amllint:" in source.text]


def _graded(finding: Finding, config: Config) -> Finding:
    """The finding with the severity that the settings give its rule; a crash stays what it is."""
    severity = config.severity.get(finding.code) or config.severity.get(finding.name)
    if severity is None or finding.code == "AML901":
        return finding
    return replace(finding, severity=severity)


def _path_patterns(config: Config, rules: tuple[RuleInfo, ...]) -> list[Callable[[Finding], bool]]:
    """For each entry of per-path-ignores, whether it silences a finding."""
    if not config.per_path_ignores:
        return []
    from .ignore_rules import IgnoreRules
    from .registry import fits

    infos = {info.code: info for info in rules}

    def entry(pattern: str, selectors: tuple[str, ...]) -> Callable[[Finding], bool]:
        patterns = IgnoreRules("", [pattern])

        def silences(finding: Finding) -> bool:
            info = infos.get(finding.code)
            if info is None or not any(fits(info, selector) for selector in selectors):
                return False
            folder, slash, _ = finding.span.path.rpartition("/")
            if patterns.match(finding.span.path, False):
                return True
            while slash:
                if patterns.match(folder, True):
                    return True
                folder, slash, _ = folder.rpartition("/")
            return False

        return silences

    return [entry(pattern, selectors) for pattern, selectors in config.per_path_ignores.items()]
