"""The baseline: findings that were there before amllint came, so that only new ones count.

A JSON file of fingerprints with counts; messages and places stand in it for people. A fingerprint holds no line number,
so lines that move do not matter. What is gone from the project is reported, lest it comes back unseen.
"""

from __future__ import annotations

import os

from .finding import Finding
from .record import Record, replace
from .text import Source, Span, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .registry import RuleInfo

VERSION = 1

NEVER = frozenset({"AML901", "AML905"})
"""Rules whose findings no baseline takes: that a rule crashed, and that the baseline is stale."""


class Entry(Record):
    """Findings that are known: `count` of one fingerprint. `span` is its place in the baseline."""

    fingerprint: str
    code: str
    name: str
    file: str
    message: str
    count: int
    span: Span | None = None


class Baseline(Record):
    """A baseline that was read."""

    source: Source
    entries: tuple[Entry, ...]


class Applied(Record):
    """What a baseline makes of findings: those left, those it knows, and those about itself."""

    kept: tuple[Finding, ...]
    known: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def read(path: str, root: str) -> Baseline | str:
    """Read a baseline; if it cannot be used, return a sentence that says why."""
    import json

    try:
        with open(path, "rb") as file:
            text = decode(file.read())
    except FileNotFoundError:
        return f"{path}: there is no such baseline; `amllint baseline` writes one"
    except OSError as error:
        return f"{path}: {error.strerror or 'it cannot be read'}"
    wrong = f"{path}: this is no baseline of version {VERSION}; `amllint baseline` writes one"
    try:
        data = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return wrong
    if not isinstance(text, str) or not isinstance(data, dict) or data.get("version") != VERSION:
        return wrong
    items = data.get("findings")
    if not isinstance(items, list):
        return wrong
    source = Source(_shown(path, root), text)
    entries: list[Entry] = []
    at = 0
    for item in items:
        entry = _entry(item)
        if entry is None:
            return wrong
        quoted = f'"{entry.fingerprint}"'
        at = max(text.find(quoted, at), 0)
        entries.append(replace(entry, span=source.span(at, at + len(quoted))))
        at += len(quoted)
    return Baseline(source, tuple(entries))


def _entry(item: object) -> Entry | None:
    """An entry as the file has it; None if it is none."""
    if not isinstance(item, dict):
        return None
    texts = [item.get(key) for key in _TEXTS]
    count = item.get("count")
    if type(count) is not int or count < 1 or not all(isinstance(text, str) for text in texts):
        return None
    fingerprint, code, name, file, message = map(str, texts)
    return Entry(fingerprint, code, name, file, message, count)


_TEXTS = ("fingerprint", "code", "name", "file", "message")


def _shown(path: str, root: str) -> str:
    try:
        return os.path.relpath(path, root).replace(os.sep, "/")
    except ValueError:  # on another drive
        return os.path.basename(path)


def apply(
    findings: Iterable[Finding],
    baseline: Baseline,
    selection: Iterable[RuleInfo],
    under: Callable[[str], bool] | None = None,
) -> Applied:
    """Take out what the baseline knows; report entries that are stale.

    An entry is stale when fewer findings bear its fingerprint than it counts, its rule is in `selection`, and `under`
    (all, if not given) holds for its file: else nobody looked.
    """
    left: dict[str, int] = {}
    for entry in baseline.entries:
        left[entry.fingerprint] = left.get(entry.fingerprint, 0) + entry.count
    kept: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        fingerprint = finding.fingerprint
        if finding.code not in NEVER and left.get(fingerprint, 0) > 0:
            left[fingerprint] -= 1
            known.append(finding)
        else:
            kept.append(finding)
    running = {info.code for info in selection}
    own = []
    if "AML905" in running:
        for entry in baseline.entries:
            gone = left.pop(entry.fingerprint, 0)
            if gone and entry.code in running and (under is None or under(entry.file)):
                own.append(_stale(entry, gone))
    return Applied(tuple(kept), tuple(known), tuple(own))


def _stale(entry: Entry, gone: int) -> Finding:
    assert entry.span is not None, "an entry that was read has a place"
    what = "the finding is gone" if gone == entry.count else f"{gone} of {entry.count} findings are gone"
    return Finding(
        "AML905", "stale-baseline", "warning",
        f"{what}: {entry.code} {entry.name} in {entry.file}; if it comes back, this entry hides it",
        entry.span, help="run `amllint baseline`, which writes the baseline anew", subject=entry.fingerprint,
    )  # fmt: skip


def written(findings: Iterable[Finding], kept: Iterable[Entry] = ()) -> str:
    """The text of a baseline that knows these findings, and entries of an older one that are `kept`."""
    import json

    entries: dict[str, Entry] = {entry.fingerprint: entry for entry in kept}
    for finding in findings:
        if finding.code not in NEVER:
            fingerprint = finding.fingerprint
            count = entries[fingerprint].count + 1 if fingerprint in entries else 1
            entries[fingerprint] = Entry(
                fingerprint, finding.code, finding.name, finding.place.file, finding.message, count
            )
    ordered = sorted(entries.values(), key=lambda entry: (entry.file, entry.code, entry.message, entry.fingerprint))
    data = [{**{key: getattr(entry, key) for key in _TEXTS}, "count": entry.count} for entry in ordered]
    return json.dumps({"version": VERSION, "findings": data}, indent=2, ensure_ascii=True) + "\n"
