"""Asking a fact loads its own table only, and importing the questions loads no table but the server's constants."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

QUESTIONS = {
    "images": "images.find('mcr.microsoft.com/azureml/base')",
    "known_bad": "known_bad.import_name_package('sklearn')",
    "packages": "packages.brought([('azureml-defaults', None, ())]); packages.providers('a'); packages.from_conda('a')",
    "platform": "platform.platform_variable('PATH', batch=False, v1=False)",
    "python_versions": "python_versions.find('3.10')",
    "server": "server.versions()",
    "skus": "skus.find('Standard_DS3_v2')",
    "stdlib": "stdlib.is_stdlib('os', None)",
}


@pytest.fixture(scope="module")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which modules are compiled once, as in an installation."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**environment, "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("bytecode"))}


def run(code: str, environment: dict[str, str]) -> str:
    """What the code prints in a Python without site packages, which start with modules of their own."""
    command = [sys.executable, "-S", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment).stdout


def test_questions_load_nothing_heavy(bytecode: dict[str, str]) -> None:
    code = (
        "import sys\n"
        f"from amllint.facts import {', '.join(QUESTIONS)}\n"
        "before = list(sys.modules)\n"
        f"{'; '.join(QUESTIONS.values())}\n"
        "after = list(sys.modules)\n"
        "import json\n"
        "print(json.dumps([before, after]))"
    )
    before, after = json.loads(run(code, bytecode))
    heavy = {"csv", "difflib", "tomllib", "typing", "dataclasses", "packaging", "pathlib", "re", "json", "yaml"}
    assert heavy.isdisjoint(after)
    tables = {name for name in before if name.startswith("amllint.facts.tables.")}
    assert tables == {"amllint.facts.tables.server"}
    assert "amllint.facts.tables.extras" in after, "azureml-defaults asks for an extra"
