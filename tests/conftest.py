"""Projects for tests: small deployments that are correct, to be broken in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEPLOYMENT = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: {name}
endpoint_name: credit
model:
  path: model.pkl
code_configuration:
  code: src
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
  conda_file: conda.yml
instance_type: Standard_D4as_v4
instance_count: 3
request_settings:
  request_timeout_ms: {timeout}
"""

CONDA = """\
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
"""

SCRIPT = """\
def init():
    global factor
    factor = 2


def run(body):
    return {"answer": len(body) * factor}
"""


def write_deployment(folder: Path, *, name: str = "blue", timeout: int = 5000) -> None:
    """Write a correct deployment into `folder`; a timeout above 180000 ms is an error (AML707)."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "deployment.yml").write_text(DEPLOYMENT.format(name=name, timeout=timeout), "utf-8")
    (folder / "conda.yml").write_text(CONDA, "utf-8")
    (folder / "model.pkl").write_text("stands in for a model\n", "utf-8")
    (folder / "src" / "score.py").write_text(SCRIPT, "utf-8")


@pytest.fixture
def deployment() -> Callable[..., None]:
    """`write_deployment`."""
    return write_deployment
