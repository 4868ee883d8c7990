"""AML516 identity-needed: this deployment only works if an identity has been given rights that no file shows.

- An image in a private registry: managed endpoints take no registry credentials; the endpoint's identity needs AcrPull
  on the registry ("Container registry ... cannot be accessed", ResourceNotFound). A system-assigned identity exists
  only after the endpoint has been created.
- An endpoint with a user-assigned identity: it needs AcrPull on the workspace's registry and Storage Blob Data Reader
  on its storage (BadArgument: authorization error); with `data_collector` Storage Blob Data Contributor.

A note: rights are granted in Azure, not in files.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
environment:
  image: credit.azurecr.io/scoring:1.4.2  # <-
  inference_config:
    liveness_route: {port: 8080, path: /live}
    readiness_route: {port: 8080, path: /ready}
    scoring_route: {port: 8080, path: /score}
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

from ...facts import images
from ...finding import Problem
from ...registry import rule
from ...values import Mapping, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_PUBLIC = ("docker.io", "mcr.microsoft.com", "ghcr.io", "quay.io", "nvcr.io", "public.ecr.aws", "gcr.io")


@rule("AML516", "identity-needed", "note", on="unit", kinds=("v2-managed",))
def identity_needed(unit: Unit) -> Iterator[Problem]:
    """Remind of the rights for a private registry and for a user-assigned identity."""
    image = unit.environment.image if unit.environment is not None else None
    text = image.text if image is not None else None
    dockerfile = unit.environment.dockerfile if unit.environment is not None else None
    if image is not None and text is not None and image.span is not None and dockerfile is None:
        registry = images.parse_reference(text).registry
        if registry not in _PUBLIC:
            yield Problem(
                image.span,
                f"{registry} is a private registry: the endpoint's identity needs AcrPull on it, and the endpoint "
                "takes no registry credentials",
                subject="registry",
            )
    identity = unit.endpoint.node.get("identity") if unit.endpoint is not None else None
    if not isinstance(identity, Mapping) or "user" not in (text_of(identity.get("type")) or "").lower():
        return
    collects = unit.setting("data_collector").given
    yield Problem(
        identity.span,
        "a user-assigned identity needs AcrPull on the workspace's registry and Storage Blob Data "
        f"{'Contributor' if collects else 'Reader'} on its storage account before the deployment starts",
        subject="identity",
    )
