"""Prints, for checkouts of real projects, how many questions to the paper container have a known answer.

    python tools/answers.py CHECKOUT...

A question counts only where it can be asked: `file` once for each path that a script opens, `env` once for each
variable that it looks up, `imports` once for each module, the others once for each unit. "Local" rows count only
references to files of the project itself: those that no placeholder hides and that name nothing registered elsewhere.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from amllint.boot import Unit
from amllint.config import Config
from amllint.lint import lint


def answers(unit: Unit) -> Iterator[tuple[str, str]]:
    """Pairs of question and state (yes, no, unknown) for one unit."""
    for reference in unit.references:
        if reference.state == "external":
            continue
        local = not (reference.path is None and reference.state == "unknown")
        known = "unknown" if reference.state == "unknown" else "yes" if reference.state == "found" else "no"
        if local:
            yield f"local {reference.role}", known
    container, boot = unit.container, unit.boot
    for lookup in boot.lookups:
        yield "env", container.env(lookup.name).state
    for access in boot.accesses:
        yield "file", access.answer.state
    for use in boot.imports:
        if not use.local:
            yield "imports", container.imports(use.module).state
    yield "devices", container.devices.state
    if unit.online:
        yield "server", container.server.state
        yield "listens_on", container.listens_on.state
    yield "python", "yes" if container.python else "unknown"
    yield "workers", "yes" if container.workers is not None else "unknown"
    yield "memory", "yes" if container.memory_gib is not None else "unknown"
    if unit.code is not None and unit.code.script is not None:
        yield "init", boot.init.state
        yield "run", boot.run.state


def main(checkouts: list[str]) -> None:
    for checkout in checkouts:
        report = lint(checkout, (), Config(), units_only=True)
        counts: Counter[tuple[str, str]] = Counter()
        for unit in report.units:
            counts.update(answers(unit))
        print(f"{checkout}: {len(report.units)} units")
        print(f"{'question':28}{'asked':>7}{'yes':>7}{'no':>7}{'unknown':>9}{'known':>8}")
        for question in sorted({question for question, _ in counts}):
            yes, no, unknown = (counts[question, state] for state in ("yes", "no", "unknown"))
            asked = yes + no + unknown
            print(f"{question:28}{asked:7}{yes:7}{no:7}{unknown:9}{100 * (yes + no) / asked:7.0f}%")


if __name__ == "__main__":
    main(sys.argv[1:])
