"""Builds the documentation.

tools/docs.py write    write the table of settings in docs/configuration.md anew
tools/docs.py pages    write all pages to build/docs
tools/docs.py build    the same, and make the site in build/site with mkdocs (extra `docs`)
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from amllint.config_schema import schema  # noqa: E402
from amllint.pages import page_of  # noqa: E402
from amllint.registry import RuleInfo  # noqa: E402
from amllint.rules.index import RULES  # noqa: E402

DOCS = ROOT / "docs"
PAGES = ROOT / "build" / "docs"
CONFIGURATION = DOCS / "configuration.md"
_TABLE = re.compile(r"(?<=<!-- settings: written by tools/docs\.py -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)


def settings_table() -> str:
    """All keys of the settings, with their types and defaults."""
    rows = ["| key | kind | default | meaning |", "|---|---|---|---|"]
    for key, told in schema()["properties"].items():
        default = told.get("default")
        shown = "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        rows.append(f"| `{key}` | {_kind(told)} | {shown} | {told['description']} |")
    return "\n".join(["", *rows, "", ""])


def _kind(told: dict[str, object]) -> str:
    if "enum" in told:
        return ", ".join(f"`{word}`" for word in told["enum"])  # type: ignore[attr-defined]
    kinds = {"string": "text", "array": "list", "object": "table", "integer": "whole number", "boolean": "truth value"}
    return kinds[str(told["type"])]


def configuration() -> str:
    """docs/configuration.md as it should be."""
    return _TABLE.sub(lambda _: settings_table(), CONFIGURATION.read_text("utf-8"))


def rule_page(info: RuleInfo) -> str:
    """A rule's page: what it is, its text with the examples, and how to ignore it."""
    page = page_of(info)
    facts = [
        info.severity,
        f"{info.fix} fix" if info.fix else "no fix",
        "on by default" if info.default else "off by default",
    ]
    if info.kinds:
        facts.append("only " + ", ".join(info.kinds))
    lines = [f"# {info.code} {info.name}", "", f"*{'; '.join(facts)}*", "", f"{_sentence(page.summary)}"]
    body = page.text.partition("\n\n")[2].strip()
    lines += ["", _examples(body)] if body else []
    if page.examples:
        lines += ["", "In the examples, `# <-` marks where the finding falls; files that are not shown are correct."]
    if info.code not in ("AML901", "AML905"):
        lines += ["", "## Ignore it", "", f"`# amllint: ignore[{info.name}] reason`: see [ignoring](../ignoring.md)."]
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _examples(body: str) -> str:
    """The text for readers: which base project an example lies over does not matter to them."""
    told = []
    for line in body.split("\n"):
        if line.startswith("Base: "):
            continue
        told.append("\n`pyproject.toml`\n" if line == "Config:" else line)
        if line.startswith("`") and line.endswith("`") and line.count("`") == 2:
            told.append("")  # a fence right under a line of text would belong to its paragraph
    return re.sub(r"\n{3,}", "\n\n", "\n".join(told))


def rule_index() -> str:
    """The list of all rules, by code."""
    rows = ["# Rules", "", "| code | name | severity | finds |", "|---|---|---|---|"]
    for info in RULES:
        severity = info.severity if info.default else f"{info.severity}, off by default"
        summary = info.summary.replace("|", "\\|")
        rows.append(f"| [{info.code}]({info.code}.md) | {info.name} | {severity} | {summary} |")
    return "\n".join(rows) + "\n"


def write_pages(folder: Path) -> None:
    """Write the pages of docs/ and those of the rules into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "rules").mkdir(parents=True)
    for path in sorted(DOCS.glob("*.md")):
        shutil.copy(path, folder / path.name)
    (folder / "rules" / "index.md").write_text(rule_index(), "utf-8")
    for info in RULES:
        (folder / "rules" / f"{info.code}.md").write_text(rule_page(info), "utf-8")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["write"]:
            CONFIGURATION.write_text(configuration(), "utf-8")
        case ["pages"]:
            write_pages(PAGES)
        case ["build"]:
            write_pages(PAGES)
            return subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=ROOT, check=False
            ).returncode
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
