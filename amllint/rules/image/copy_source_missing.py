"""AML406 copy-source-missing: a COPY or ADD names what is not in the build context.

The image build stops: "COPY failed: file not found in build context or excluded by .dockerignore". The context is the
folder of `build.path`, whatever folder the Dockerfile lies in; names count from there, and compare exactly. A pattern
of .dockerignore is counted from the context's root, unlike one of .gitignore.

Proven where the context is known and nothing in the project makes the file. Wildcards, variables, URLs and `--from`
are unknown. A Dockerfile given as text (v1, `base_dockerfile`) has no context at all.

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
COPY requirements.txt /tmp/requirements.txt  # <-
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

## Bad: left out by .dockerignore

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
COPY app /app  # <-
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

`docker/app/app.py`
```python
print("server")
```

`docker/.dockerignore`
```text
*
!requirements.txt
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
COPY app /app
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

`docker/app/app.py`
```python
print("server")
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML406", "copy-source-missing", "error", on="unit", needs=("dockerfile",))
def copy_source_missing(unit: Unit) -> Iterator[Problem]:
    """Ask the build context about each source of the stages that count."""
    environment = unit.environment
    dockerfile = environment.dockerfile if environment is not None else None
    if dockerfile is None:
        return
    for copy in dockerfile.copies:
        answer = unit.container.copied(copy)
        if not answer.no:
            continue
        yield Problem(
            copy.span,
            f"`{copy.path}` is not in the build context ({answer.why}): the image build stops",
            help=f"did you mean {answer.near[0]}?" if answer.near else None,
            subject=copy.path,
        )
