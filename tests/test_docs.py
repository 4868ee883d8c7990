"""The documentation says what is so: commands parse, settings load, pipelines fit their schemas, links lead on."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from amllint import cli
from amllint.config_schema import schema
from amllint.finding import Finding
from amllint.report.concise import line
from amllint.rules.index import RULES
from amllint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import docs  # noqa: E402

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(kind: str, pages: list[Path] = PAGES) -> list[tuple[str, str]]:
    """The fenced blocks of a kind, each with the page that holds it."""
    fenced = re.compile(rf"^```{kind}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return [(page.name, match[1]) for page in pages for match in fenced.finditer(page.read_text("utf-8"))]


def headed(page: str, heading: str) -> str:
    """The first YAML block below a heading."""
    text = (ROOT / "docs" / page).read_text("utf-8").partition(f"\n## {heading}\n")[2]
    match = re.search(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert match, heading
    return match[1]


def commands() -> Iterator[tuple[str, str]]:
    for page, text in blocks("sh"):
        for command in text.replace("\\\n", " ").splitlines():
            if command.startswith("amllint "):
                yield page, command
    for path in (ROOT / "docs" / "ci.md", ROOT / "templates" / "azure-pipelines.yml"):
        for match in re.finditer(
            r"(?<=[\s-] )amllint check [^`\n]*(?:\n +--[^\n]*)*|(?<=run: )amllint [^\n]*", path.read_text()
        ):
            yield path.name, re.sub(r"\s+", " ", match[0])


@pytest.mark.parametrize(("page", "command"), [*commands()], ids=lambda value: value[:60])
def test_command_is_one(page: str, command: str) -> None:
    cli._parser().parse_args(shlex.split(command)[1:])


def test_commands_are_found() -> None:
    told = [command for _, command in commands()]
    assert len(told) >= 12
    assert sum("--output-file sarif" in command.replace('"', "") for command in told) >= 3


@pytest.mark.parametrize(("page", "text"), blocks("toml"))
def test_settings_are_settings(page: str, text: str) -> None:
    jsonschema.validate(tomllib.loads(text)["tool"]["amllint"], schema())


@pytest.mark.parametrize(("page", "text"), blocks("python"))
def test_python_compiles(page: str, text: str) -> None:
    compile(text, page, "exec")


@pytest.mark.parametrize(("page", "text"), blocks("yaml"))
def test_yaml_loads(page: str, text: str) -> None:
    yaml.safe_load(text)


def test_settings_table_is_current() -> None:
    assert docs.configuration() == docs.CONFIGURATION.read_text("utf-8"), "run tools/docs.py write"


AZURE = ("--data-transform", "azure-pipelines", "--regex-variant", "python")


@pytest.mark.parametrize(
    ("vendor", "page", "heading", "options"),
    [
        ("github-workflows", "ci.md", "GitHub Actions", ()),
        ("azure-pipelines", "ci.md", "Azure Pipelines", AZURE),
        ("gitlab-ci", "ci.md", "GitLab", ()),
        ("github-actions", "action.yml", "", ()),
        ("azure-pipelines", "templates/azure-pipelines.yml", "", AZURE),
    ],
)
def test_pipelines_fit_their_schema(
    tmp_path: Path, vendor: str, page: str, heading: str, options: tuple[str, ...]
) -> None:
    path = ROOT / page
    if heading:
        path = tmp_path / "pipeline.yml"
        path.write_text(headed(page, heading), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{vendor}", *options, str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_schema_check_sees_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yml"
    path.write_text(headed("ci.md", "GitHub Actions").replace("runs-on:", "run-on:"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1


def test_problem_matcher_reads_the_concise_format() -> None:
    (task,) = json.loads((ROOT / "templates" / "vscode-tasks.json").read_text("utf-8"))["tasks"]
    cli._parser().parse_args(shlex.split(task["command"])[1:])
    pattern = task["problemMatcher"]["pattern"]
    source = Source("deploy/a b.yml", "a: 1\n")
    for severity in ("error", "warning", "note"):
        told = line(Finding("AML203", "some-rule", severity, "it: is [wrong]", source.span(3, 4)))  # type: ignore[arg-type]
        match = re.fullmatch(pattern["regexp"], told)
        assert match
        assert [match[pattern[part]] for part in ("file", "line", "column", "code", "severity", "message")] == [
            "deploy/a b.yml", "1", "4", "AML203", severity, "it: is [wrong]"
        ]  # fmt: skip


def test_action_hands_inputs_over_as_data() -> None:
    """An input in a script would be code: every one goes through the environment."""
    for step in yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    for step in yaml.safe_load((ROOT / "templates" / "azure-pipelines.yml").read_text("utf-8"))["steps"]:
        assert "${{" not in step.get("bash", "")


# -- the site ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "pages"
    docs.write_pages(folder)
    return folder


def test_every_rule_has_a_page(pages: Path) -> None:
    index = (pages / "rules" / "index.md").read_text("utf-8")
    for info in RULES:
        text = (pages / "rules" / f"{info.code}.md").read_text("utf-8")
        assert text.startswith(f"# {info.code} {info.name}\n")
        assert "\nBase: " not in text and "\nConfig:" not in text
        assert f"[{info.code}]({info.code}.md)" in index


def test_links_lead_somewhere(pages: Path) -> None:
    """In the pages of the site; in README.md and docs/ as they are read in the repository, too."""
    broken = []
    for page in [*PAGES, *pages.rglob("*.md")]:
        for target in re.findall(
            r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)",
            re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL),
        ):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            found = (page.parent / path).resolve() if path else page
            in_site = found.is_relative_to(ROOT / "docs" / "rules")  # made by tools/docs.py
            if not found.exists() and not (in_site and (pages / "rules" / found.name).exists()):
                broken.append(f"{page.name}: {target}")
            elif anchor and anchor not in anchors(found.read_text("utf-8")):
                broken.append(f"{page.name}: {target} has no such heading")
    assert broken == []


def anchors(text: str) -> list[str]:
    """Anchors that headings give, as GitHub and mkdocs make them of plain words."""
    return [
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    ]


def test_site_is_built_without_a_warning(tmp_path: Path, pages: Path) -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert "docs_dir: build/docs\nsite_dir: build/site\n" in text
    (tmp_path / "mkdocs.yml").write_text(
        text.replace("docs_dir: build/docs", f"docs_dir: {pages}").replace("build/site", "site"), "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "rules" / "AML203.html").is_file()
