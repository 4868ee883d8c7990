"""Breaks correct deployments of a checkout, one thing at a time, and counts what amllint says at the broken place.

    python tools/mutate.py CHECKOUT... [--seed 1] [--count 400] [--kind NAME] [--whole] [--write docs/recall.md]

Only YAML units without an error serve, and only those that have local files (script or model). The files of a unit
are copied into a project of their own, in the same folders; the unbroken copy must stay silent for errors. Then each
kind of `tools/mutations` breaks it. A mutant is *found* if the right rule has a place on the right line which the
unbroken copy did not have.

`--whole` breaks a copy of the whole checkout instead of a project of the unit's own files. That is slower, and harder:
any other file may be the reason why something is unknown.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from mutations import KINDS, Expected, Kind, Mutant
from mutations.sample import Sample, gather

import amllint
from amllint.config import Config
from amllint.finding import Finding
from amllint.lint import lint
from amllint.record import Record
from amllint.rules.index import RULES

OUTCOMES = ("found", "elsewhere", "other", "missed")
"""Right rule on the right line; right rule on another line; only other rules; nothing new."""

_GROUPED = ("AML101", "AML302")
"""Rules with one finding for many places: each label is a place, and the message says nothing of one of them."""

_EXISTING = frozenset(info.code for info in RULES)


class Trial(Record):
    """A mutant and what came of it: `said` are the new findings as text, `cause` why the right one did not come."""

    kind: str
    sample: str
    what: str
    codes: tuple[str, ...]
    outcome: str
    said: tuple[str, ...]
    cause: str = ""


class Spot(Record):
    """One place of a finding: the line's number, and what tells it from others though lines move."""

    code: str
    path: str
    line: int
    same: str


class Seen(Record):
    """What a run says: its places, and the errors in words."""

    places: frozenset[Spot]
    errors: tuple[str, ...]


class Project:
    """A folder that holds a sample's files, and is put back after each mutant."""

    def __init__(self, root: str, sample: Sample) -> None:
        self.root = root
        self.sample = sample

    @contextmanager
    def changed(self, changes: dict[str, str | bytes | None]) -> Iterator[str]:
        """The project with changes, which are taken back at the end; gives the deployment's path."""
        originals = {path: self._read(path) for path in changes}
        try:
            for path, content in changes.items():
                self._write(path, content)
            yield os.path.join(self.root, self.sample.deployment)
        finally:
            for path, data in originals.items():
                self._write(path, data)

    def check(self, changes: dict[str, str | bytes | None]) -> Seen:
        """What amllint says of the project with changes."""
        with self.changed(changes) as path:
            verdict = amllint.check(path, root=self.root, config=Config())
        return Seen(
            frozenset(place for finding in verdict.shown for place in _places(finding)),
            tuple(_said(finding) for finding in verdict.shown if finding.severity == "error"),
        )

    def cause(self, mutant: Mutant) -> str:
        """Why a mutant may have been missed, as the paper container gives the reason for what it does not know."""
        codes = {one.code for one in mutant.expected}
        lines = {(one.path, line) for one in mutant.expected for line in one.lines}
        with self.changed(mutant.changes) as path:
            for unit in lint(self.root, (path,), Config(), units_only=True).units:
                if unit.path != self.sample.deployment:
                    continue
                answers = [unit.container.server] if "AML303" in codes else []
                if codes & {"AML202", "AML203"}:
                    answers += [access.answer for access in unit.boot.accesses]
                if "AML103" in codes:
                    answers += [
                        look.answer for look in unit.boot.lookups if (look.span.path, look.span.place.line) in lines
                    ]
                if "AML301" in codes and unit.container.packages_open:
                    return unit.container.packages_open
                return next((answer.why for answer in answers if answer.unknown), "")
        return ""

    def _read(self, path: str) -> bytes | None:
        full = os.path.join(self.root, path)
        if not os.path.isfile(full):
            return None
        with open(full, "rb") as file:
            return file.read()

    def _write(self, path: str, content: str | bytes | None) -> None:
        full = os.path.join(self.root, path)
        if os.path.lexists(full):
            os.unlink(full)  # never written through: in a copy of the whole checkout it is a hard link
        if content is None:
            folder = os.path.dirname(full)
            while folder != self.root and os.path.isdir(folder) and not os.listdir(folder):
                os.rmdir(folder)
                folder = os.path.dirname(folder)
            return
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)


def _places(finding: Finding) -> Iterator[Spot]:
    """The places of a finding: the primary one, and those that are occurrences of the same problem."""
    grouped = finding.code in _GROUPED
    spans = [finding.span]
    spans += [label.span for label in finding.labels if label.site or grouped]
    for span in spans:
        place = span.place
        text = span.source.excerpt(place.line).strip()
        yield Spot(finding.code, place.file, place.line, text if grouped else f"{text} {finding.message}")


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.place.file}:{finding.place.line} {finding.message[:90]}"


def correct_samples(checkout: str) -> Iterator[Sample]:
    """The units of a checkout that have local files and no error."""
    report = lint(checkout, (), Config())
    wrong = [finding for finding in report.findings if finding.severity == "error"]
    units = {unit for finding in wrong for unit in finding.units}
    paths = {finding.span.path for finding in wrong}
    for unit in report.units:
        if not unit.path.lower().endswith((".yml", ".yaml")):
            continue
        has_files = (unit.code is not None and unit.code.script) or any(model.path for model in unit.models)
        if has_files and unit.id not in units and not unit.read_set & paths:
            sample = gather(checkout, unit)
            if sample is not None:
                yield sample


def mutants(
    samples: Iterable[Sample], kinds: Iterable[Kind], count: int, seed: int
) -> list[tuple[Kind, Sample, Mutant]]:
    """At most `count` mutants: one of each kind in turn, drawn without repetition."""
    shuffler = random.Random(seed)
    by_kind: dict[str, list[tuple[Kind, Sample, Mutant]]] = {}
    samples = list(samples)
    for one in kinds:
        made = [(one, sample, mutant) for sample in samples for mutant in one.make(sample)]
        shuffler.shuffle(made)
        by_kind[one.name] = made
    chosen: list[tuple[Kind, Sample, Mutant]] = []
    while len(chosen) < count and any(by_kind.values()):
        for name in sorted(by_kind):
            if by_kind[name] and len(chosen) < count:
                chosen.append(by_kind[name].pop())
    return chosen


def outcome(before: Seen, after: Seen, expected: tuple[Expected, ...]) -> tuple[str, tuple[str, ...]]:
    """How well the findings meet what must come, and what is new."""
    known = {(spot.code, spot.path, spot.same) for spot in before.places}
    new = [spot for spot in after.places if (spot.code, spot.path, spot.same) not in known]
    new.sort(key=lambda spot: (spot.code, spot.path, spot.line))
    said = tuple(f"{spot.code} {spot.path}:{spot.line}" for spot in new)
    if any(
        spot.code == one.code and spot.path == one.path and spot.line in one.lines for spot in new for one in expected
    ):
        return "found", said
    if {spot.code for spot in new} & {one.code for one in expected}:
        return "elsewhere", said
    return ("other" if new else "missed"), said


def laid_out(sample: Sample, folder: str) -> Project:
    """A project of a sample's own files."""
    root = os.path.join(folder, "project")
    shutil.rmtree(root, ignore_errors=True)
    os.makedirs(root)
    project = Project(root, sample)
    for path, content in {"amllint.toml": b"", **sample.files}.items():
        project._write(path, content)
    return project


def run(
    chosen: list[tuple[Kind, Sample, Mutant]], samples: Iterable[Sample], whole: str | None = None
) -> tuple[list[Trial], dict[str, tuple[str, ...]]]:
    """Try the mutants, sample by sample; also the errors that unbroken samples show, by sample.

    `whole` is a checkout of which a copy is broken, None to break a project of the sample's own files.
    """
    trials: list[Trial] = []
    noise: dict[str, tuple[str, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="amllint-mutants-") as folder:
        if whole is not None:
            copied = os.path.join(folder, "whole")
            shutil.copytree(
                whole,
                copied,
                symlinks=True,
                ignore=shutil.ignore_patterns(".git"),
                copy_function=_link,
                dirs_exist_ok=True,
            )
        for sample in samples:
            project = Project(copied, sample) if whole is not None else laid_out(sample, folder)
            control = project.check({})
            if control.errors:
                noise[sample.id] = control.errors
            for one, of, mutant in chosen:
                if of is not sample:
                    continue
                before = project.check(mutant.before) if mutant.before else control
                how, said = outcome(before, project.check(mutant.changes), mutant.expected)
                codes = tuple(dict.fromkeys(expected.code for expected in mutant.expected))
                cause = "" if how == "found" else project.cause(mutant)
                trials.append(Trial(one.name, sample.id, mutant.what, codes, how, said, cause))
    return trials, noise


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "-"


def table(title: str, trials: list[Trial], by: dict[str, str]) -> Iterator[str]:
    """Lines of a Markdown table: a row for each value of `by` (trial kind → row)."""
    counts: dict[str, Counter[str]] = {}
    for trial in trials:
        counts.setdefault(by[trial.kind], Counter())[trial.outcome] += 1
    yield f"| {title} | mutants | found | elsewhere | other rule | missed | share |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    total: Counter[str] = Counter()
    for name in sorted(counts):
        total += counts[name]
        yield _row(name, counts[name])
    yield _row("**all**", total)


def _row(name: str, count: Counter[str]) -> str:
    everything = sum(count.values())
    cells = " | ".join(str(count[one]) for one in OUTCOMES)
    return f"| {name} | {everything} | {cells} | {_percent(count['found'], everything)} |"


def revision(checkout: str) -> str:
    """The checkout's name and commit."""
    done = subprocess.run(["git", "-C", checkout, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return f"{os.path.basename(os.path.normpath(checkout))} at {done.stdout.strip() or 'an unknown commit'}"


class Result(Record):
    """One run of the tool over all checkouts."""

    trials: list[Trial]
    noise: dict[str, tuple[str, ...]]
    samples: int
    checkouts: tuple[str, ...]
    seed: int
    whole: bool


def report(result: Result) -> str:
    """The result as Markdown."""
    trials = result.trials
    ran = {trial.kind for trial in trials}
    waiting = sorted(f"{one.name} ({', '.join(one.codes)})" for one in KINDS.values() if not is_ready(one))
    how = "the whole checkout, copied" if result.whole else "a project of the unit's own files"
    lines = [
        f"Checkouts: {'; '.join(result.checkouts)}. Broken: {how}. Seed {result.seed}; {len(trials)} mutants of "
        f"{len(ran)} kinds, made from {result.samples} units without errors, "
        f"{len({trial.sample for trial in trials})} of which were drawn.",
        "",
        *table("rule", trials, {name: "/".join(KINDS[name].codes) for name in ran}),
        "",
        *table("kind", trials, {name: name for name in ran}),
        "",
        f"Unbroken units that show an error: {len(result.noise)}.",
        *(f"- {name}: {'; '.join(errors)}" for name, errors in sorted(result.noise.items())),
        "",
        f"Kinds that wait for their rules: {', '.join(waiting) or 'none'}.",
        "",
        "Not found:" if any(trial.outcome != "found" for trial in trials) else "Not found: nothing.",
        "",
    ]
    for trial in sorted(trials, key=lambda one: (one.kind, one.sample, one.what)):
        if trial.outcome != "found":
            said = f"; new: {', '.join(trial.said[:3])}" if trial.said else ""
            said += f"; because {trial.cause}" if trial.cause else ""
            lines.append(
                f"- {trial.kind} ({'/'.join(trial.codes)}), {trial.outcome}: {trial.sample}: {trial.what}{said}"
            )
    return "\n".join(lines).rstrip() + "\n"


def is_ready(one: Kind) -> bool:
    return any(code in _EXISTING for code in one.codes)


BEGIN, END = "<!-- begin: tools/mutate.py -->", "<!-- end: tools/mutate.py -->"


def written_into(document: str, text: str, whole: bool) -> str:
    """A document with its generated part replaced; what stands around it is written by hand."""
    begin = BEGIN.replace("mutate.py", "mutate.py --whole") if whole else BEGIN
    end = END.replace("mutate.py", "mutate.py --whole") if whole else END
    if begin not in document:
        return f"{document.rstrip()}\n\n{begin}\n{text}{end}\n".lstrip()
    head, _, rest = document.partition(begin)
    return f"{head}{begin}\n{text}{end}{rest.partition(end)[2]}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkout", nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument(
        "--kind", action="append", default=[], choices=sorted(KINDS), help="only this kind (repeatable)"
    )
    parser.add_argument("--whole", action="store_true", help="break a copy of the whole checkout")
    parser.add_argument("--write", metavar="FILE", help="put the tables into this document")
    options = parser.parse_args(arguments)
    kinds = [one for one in KINDS.values() if is_ready(one) and (not options.kind or one.name in options.kind)]
    trials: list[Trial] = []
    noise: dict[str, tuple[str, ...]] = {}
    number = 0
    for checkout in options.checkout:
        samples = list(correct_samples(checkout))
        number += len(samples)
        chosen = mutants(samples, kinds, options.count // len(options.checkout), options.seed)
        tried, noisy = run(chosen, samples, checkout if options.whole else None)
        trials += tried
        noise |= noisy
    result = Result(trials, noise, number, tuple(map(revision, options.checkout)), options.seed, options.whole)
    text = report(result)
    print(text, end="")
    if options.write:
        document = ""
        if os.path.exists(options.write):
            with open(options.write, encoding="utf-8") as file:
                document = file.read()
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(written_into(document, text, options.whole))
    return 1 if noise else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
