"""AML409 runs-as-root-or-secret: a secret is baked into the image, or a user listens on a port that only root may open.

What ENV and ARG hold stays in the image, readable for everybody who may pull it (`docker history`). Pass secrets to
the deployment as a reference to a key vault instead. Only names that say so (`DB_PASSWORD`, `API_KEY`, ...) with a
value written out are reported; variables, placeholders and paths are not.

Ports below 1024 need rights that a user other than root usually lacks: the server ends with "Permission denied".

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
FROM python:3.11-slim
ENV DB_PASSWORD=hunter2-and-more  # <-
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

## Bad: port

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
      port: 80
      path: /live
    readiness_route:
      port: 80
      path: /ready
    scoring_route:
      port: 80
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```

`docker/Dockerfile`
```dockerfile
FROM python:3.11-slim
USER scorer
CMD ["gunicorn", "--bind", "0.0.0.0:80", "app:app"]  # <-
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
ARG DB_PASSWORD_FILE=/run/secrets/db
USER scorer
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_SECRET_NAMES = (
    r"(?:.*_)?(?:PASSWORD|PASSWD|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_?KEY|ACCOUNT_?KEY|CONNECTION_?STRING)"
)
_NO_SECRET = r"\s*|.*[$<>{}].*|/.*|(?i:changeme|change_me|none|null|true|false|x+|\*+|your.*|placeholder|dummy|todo)"
_SHORTEST = 6
_FIRST_FREE_PORT = 1024


@rule("AML409", "runs-as-root-or-secret", "warning", on="unit", needs=("dockerfile",))
def runs_as_root_or_secret(unit: Unit) -> Iterator[Problem]:
    """Look at the variables of the Dockerfile, then at user and port."""
    dockerfile = unit.environment.dockerfile if unit.environment is not None else None
    if dockerfile is None:
        return
    for instruction in dockerfile.instructions:
        if instruction.keyword in ("ENV", "ARG"):
            for name in _secrets(instruction.value):
                yield Problem(
                    instruction.span,
                    f"the value of `{name}` stays in the image, readable for everybody who may pull it",
                    help="pass it to the deployment as a reference to a key vault",
                    subject=name,
                )
    user, serving = dockerfile.user, unit.container.serving
    if user is None or user[0].partition(":")[0] in ("root", "0") or "$" in user[0] or serving is None:
        return
    if serving.port is not None and serving.port < _FIRST_FREE_PORT and serving.span is not None:
        yield Problem(
            serving.span,
            f"{serving.server} listens on {serving.port}, which the user {user[0]} may not open",
            (Label(user[1], "this user starts it"),),
            f"listen on a port from {_FIRST_FREE_PORT} on, and state it in inference_config",
            subject=f"port:{serving.port}",
        )


def _secrets(text: str) -> Iterator[str]:
    """Names of an ENV or ARG that hold a secret written out."""
    from re import DOTALL, finditer, fullmatch

    for match in finditer(r"([A-Za-z_]\w*)(?:=|\s+)(\"[^\"]*\"|'[^']*'|\S*)", text):
        value = match[2].strip("\"'")
        if fullmatch(_SECRET_NAMES, match[1].upper()) and len(value) >= _SHORTEST:
            if not fullmatch(_NO_SECRET, value, DOTALL):
                yield match[1]
