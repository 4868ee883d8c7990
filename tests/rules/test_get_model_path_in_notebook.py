"""AML206 in notebooks: calls of `Model.get_model_path` that can find nothing, at their exact places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from amllint.config import Config
from amllint.lint import lint

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = "from azureml.core.model import Model\n"
CALL = 'path = Model.get_model_path("credit")\n'


def notebook(*cells: str) -> str:
    listed = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.splitlines(True)} for cell in cells]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def told(folder: Path, files: dict[str, str]) -> list[str]:
    """The findings as `file:line:column-end cell[index]:line severity subject`."""
    overlay = {path: text.encode() for path, text in files.items()}
    report = lint(str(folder), (), Config(select=("AML206",)), overlay=overlay)
    assert not report.crashed
    found = []
    for one in report.findings:
        place = one.place
        cell = f" cell[{place.cell.index}]:{place.cell.line}" if place.cell is not None else ""
        found.append(f"{place.file}:{place.line}:{place.column}-{place.end_column}{cell} {one.severity} {one.subject}")
    return found


def test_places(tmp_path: Path) -> None:
    text = notebook(
        "# Score\n" + IMPORT, '# Model.get_model_path("a")\n%time pass\nprint(Model.get_model_path("credit"))\n'
    )
    line = next(number for number, one in enumerate(text.split("\n"), 1) if "print(" in one)
    assert told(tmp_path, {"notebooks/try.ipynb": text}) == [
        f"notebooks/try.ipynb:{line}:7-37 cell[1]:3 warning credit"
    ]


FOUND = {
    "class of the package": ["from azureml.core import Model, Workspace\n" + CALL],
    "dotted": ["import azureml.core\nazureml.core.model.Model.get_model_path(model_name='credit')\n"],
    "renamed": ["from azureml.core.model import Model as Registered\n", "Registered.get_model_path('credit', 2)\n"],
    "after its registration": [
        IMPORT + "Model.register(ws, model_path='outputs/m.pkl', model_name='credit')\nmodel = Model(ws, 'credit')\n",
        CALL,
    ],
    "beside the entry script": [IMPORT, "%%writefile score.py\n" + IMPORT + "def init():\n    " + CALL, CALL],
}


@pytest.mark.parametrize("name", FOUND)
def test_found(name: str, tmp_path: Path) -> None:
    findings = told(tmp_path, {"try.ipynb": notebook(*FOUND[name])})
    assert [one.rpartition(" cell")[2].split(" ", 1)[1] for one in findings] == ["warning credit"]


SILENT = {
    "workspace": [IMPORT + 'Model.get_model_path("credit", _workspace=ws)\n'],
    "workspace by position": [IMPORT + 'Model.get_model_path("credit", None, ws)\n'],
    "workspace once fills the cache": [IMPORT + 'Model.get_model_path("credit", _workspace=ws)\n', CALL],
    "arguments not shown": [IMPORT + 'Model.get_model_path("credit", **options)\n'],
    "name not shown": [IMPORT + "Model.get_model_path(name)\n"],
    "placeholder": [IMPORT + 'Model.get_model_path("{{MODEL}}")\n'],
    "written to a file": ["%%writefile score.py\n" + IMPORT + CALL],
    "in another language": ["%%script false\n" + IMPORT + CALL],
    "commented out": [IMPORT + "# " + CALL],
    "handled": [IMPORT + "try:\n    " + CALL + "except Exception:\n    path = 'outputs'\n"],
    "below a condition": [IMPORT + "if remote:\n    " + CALL],
    "in a function": [IMPORT + "def init():\n    " + CALL],
    "other class": ["from shop import Model\n" + CALL],
    "class of its own": [IMPORT, "class Model:\n    pass\n", CALL],
    "not imported": [CALL],
    "downloaded": [IMPORT + "Model(ws, 'credit').download(target_dir='.')\n", CALL],
    "saved": [IMPORT + "joblib.dump(model, 'credit')\n", CALL],
    "saved by a name": [IMPORT + "file = './credit'\njoblib.dump(model, file)\n", CALL],
    "copied by the shell": [IMPORT, "!cp -r outputs credit\n", CALL],
    "made by a script that it writes": [IMPORT, "%%writefile train.py\njoblib.dump(model, 'credit')\n", CALL],
    "in another folder": [IMPORT + "os.chdir('..')\n", CALL],
    "for submitted runs": [IMPORT + "run = Run.get_context()\n", CALL],
    "no Python": ["this is no Python"],
}


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, {"try.ipynb": notebook(*SILENT[name])}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"notebooks/credit/model.pkl": ""},
        {"credit/model.pkl": ""},
        {"notebooks/azureml-models/credit/1/model.pkl": ""},
        {".gitignore": "azureml-models/\n"},
        {".gitignore": "credit\n"},
        {"notebooks/train.py": "joblib.dump(model, 'credit')\n"},
        {"job.yml": "command: papermill notebooks/try.ipynb out.ipynb\n"},
    ],
    ids=lambda files: next(iter(files)),
)
def test_silent_where_the_project_may_hold_it(files: dict[str, str], tmp_path: Path) -> None:
    held = {"notebooks/try.ipynb": notebook(IMPORT + CALL)}
    assert len(told(tmp_path, {**held, "README.md": "Open notebooks/try.ipynb\n"})) == 1
    assert told(tmp_path, {**held, **files}) == []


def test_scripts_are_unknown(tmp_path: Path) -> None:
    assert told(tmp_path, {"score.py": IMPORT + CALL}) == []


@pytest.mark.parametrize(
    "text", ["", "{", '{"cells": 1}', "get_model_path(", '{"cells": [{"source": "get_model_path("}]}']
)
def test_no_notebook(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, {"try.ipynb": text}) == []
