"""What each kind of run loads: imports are most of what a short run costs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("libcst", "ruamel", "yaml", "dockerfile_parse")
CHECK_MAY_LOAD = {
    "amllint",
    *("yaml", "base64", "binascii", "datetime", "struct", "cython_runtime"),
    *("argparse", "gettext", "locale"),
    "ast",
    *("re", "sre", "enum", "copyreg", "types", "functools", "operator", "keyword", "reprlib", "collections"),
    *("bisect", "contextlib", "encodings", "errno", "future", "itertools", "math", "warnings", "weakref"),
}
"""Top-level modules that a clean check may load: PyYAML with its C parser, argparse, ast, and what costs next to
nothing. typing, dataclasses, pathlib, json, decimal, packaging and the like are not among them."""

CHECK = """
import sys
before = set(sys.modules)
from amllint.cli import run
code = run(["check", *sys.argv[1:]])
print("code", code)
print(*sorted(set(sys.modules) - before), sep="\\n")
"""


def python(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=cwd)


def top(names: set[str]) -> set[str]:
    """Names of the packages, an underscore for the part written in C left out. The run-time part of Cython, which has
    its version in its name, belongs to PyYAML."""
    return {name.partition(".")[0].strip("_") for name in names if not name.startswith("_cython_")}


def imported(*arguments: str) -> set[str]:
    """Modules that a run of Python imports."""
    run = python("-X", "importtime", *arguments)
    assert run.returncode == 0, run.stderr
    return {match[1] for match in re.finditer(r"^import time:.*\|\s*([\w.]+)$", run.stderr, re.MULTILINE)}


def test_version_loads_next_to_nothing() -> None:
    loaded = imported("-m", "amllint", "--version") - imported("-c", "import runpy")
    assert "amllint" in loaded
    assert {name for name in loaded if name.startswith("amllint")} == {"amllint"}
    assert top(loaded) <= {"amllint", "future"}


def test_importing_the_package_loads_nothing_else() -> None:
    assert imported("-c", "import amllint") - imported("-c", "pass") <= {"amllint", "__future__"}


def test_public_names_are_there() -> None:
    import amllint

    for name in amllint.__all__:
        assert getattr(amllint, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'chekc'"):
        amllint.chekc  # noqa: B018


def test_pytest_without_the_flag_loads_the_entry_module_alone(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_a(): pass\n", "utf-8")
    script = "import sys, pytest; pytest.main(sys.argv[1:]); print('modules', *sorted(sys.modules))"
    arguments = ("-c", script, "--collect-only", "-q", "-p", "no:cacheprovider", str(tmp_path))
    with_plugin = _modules(python(*arguments, cwd=tmp_path).stdout)
    without = _modules(python(*arguments, "-p", "no:amllint", cwd=tmp_path).stdout)
    assert with_plugin - without == {"pytest_amllint", "pytest_amllint.plugin"}
    assert not top(with_plugin) & {"libcst", "ruamel", "dockerfile_parse", "amllint"}


def _modules(output: str) -> set[str]:
    return set(output.rpartition("modules ")[2].split())


def test_clean_check_loads_what_it_needs(tmp_path: Path) -> None:
    project = shutil.copytree(ROOT / "fixtures" / "base" / "v2", tmp_path / "project")  # out of amllint's own project
    run = python("-c", CHECK, str(project))
    code, *names = run.stdout.partition("code ")[2].split()
    assert code == "0", run.stdout + run.stderr
    assert top(set(names)) <= CHECK_MAY_LOAD


def test_run_that_finds_nothing_to_do_parses_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text("colour: blue\n", "utf-8")
    (tmp_path / "tool.py").write_text("print('nothing to deploy')\n", "utf-8")
    run = python("-c", CHECK, str(tmp_path))
    code, *names = run.stdout.partition("code ")[2].split()
    assert code == "0", run.stdout + run.stderr
    assert not top(set(names)) & set(HEAVY)
    assert "ast" not in names
