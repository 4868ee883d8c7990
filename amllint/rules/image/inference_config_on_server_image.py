"""AML412 inference-config-on-server-image: routes are stated for an image whose routes Azure knows.

An `inference_config` is for images that bring a server of their own. On one of Azure's inference images, with a
scoring script, the routes are set already: the deployment fails with "Cannot override existing endpoint:
InferenceLiveness", or works only because the routes are the same. Leave it out.

A warning: seen on Kubernetes, and not tried for every kind of deployment. An image that you built yourself is
unknown.

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
  image: mcr.microsoft.com/azureml/minimal-py312-inference:latest
  inference_config:  # <-
    liveness_route:
      port: 5001
      path: /
    readiness_route:
      port: 5001
      path: /
    scoring_route:
      port: 5001
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```


`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return {"rows": len(json.loads(data)["data"])}
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
instance_type: Standard_D4as_v4
instance_count: 3
```


`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return {"rows": len(json.loads(data)["data"])}
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule(
    "AML412",
    "inference-config-on-server-image",
    "warning",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes"),
    needs=("inference_config",),
)
def inference_config_on_server_image(unit: Unit) -> Iterator[Problem]:
    """A scoring script, one of Azure's inference images as it is, and routes."""
    environment, image = unit.environment, unit.container.image
    if environment is None or environment.dockerfile is not None or not isinstance(environment.node, Mapping):
        return
    entry = environment.node.entry("inference_config")
    if entry is None or environment.inference_config is None or unit.code is None or image is None or not image.server:
        return
    place = environment.image.span if environment.image is not None else None
    yield Problem(
        entry.key,
        f"{image.name} starts Azure's inference server, whose routes are known: "
        '"Cannot override existing endpoint: InferenceLiveness"',
        (Label(place, "this image defines them"),) if place is not None else (),
        "leave inference_config out",
        subject=image.name,
    )
