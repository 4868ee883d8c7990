"""Runs amllint over checkouts of real projects and holds what it says against the findings that were judged.

    python tools/corpus.py CHECKOUT... [--severity error] [--list] [--accept docs/judgements/errors.csv] [--update]

Prints the number of findings by repository, rule and severity. With `--accept`, findings that the list does not hold,
and those that are gone, are shown, and the exit code is 1 if there are any; `--update` writes the list anew and keeps
the judgements of findings that are still there. The list holds no code of the checkouts: a line is known by its hash.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import amllint
from amllint.config import Config
from amllint.finding import SEVERITIES, Finding
from amllint.record import Record, replace

COLUMNS = ("repository", "rule", "severity", "path", "subject", "line_hash", "judgement", "evidence")
JUDGEMENTS = ("", "right", "wrong", "doubtful")


class Row(Record):
    """A finding as the list knows it; `number` tells equal ones apart."""

    repository: str
    rule: str
    severity: str
    path: str
    subject: str
    line_hash: str
    number: int = 0
    line: int = 0
    message: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str, str, int]:
        """What makes two runs speak of the same finding; the line's number is no part of it."""
        return (self.repository, self.rule, self.severity, self.path, self.subject, self.line_hash, self.number)


def line_hash(text: str) -> str:
    """Hash of a line's text without its margins."""
    return blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def rows(checkout: str) -> Iterator[Row]:
    """The findings of one checkout. Raise SystemExit if a rule crashed."""
    repository = os.path.basename(os.path.normpath(checkout))
    verdict = amllint.check(checkout, root=checkout, config=Config())
    taken: Counter[tuple[str, ...]] = Counter()
    for finding in verdict.shown:
        row = _row(repository, finding)
        key = (row.rule, row.severity, row.path, row.subject, row.line_hash)
        yield replace(row, number=taken[key])
        taken[key] += 1


def _row(repository: str, finding: Finding) -> Row:
    place = finding.place
    text = finding.span.source.excerpt(place.line)
    return Row(
        repository,
        finding.code,
        finding.severity,
        place.file,
        finding.subject,
        line_hash(text),
        0,
        place.line,
        finding.message,
    )


def read_list(path: str) -> dict[tuple[object, ...], tuple[str, str]]:
    """Judgement and evidence of the accepted findings, by key. Raise ValueError for a word that is no judgement."""
    accepted: dict[tuple[object, ...], tuple[str, str]] = {}
    taken: Counter[tuple[str, ...]] = Counter()
    if not os.path.exists(path):
        return accepted
    with open(path, encoding="utf-8", newline="") as file:
        for entry in csv.DictReader(file):
            key = tuple(entry[name] for name in COLUMNS[:6])
            if entry["judgement"] not in JUDGEMENTS:
                raise ValueError(f"{path}: {entry['judgement']!r} is none of {', '.join(JUDGEMENTS[1:])}")
            accepted[(*key, taken[key])] = (entry["judgement"], entry["evidence"])
            taken[key] += 1
    return accepted


def write_list(path: str, found: Iterable[Row], accepted: dict[tuple[object, ...], tuple[str, str]]) -> None:
    """Write the findings as the list, with the judgements that are known."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in sorted(found, key=lambda row: row.key):
            writer.writerow([*row.key[:6], *accepted.get(row.key, ("", ""))])


def difference(
    found: Iterable[Row], accepted: dict[tuple[object, ...], tuple[str, str]], repositories: set[str]
) -> list[str]:
    """Lines that tell what is new and what is gone, within these repositories."""
    by_key = {row.key: row for row in found}
    lines = [
        f"+ {row.severity} {row.rule} {row.repository}/{row.path}:{row.line} {row.message}"
        for key, row in sorted(by_key.items())
        if key not in accepted
    ]
    lines += [
        f"- {key[2]} {key[1]} {key[0]}/{key[3]} ({key[4]})"
        for key in sorted(accepted, key=str)
        if key[0] in repositories and key not in by_key
    ]
    return lines


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkout", nargs="+")
    parser.add_argument("--severity", choices=SEVERITIES, default="note", help="the least grave findings to look at")
    parser.add_argument("--list", action="store_true", help="print each finding too")
    parser.add_argument("--accept", metavar="CSV", help="compare with this list of judged findings")
    parser.add_argument("--update", action="store_true", help="write the list anew")
    options = parser.parse_args(arguments)
    grave = SEVERITIES[: SEVERITIES.index(options.severity) + 1]
    found = [row for checkout in options.checkout for row in rows(checkout) if row.severity in grave]
    counts = Counter((row.repository, row.rule, row.severity) for row in found)
    for (repository, rule, severity), number in sorted(counts.items()):
        print(f"{repository:44}{rule:10}{severity:10}{number:5}")
    if options.list:
        for row in found:
            print(f"{row.severity} {row.rule} {row.repository}/{row.path}:{row.line} {row.message}")
    if not options.accept:
        return 0
    accepted = read_list(options.accept)
    repositories = {os.path.basename(os.path.normpath(checkout)) for checkout in options.checkout}
    lines = difference(found, accepted, repositories)
    print("\n".join(lines) if lines else "as accepted")
    if options.update:
        write_list(options.accept, found, accepted)
    return int(bool(lines) and not options.update)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
