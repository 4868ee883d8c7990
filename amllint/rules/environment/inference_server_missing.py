"""AML303 inference-server-missing: nothing in the environment brings the inference server.

An online deployment with a scoring script is answered by Azure's inference server, a Python package that must be
installed in the environment: `azureml-inference-server-http`, or `azureml-defaults`, which brings it. The base images
(openmpi...) hold none. Without it the container stops with "A required package azureml-inference-server-http is
missing" and the deployment ends in `ResourceNotReady` (502 on the liveness probe).

A prebuilt inference image (`minimal-py312-inference` ...) holds the server in its own environment; what a
`conda_file` does to it is AML411.

In v1 it is azureml-defaults that brings the server; the client warns of its absence and goes on, and the container
then stops with "exec: gunicorn: not found".

Proven when the whole environment can be read: conda file, requirement files, Dockerfile, or an image whose content is
known. Images with an `inference_config` run their own server; batch deployments and MLflow models without a script
need none; registered and curated environments are unknown.

## Bad
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:  # <-
  - python=3.11
  - pip=25.0
  - pip:
      - scikit-learn==1.5.2
      - joblib==1.4.2
      - numpy==1.26.4
```

## Bad: v1
Base: v1

`code/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:  # <-
  - python=3.11.9
  - pip=24.2
  - pip:
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```

## Good
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.4.1
      - scikit-learn==1.5.2
      - joblib==1.4.2
      - numpy==1.26.4
```
"""

from __future__ import annotations

from ...edit import NewEntry
from ...facts import server
from ...finding import Fix, Label, Problem
from ...registry import rule
from ...values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aci", "v1-aksendpoint", "v1-local", "v1-unknown")


_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aci", "v1-aksendpoint", "v1-local", "v1-unknown")


@rule("AML303", "inference-server-missing", "error", on="unit", kinds=_KINDS, fix="unsafe")
def inference_server_missing(unit: Unit) -> Iterator[Problem]:
    """The container cannot answer requests: no server is installed."""
    if unit.code is None or unit.code.entry is None:
        return
    answer, image = unit.container.server, unit.container.image
    if not answer.no or answer.span is None or (image is not None and image.server):
        return
    environment = unit.environment
    if environment is not None and isinstance(environment.node, Mapping):
        if any(key.replace("_", "").lower() == "inferencingstackversion" for key in environment.node.keys()):
            return
    package = "azureml-defaults" if unit.v1 else "azureml-inference-server-http"
    error = "exec: gunicorn: not found" if unit.v1 else f"A required package {package} is missing"
    yield Problem(
        answer.span,
        f'nothing installs the inference server: the container stops with "{error}"',
        (Label(unit.code.span, "this scoring script needs it"),),
        f"add {package} to the pip packages",
        _fix(unit, package),
        package,
    )


def _fix(unit: Unit, package: str) -> Fix | None:
    """Put the package in front of the first one below `pip:`, with the newest version for the environment's Python."""
    conda = unit.environment.conda if unit.environment is not None else None
    first = next((r for r in conda.requirements if r.installer == "pip"), None) if conda is not None else None
    if conda is None or first is None or first.span.source is not conda.source:
        return None
    newest = server.newest(unit.container.python or "") if package == server.NAME else None
    text = f"{package}=={newest}" if newest else package
    return Fix("unsafe", f"add {text}", (NewEntry(first.span, text),))
