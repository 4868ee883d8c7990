"""Keeps README.md true.

tools/readme.py command check|test      print the command that README.md gives
tools/readme.py findings FILE           compare the findings in a text report with fixtures/sample.expected.txt
tools/readme.py write                   write the table of rules and the sample finding anew
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXPECTED = ROOT / "fixtures" / "sample.expected.txt"
COMMANDS = {"check": "amllint check", "test": "[test]"}
"""Name of a command → a part that tells it from the other."""
SHOWN = "AML203"
"""Code of the finding that README.md shows."""

_TABLE = re.compile(r"(?<=<!-- rules: written by tools/readme\.py -->\n).*?(?=<!-- end of rules -->)", re.DOTALL)
_FINDING = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)


def command(name: str) -> str:
    """The one command line of README.md that makes an environment and checks the sample, or runs the tests."""
    blocks = re.findall(r"```sh\n(python -m venv .*?)\n```", README.read_text("utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if COMMANDS[name] in block]
    assert isinstance(found, str)
    return found


def findings(report: str) -> list[str]:
    """`file:line: CODE severity` for each finding of a report in the format text."""
    found = re.findall(r"^(\w+)\[(AML\d+) [\w-]+\].*\n +--> (\S+?:\d+):\d+$", report, re.MULTILINE)
    return [f"{place}: {code} {severity}" for severity, code, place in found]


def expected() -> list[str]:
    """The findings of the sample project, in order."""
    return EXPECTED.read_text("utf-8").splitlines()


def rule_table() -> str:
    """The table of all rules."""
    from amllint.rules.index import RULES

    rows = ["| code | name | severity | finds |", "|---|---|---|---|"]
    for info in RULES:
        severity = info.severity if info.default else f"{info.severity}, off by default"
        rows.append(f"| {info.code} | {info.name} | {severity} | {info.summary.replace('|', chr(92) + '|')} |")
    return "\n".join(["", *rows, "", ""])


def sample_finding() -> str:
    """The finding of the sample project that README.md shows, as the command line prints it."""
    from amllint import check
    from amllint.record import replace
    from amllint.report import Options, render

    verdict = check(str(ROOT / "fixtures" / "sample"))
    shown = tuple(finding for finding in verdict.shown if finding.code == SHOWN)[:1]
    report = render("text", replace(verdict, shown=shown), Options(False, False))
    return report.partition("\n\n")[0].rstrip() + "\n"


def current() -> str:
    """README.md as it should be."""
    text = README.read_text("utf-8")
    text = _TABLE.sub(lambda _: rule_table(), text, count=1)
    return _FINDING.sub(lambda _: sample_finding(), text, count=1)  # once: an empty block would match twice


def main(arguments: list[str]) -> int:
    match arguments:
        case ["command", name] if name in COMMANDS:
            print(command(name))
        case ["findings", path]:
            found = findings(Path(path).read_text("utf-8"))
            if found != expected():
                print("found:", *found, "expected:", *expected(), sep="\n", file=sys.stderr)
                return 1
        case ["write"]:
            README.write_text(current(), "utf-8")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
