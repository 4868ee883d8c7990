"""Units of a project held in memory."""

from __future__ import annotations

import textwrap
from pathlib import Path

from amllint.boot import Unit
from amllint.config import Config
from amllint.lint import lint

DEPLOYMENT = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: ../model
code_configuration:
  code: ../code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: conda.yml
instance_type: Standard_DS3_v2
instance_count: 1
"""
CONDA = """\
dependencies:
  - python=3.11
  - pip:
      - azureml-inference-server-http==1.4.1
      - scikit-learn==1.5.2
"""
FILES = {
    "deploy/deployment.yml": DEPLOYMENT,
    "deploy/conda.yml": CONDA,
    "code/score.py": "def init():\n    pass\n\n\ndef run(data):\n    return data\n",
    "model/a/model.pkl": "x",
}


def units(folder: Path, changes: dict[str, str | None] | None = None) -> tuple[Unit, ...]:
    """The units of the base project with files changed, added, or (None) removed."""
    files = {**FILES, **(changes or {})}
    overlay = {path: textwrap.dedent(text).encode() for path, text in files.items() if text is not None}
    return lint(str(folder), (), Config(), overlay=overlay, units_only=True).units


def unit(folder: Path, changes: dict[str, str | None] | None = None) -> Unit:
    """The one unit of such a project."""
    (found,) = units(folder, changes)
    return found
