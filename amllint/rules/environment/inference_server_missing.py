"""AML303 inference-server-missing: nothing in the environment brings the inference server.

An online deployment with a scoring script is answered by Azure's inference server, a Python package that must be
installed in the environment: `azureml-inference-server-http`, or `azureml-defaults`, which brings it. The base images
(openmpi...) hold none. Without it the container stops with "A required package azureml-inference-server-http is
missing" and the deployment ends in `ResourceNotReady` (502 on the liveness probe).

A prebuilt inference image (`minimal-py312-inference` ...) holds the server only in its own environment: a `conda_file`
builds a new one, which hides it.

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


@rule("AML303", "inference-server-missing", "error", on="unit", kinds=("v2-managed", "v2-kubernetes"), fix="unsafe")
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
    yield Problem(
        answer.span,
        f"nothing installs the inference server{hidden}: the container stops with "
        '"A required package azureml-inference-server-http is missing"',
        (Label(unit.code.span, "this scoring script needs it"),),
        "add azureml-inference-server-http to the pip packages",
        subject="azureml-inference-server-http",
    )
