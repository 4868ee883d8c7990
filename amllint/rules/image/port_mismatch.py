"""AML404 port-mismatch: Azure asks another port than the server listens on.

The routes of `inference_config` state a port each. If the server in the image listens on another one, the probes fail
("Readiness probe failed: connection refused") and the deployment ends in `ResourceNotReady`.

Proven when the port is written out: in the CMD or ENTRYPOINT of the Dockerfile (`gunicorn --bind`, `uvicorn --port`,
...), or for a well known image that starts its server itself (TensorFlow Serving 8501, Triton 8000, TorchServe 8080,
Azure's inference server 5001). Ports from variables, configuration files and scripts are unknown. EXPOSE opens
nothing and proves nothing.

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
      port: 8080  # <-
      path: /live
    readiness_route:
      port: 8080  # <-
      path: /ready
    scoring_route:
      port: 8080  # <-
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```

`docker/Dockerfile`
```dockerfile
FROM python:3.11-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
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
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...values import Mapping, number_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


# Variables that move the port of a well known server.
_MOVES = ("TS_INFERENCE_ADDRESS", "UVICORN_PORT", "GUNICORN_CMD_ARGS", "AZUREML_INFERENCE_SERVER_PORT", "PORT")


@rule("AML404", "port-mismatch", "error", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("inference_config",))
def port_mismatch(unit: Unit) -> Iterator[Problem]:
    """Compare the port of each route with that of the server."""
    environment, serving = unit.environment, unit.container.serving
    config = environment.inference_config if environment is not None else None
    if not isinstance(config, Mapping) or serving is None or serving.port is None:
        return
    if any(not unit.container.env(name).no and name in unit.variables for name in _MOVES):
        return
    for entry in config:
        port = entry.value.get("port") if isinstance(entry.value, Mapping) else None
        number = number_of(port)
        if port is None or number is None or number == serving.port:
            continue
        yield Problem(
            port.span,
            f"{entry.key_data} asks port {number}, and {serving.server} listens on {serving.port}: no probe succeeds",
            (Label(serving.span, f"{serving.server} listens on {serving.port}"),) if serving.span else (),
            f"write port: {serving.port}",
            subject=f"{entry.key_data}:{number}",
        )
