"""Fixes: from the edits that rules name to files that are changed, or would be.

A fix is applied whole or not at all. After applying, the project is checked again in memory: the finding must be gone
and nothing as grave may have come, else the fix is taken back. What two fixes both want to change is left for the next
pass, so that the order in which findings come decides nothing but the order.
"""

from __future__ import annotations

from collections import Counter

from ..edit import Guard, Import, NewEntry, TextValue
from ..finding import SEVERITIES, Edit, Fix
from ..record import Record
from .files import edited
from .places import Unfixable, in_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..finding import Finding
    from ..judge import Verdict
    from ..text import Source

    Check = Callable[[Mapping[str, bytes]], Verdict]
    """Checks the project with files in memory laid over those on disk."""

__all__ = ["Refused", "Result", "Unfixable", "fix", "ready"]

MOST_PASSES = 50
"""Each pass fixes something or refuses a fix; more than this many come only of rules that undo each other's fixes."""


class Refused(Record):
    """A finding whose fix was not applied; `reason` is a clause."""

    finding: Finding
    reason: str


class Result(Record):
    """What fixing came to: `files` are bytes before and after by path, `verdict` is that of the changed files.

    `refused` are findings that are still there although they have a fix that was allowed, `unsafe_left` counts those
    whose fix is unsafe and was not allowed.
    """

    files: dict[str, tuple[bytes, bytes]]
    verdict: Verdict
    fixed: tuple[Finding, ...] = ()
    refused: tuple[Refused, ...] = ()
    unsafe_left: int = 0


class _Ready(Record):
    """A finding with its fix as edits of whole files, by path."""

    finding: Finding
    edits: dict[str, tuple[Edit, ...]]


def fix(
    verdict: Verdict,
    check: Check,
    read: Callable[[str], bytes],
    *,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] | None = None,
) -> Result:
    """Apply the fixes of the findings that are shown; nothing is written.

    Parameters: `check` judges the project with some files laid over, `read` gives the bytes of a file on disk (it may
    raise OSError); unsafe fixes are applied only with `unsafe`, and only those of findings that are `wanted` (all).
    """
    work = _Work(check, read, unsafe, wanted or (lambda finding: True))
    before = verdict
    for _ in range(MOST_PASSES):
        chosen = work.choose(verdict)
        if not chosen:
            break
        verdict = work.take(verdict, chosen)
    left = {finding.fingerprint for finding in verdict.shown}
    files = {path: (read(path), data) for path, data in work.files.items()}
    return Result(
        {path: pair for path, pair in sorted(files.items()) if pair[0] != pair[1]},
        verdict if files else before,
        tuple(work.fixed),
        tuple(one for one in work.refused.values() if one.finding.fingerprint in left),
        sum(one.fix is not None and one.fix.safety == "unsafe" for one in verdict.shown) if not unsafe else 0,
    )


class _Work:
    """The files as they are so far, what was fixed, and what could not be."""

    def __init__(
        self, check: Check, read: Callable[[str], bytes], unsafe: bool, wanted: Callable[[Finding], bool]
    ) -> None:
        self.check = check
        self.wanted = wanted
        self.read = read
        self.unsafe = unsafe
        self.files: dict[str, bytes] = {}
        self.fixed: list[Finding] = []
        self.refused: dict[object, Refused] = {}

    def choose(self, verdict: Verdict) -> list[_Ready]:
        """The fixes that can be applied together: of two that touch the same place the first."""
        chosen: list[_Ready] = []
        for finding in verdict.shown:
            own = finding.fix
            if own is None or (own.safety == "unsafe" and not self.unsafe):
                continue
            if _key(finding) in self.refused or not self.wanted(finding):
                continue
            try:
                one = _Ready(finding, ready(own))
                self.with_edits([one])
            except (Unfixable, OSError) as error:
                self.refuse(finding, str(error))
                continue
            if not any(_meet(one, other) for other in chosen):
                chosen.append(one)
        return chosen

    def with_edits(self, chosen: Iterable[_Ready]) -> dict[str, bytes]:
        """All changed files, with more fixes applied; raise Unfixable if they do not go together."""
        edits: dict[str, dict[object, Edit]] = {}
        for one in chosen:
            for path, more in one.edits.items():
                edits.setdefault(path, {}).update((_change(edit), edit) for edit in more)
        changed = dict(self.files)
        for path, some in edits.items():
            data = self.files[path] if path in self.files else self.read(path)
            changed[path] = edited(data, sorted(some.values(), key=lambda edit: edit.span.start))
        return changed

    def take(self, verdict: Verdict, chosen: list[_Ready]) -> Verdict:
        """Apply the fixes and check; where together they do harm, only those that are not suspected of it.

        What is left out comes again in the next pass; one that does harm alone is refused.
        """
        while True:
            try:
                files = self.with_edits(chosen)
                after = self.check(files)
                harm = _harm(verdict, after, chosen)
            except Unfixable as error:
                harm = _Harm(str(error), tuple(chosen))
            if harm is None:
                self.fixed += [one.finding for one in chosen]
                self.files = files
                return after
            if len(chosen) == 1:
                self.refuse(chosen[0].finding, harm.reason)
                return verdict
            innocent = [one for one in chosen if one not in harm.suspects]
            chosen = innocent or chosen[: len(chosen) // 2]

    def refuse(self, finding: Finding, reason: str) -> None:
        """Remember that a fix cannot be applied, so that it is not tried again."""
        self.refused[_key(finding)] = Refused(finding, reason)


def _key(finding: Finding) -> object:
    return finding.fingerprint, finding.place.file, finding.fix.description if finding.fix else ""


class _Harm(Record):
    """What is wrong after some fixes, a clause, and those that may be the cause."""

    reason: str
    suspects: tuple[_Ready, ...]


def _harm(before: Verdict, after: Verdict, chosen: Sequence[_Ready]) -> _Harm | None:
    """Why a check after fixes is not what they promise: a finding that stays, or a new one that is as grave.

    A lighter one may come: a key that was misspelt is now read for the first time. Of several fixes the lightest
    finding decides how grave is too grave.
    """
    old = Counter(finding.fingerprint for finding in before.shown)
    now = Counter(finding.fingerprint for finding in after.shown)
    for fingerprint, count in Counter(one.finding.fingerprint for one in chosen).items():
        if old[fingerprint] - now[fingerprint] < count:
            stays = tuple(one for one in chosen if one.finding.fingerprint == fingerprint)
            return _Harm("the finding stays when it is applied", stays)
    lightest = max(SEVERITIES.index(one.finding.severity) for one in chosen)
    for finding in after.shown:
        grave = SEVERITIES.index(finding.severity) <= lightest or finding.code.startswith("AML9")
        if grave and now[finding.fingerprint] > old[finding.fingerprint]:
            place = finding.place
            paths = {place.file, *(label.span.path for label in finding.labels)}
            near = tuple(one for one in chosen if not paths.isdisjoint(one.edits))
            reason = f"it brings {finding.code} {finding.name} at {place.file}:{place.line}: {finding.message}"
            return _Harm(reason, near or tuple(chosen))
    return None


def _change(edit: Edit) -> object:
    """What an edit of a file does: the same change may be part of two fixes, and is made once."""
    return edit.span.start, edit.span.end, edit.text


def _meet(one: _Ready, other: _Ready) -> bool:
    """Whether two fixes touch the same place of a file and not in the same way; two insertions at one place do."""
    return any(
        _change(a) != _change(b) and a.span.start <= b.span.end and b.span.start <= a.span.end
        for path, edits in one.edits.items()
        for a in edits
        for b in other.edits.get(path, ())
    )


def ready(fix: Fix) -> dict[str, tuple[Edit, ...]]:
    """The edits of a fix as plain edits of whole files, by path and in order; raise Unfixable if one cannot be made."""
    plain: list[Edit] = []
    code: dict[int, tuple[Source, list[Edit], list[Edit]]] = {}
    for edit in fix.edits:
        if isinstance(edit, (Guard, Import)):
            source, guards, imports = code.setdefault(id(edit.span.source), (edit.span.source, [], []))
            (guards if isinstance(edit, Guard) else imports).append(edit)
        else:
            plain.append(_plain(edit))
    for source, guards, imports in code.values():
        from .code import changed

        plain += changed(source, guards, imports)
    files: dict[str, dict[object, Edit]] = {}
    for edit in map(in_file, plain):
        files.setdefault(edit.span.path, {}).setdefault(_change(edit), edit)
    in_order = {path: sorted(edits.values(), key=lambda edit: edit.span.start) for path, edits in files.items()}
    for edits in in_order.values():
        if any(later.span.start < earlier.span.end for earlier, later in zip(edits, edits[1:])):  # noqa: RUF007
            raise Unfixable("two of its changes overlap")
    return {path: tuple(edits) for path, edits in in_order.items()}


def _plain(edit: Edit) -> Edit:
    if isinstance(edit, (TextValue, NewEntry)):
        from .markup import new_entry, text_value

        return text_value(edit) if isinstance(edit, TextValue) else new_entry(edit)
    return edit
