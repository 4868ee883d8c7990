"""AML303 inference-server-missing: nothing in the environment brings the inference server.

An online deployment with a scoring script is answered by Azure's inference server, a Python package that must be
installed in the environment: `azureml-inference-server-http`, or `azureml-defaults`, which brings it. The base images
(openmpi...) hold none. Without it the container stops with "A required package azureml-inference-server-http is
missing" and the deployment ends in `ResourceNotReady` (502 on the liveness probe).

A prebuilt inference image (`minimal-py312-inference` ...) holds the server only in its own environment: a `conda_file`
builds a new one, which hides it.

In v1 it is azureml-defaults that brings the server; the client warns of its absence and goes on, and the container then
stops with "exec: gunicorn: not found".

Proven when the whole environment can be read: conda file, requirement files, Dockerfile, or an image whose content is
known. Images with an `inference_config` run their own server; batch deployments and MLflow models without a script need
none; registered and curated environments are unknown.

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

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aci", "v1-aksendpoint", "v1-local", "v1-unknown")


@rule("AML303", "inference-server-missing", "error", on="unit", kinds=_KINDS, fix="unsafe")
def inference_server_missing(unit: Unit) -> Iterator[Problem]:
    """The container cannot answer requests: no server is installed."""
    if unit.code is None or unit.code.entry is None:
        return
    answer = unit.container.server
    if not answer.no or answer.span is None:
        return
    image = unit.container.image
    hidden = " (the conda file builds a new environment, which hides the one in the image)" if (
        image is not None and image.server
    ) else ""  # fmt: skip
    package = "azureml-defaults" if unit.v1 else "azureml-inference-server-http"
    error = "exec: gunicorn: not found" if unit.v1 else f"A required package {package} is missing"
    yield Problem(
        answer.span,
        f'nothing installs the inference server{hidden}: the container stops with "{error}"',
        (Label(unit.code.span, "this scoring script needs it"),),
        f"add {package} to the pip packages",
        subject=package,
    )
