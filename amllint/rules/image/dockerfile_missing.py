"""AML407 dockerfile-missing: the build context or its Dockerfile is not there.

`build.path` counts from the folder of the YAML, `build.dockerfile_path` from the build context; without it the
service looks for a file called Dockerfile in the context's root. Names compare exactly (`dockerfile` is not
`Dockerfile`). A missing context stops the client, a missing Dockerfile the image build.

Unknown, and so silent, is what git ignores and what something in the project makes.

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
    path: docker  # <-
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

`docker/dockerfile`
```dockerfile
FROM python:3.11-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
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

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_CONSEQUENCES = {
    "build context": "the client stops before anything is sent",
    "Dockerfile": "the image build has nothing to build",
}


@rule("AML407", "dockerfile-missing", "error", on="unit")
def dockerfile_missing(unit: Unit) -> Iterator[Problem]:
    """Report the references of a build that are proven missing."""
    for reference in unit.references:
        consequence = _CONSEQUENCES.get(reference.role)
        if reference.state != "missing" or consequence is None:
            continue
        kind = f" ({reference.why})" if reference.why.startswith("it is a ") else ""
        yield Problem(
            reference.span,
            f"the {reference.role} is not there{kind}: {consequence} (looked at {reference.path})",
            help=f"did you mean {reference.near[0]}?" if reference.near else None,
            subject=f"{reference.role}:{reference.text}",
        )
