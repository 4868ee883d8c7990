"""AML405 routes-mismatch: Azure asks a path that the server does not answer.

The liveness and readiness routes of `inference_config` must answer GET with 200, the scoring route POST. A path that
the server does not have answers 404, the probes fail, and the deployment ends in `ResourceNotReady`.

Proven for well known servers in images that start them: TensorFlow Serving has `/v1/models/NAME`, Triton
`/v2/health/live` and `/v2/health/ready`, TorchServe `/ping` and `/predictions/NAME`, Azure's inference server `/` and
`/score`. A server of your own is unknown. An `inference_config` that lacks a route is AML503.

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
  image: docker.io/tensorflow/serving:2.16.1
  inference_config:
    liveness_route:
      port: 8501
      path: /health  # <-
    readiness_route:
      port: 8501
      path: /v1/models/classifier
    scoring_route:
      port: 8501
      path: /v1/models/classifier:predict
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
environment:
  image: docker.io/tensorflow/serving:2.16.1
  inference_config:
    liveness_route:
      port: 8501
      path: /v1/models/classifier
    readiness_route:
      port: 8501
      path: /v1/models/classifier
    scoring_route:
      port: 8501
      path: /v1/models/classifier:predict
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...values import Mapping, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule(
    "AML405", "routes-mismatch", "error", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("inference_config",)
)
def routes_mismatch(unit: Unit) -> Iterator[Problem]:
    """Compare the path of each route with what the server answers."""
    environment, serving = unit.environment, unit.container.serving
    config = environment.inference_config if environment is not None else None
    if not isinstance(config, Mapping) or serving is None:
        return
    for name, answered in (
        ("liveness_route", serving.health),
        ("readiness_route", serving.health),
        ("scoring_route", serving.scoring),
    ):
        route = config.get(name)
        value = route.get("path") if isinstance(route, Mapping) else None
        path = text_of(value)
        if value is None or path is None or not answered or _fits(path, answered):
            continue
        known = " or ".join(answered)
        yield Problem(
            value.span,
            f"{serving.server} does not answer `{path}` ({name}): it has {known}",
            (Label(serving.span, f"this starts {serving.server}"),) if serving.span else (),
            f"write a path that starts with {known}" if known.endswith("/") and known != "/" else f"write {known}",
            subject=f"{name}:{path}",
        )


def _fits(path: str, answered: tuple[str, ...]) -> bool:
    """Whether a path is one of those answered; one that ends in `/models/` or the like goes on with a name."""
    path = path.partition("?")[0]
    return any(path == known or (known != "/" and known.endswith("/") and path.startswith(known)) for known in answered)
