"""AML408 image-and-build: the environment states both an image and a build, or neither.

An environment stands on an image, or is built from a Dockerfile. The client refuses both together ("Docker image or
Dockerfile should be provided not both") and neither ("Docker image or Dockerfile is required for environments"); a
`conda_file` alone is no image. An image with a `conda_file` is the normal form.

A build with a `conda_file` passes the client, but the Dockerfile alone decides what is installed: a warning.

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
environment:
  image: python:3.11-slim
  build:  # <-
    path: docker
  inference_config:
    liveness_route:
      port: 8080
      path: /live
    readiness_route:
      port: 8080
      path: /ready
    scoring_route:
      port: 8080
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```

`docker/Dockerfile`
```dockerfile
FROM python:3.11-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

## Bad: neither

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
  conda_file: environment/conda.yaml  # <-
instance_type: Standard_D4as_v4
instance_count: 3
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
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...values import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...values import Entry

_KEYS = frozenset({
    "$schema", "name", "version", "id", "description", "tags", "properties", "image", "build", "conda_file",
    "inference_config", "os_type", "datastore", "auto_delete_setting",
})  # fmt: skip


@rule("AML408", "image-and-build", "error", on="unit", kinds=("v2-managed", "v2-kubernetes", "v2-batch"))
def image_and_build(unit: Unit) -> Iterator[Problem]:
    """Look at which of the three keys are there."""
    node = unit.environment.node if unit.environment is not None else None
    if not isinstance(node, Mapping) or node.open or not _KEYS.issuperset(node.keys()):
        return  # another form of environment, which AML501 and AML509 speak of
    image, build, conda = (_given(node, key) for key in ("image", "build", "conda_file"))
    if image and build:
        yield Problem(
            build.key,
            'both `image` and `build` are stated: "Docker image or Dockerfile should be provided not both"',
            (Label(image.key, "the image"),),
            "keep one of them",
            subject="both",
        )
    elif conda and build:
        yield Problem(
            conda.key,
            "`conda_file` stands beside `build`: the Dockerfile alone decides what is installed",
            (Label(build.key, "the build"),),
            "install the conda file in the Dockerfile",
            subject="build-conda",
            severity="warning",
        )
    elif conda and not image:
        yield Problem(
            conda.key,
            'a `conda_file` needs an `image` to be built on: "Docker image or Dockerfile is required for environments"',
            help="state an image, for example mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest",
            subject="neither",
        )


def _given(node: Mapping, key: str) -> Entry | None:
    """The entry of a key that has a value."""
    entry = node.entry(key)
    return None if entry is None or (isinstance(entry.value, Scalar) and entry.value.data is None) else entry
