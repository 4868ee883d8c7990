"""Rules of another package: the example package beside this file, installed into a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from amllint.own_rules import GROUP, with_own_rules
from amllint.rules.index import RULES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH that holds the package as pip installs it."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(HERE / "acme-rules" / "acme_rules", folder / "acme_rules")
    told = tomllib.loads((HERE / "acme-rules" / "pyproject.toml").read_text("utf-8"))["project"]
    info = folder / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n")
    entries = "".join(f"{name} = {value}\n" for name, value in told["entry-points"][GROUP].items())
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{entries}")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "fixtures" / "base" / "v2", tmp_path / "project")
    return tmp_path / "project"


def amllint(*arguments: str, path: Path | None, cwd: Path) -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *([str(path)] if path else [])])}
    done = subprocess.run(
        [sys.executable, "-m", "amllint", *arguments],
        env=environment, cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["acme", "acme_rules"], ids=["entry point", "package"])
def test_rules_of_a_package_run_when_the_settings_name_it(project: Path, installed: Path, name: str) -> None:
    assert "ACME101" not in amllint("check", path=installed, cwd=project)[1]
    (project / "amllint.toml").write_text(f'rules = ["{name}"]\n')
    code, out, _ = amllint("check", "--format", "concise", path=installed, cwd=project)
    assert code == 1
    assert "deployment.yml:2:7: ACME101 error the deployment has no tag `owner`\n" in out
    assert amllint("rule", "owner-tag", path=installed, cwd=project)[1].startswith("ACME101 owner-tag (error; ")
    assert "ACME101" in amllint("rule", path=installed, cwd=project)[1]
    sarif = json.loads(amllint("check", "--format", "sarif", path=installed, cwd=project)[1])
    (rule,) = [rule for rule in sarif["runs"][0]["tool"]["driver"]["rules"] if rule["id"] == "ACME101"]
    assert rule["help"]["text"].startswith("The tag `owner` names the team")


def test_settings_and_comments_know_own_rules(project: Path, installed: Path) -> None:
    (project / "amllint.toml").write_text('rules = ["acme"]\nignore = ["owner-tag"]\nseverity = { ACME101 = "note" }\n')
    code, out, err = amllint("check", path=installed, cwd=project)
    assert (code, "ACME101" in out, err) == (0, False, "")
    (project / "amllint.toml").write_text('rules = ["acme"]\n')
    deployment = project / "deployment.yml"
    text = deployment.read_text().replace("name: blue", "name: blue  # amllint: ignore[owner-tag] nobody owns it", 1)
    deployment.write_text(text)
    code, out, _ = amllint("check", path=installed, cwd=project)
    assert (code, "AML90" in out) == (0, False)


def test_examples_of_the_package_run_as_its_own_tests(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(HERE / "acme-rules" / "tests", tmp_path / "tests")
    shutil.copytree(ROOT / "fixtures" / "base", tmp_path / "tests" / "bases")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(installed)])}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "2 passed" in done.stdout, done.stdout


def test_code_of_the_linted_project_is_never_imported(project: Path) -> None:
    """`python -m amllint` has the current folder in sys.path, and a pull request may write the settings."""
    (project / "evil.py").write_text("open('obeyed', 'w').close()\n")
    (project / "amllint.toml").write_text('rules = ["evil"]\n')
    code, _, err = amllint("check", path=None, cwd=project)
    assert code == 2
    assert "rules: `evil` cannot be used: ModuleNotFoundError: No module named 'evil'" in err
    assert not (project / "obeyed").exists()


PAGE = '"""{code} {name}: a sentence."""\nfrom amllint.registry import rule\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("raise ZeroDivisionError('##vso[x]')", "cannot be used: ZeroDivisionError: ##vso[x]"),
        ("", "declares no rule"),
        (PAGE.format(code="AML999", name="a"), "AML999 a needs a code"),
        (PAGE.format(code="A1", name="a"), "a page begins with `CODE name: one sentence.`"),
        (PAGE.format(code="ACME101", name="size-retired"), "has the code or name of another rule"),
        (PAGE.format(code="ACME102", name="b").replace("ACME102 b:", "ACME103 b:"), "page begins with `ACME103 b`"),
    ],
)
def test_what_is_wrong_with_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, complaint: str
) -> None:
    code, _, name = text[3:].partition(":")[0].partition(" ")
    if text.startswith('"""'):
        code = "ACME102" if code == "ACME103" else code
        text += f"@rule({code!r}, {name!r}, 'note', on='unit')\ndef own(unit):\n    yield from ()\n"
    module = f"own_rules_{abs(hash(text))}"
    (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.setattr(sys, "path", ["/nowhere", str(tmp_path), *sys.path])
    rules, mistakes = with_own_rules(RULES, [module, module])
    assert len(mistakes) == 1
    assert complaint in mistakes[0]
    assert rules == RULES
