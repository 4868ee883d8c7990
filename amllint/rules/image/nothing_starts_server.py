"""AML403 nothing-starts-server: the image of a custom container starts nothing that answers requests.

An environment with an `inference_config` brings its own server: Azure starts the image's ENTRYPOINT and CMD and asks
the stated routes. Where the image ends at once, or starts a shell, no route ever answers, and the deployment ends in
`ResourceNotReady`.

Proven when the Dockerfile, or the well known image that it stands on, states what is started, and that is no server.
Start scripts are unknown. Without an `inference_config` Azure starts its own server, and the image's command does not
matter.

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
  build:
    path: docker
    dockerfile_path: Dockerfile
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
FROM python:3.11-slim  # <-
COPY app.py /app/app.py
```

`docker/app.py`
```python
print("server")
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
  build:
    path: docker
    dockerfile_path: Dockerfile
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
COPY app.py /app/app.py
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

`docker/app.py`
```python
print("server")
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
    "AML403",
    "nothing-starts-server",
    "error",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes"),
    needs=("inference_config",),
)
def nothing_starts_server(unit: Unit) -> Iterator[Problem]:
    """Ask what the image starts, where the deployment relies on it."""
    environment = unit.environment
    if environment is None or environment.inference_config is None:
        return
    serving = unit.container.serving
    if serving is None or not serving.idle or serving.span is None:
        return
    yield Problem(
        serving.span,
        f"the image starts {serving.idle}, and nothing answers the routes: the deployment ends in ResourceNotReady",
        (Label(environment.inference_config.span, "these routes are asked"),),
        "start the server with CMD or ENTRYPOINT",
        subject="idle",
    )
