"""AML411 conda-replaces-image-packages: a conda file is put on an image that has an environment of its own.

A prebuilt inference image (`minimal-py312-inference` ...) holds the inference server and a few packages in its own
Python environment. With a `conda_file` a new environment is built and started, in which none of them is: without
azureml-inference-server-http in the conda file nothing answers. All of Azure's own samples of this kind list it.

A warning, because it is deduced from the documentation and was not tried on the service. Packages that the script
imports are AML301.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/minimal-py312-inference:latest  # <-
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip=25.0
  - pip:
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/minimal-py312-inference:latest
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule(
    "AML411",
    "conda-replaces-image-packages",
    "warning",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes"),
    needs=("image",),
)
def conda_replaces_image_packages(unit: Unit) -> Iterator[Problem]:
    """The image has the server, and the environment that is built over it has not."""
    environment, image = unit.environment, unit.container.image
    if environment is None or environment.conda is None or environment.image is None or unit.code is None:
        return
    if image is None or not image.server or environment.image.span is None or not unit.container.server.no:
        return
    listed = unit.container.environment_span
    yield Problem(
        environment.image.span,
        f"{image.name} holds the inference server, but the conda file builds a new environment without it",
        (Label(listed, "this environment is started"),) if listed is not None else (),
        "add azureml-inference-server-http to the conda file, or install your packages in a Dockerfile FROM this image",
        subject=image.name,
    )
