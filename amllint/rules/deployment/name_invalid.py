"""AML506 name-invalid: a name that the client or the service rejects.

| what | rule |
|---|---|
| endpoint, online deployment | 3 to 32 characters: a letter, then letters, digits and hyphens, no hyphen last |
| both together on Kubernetes | at most 62 characters |
| environment of your own | not `Microsoft...` or `AzureML...`, at most 255 characters |
| v1 web service | as an endpoint, in lower case |
| v1 Kubernetes namespace | 1 to 63 lower case letters, digits, hyphens |

The client says "String does not match expected pattern." for a sign in an endpoint's name, and "must be at least 3 and
at most 32 characters long" for a length, the latter only when it submits. Names with placeholders are unknown.

## Bad
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit_risk  # <-
auth_mode: key
```

## Bad: too long
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue-with-a-name-of-thirty-four-ch  # <-
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

## Bad: a reserved name
`environment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json
name: AzureML-credit  # <-
image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
conda_file: environment/conda.yaml
```

## Good
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit
auth_mode: key
```
"""

from __future__ import annotations

from ...facts import limits
from ...finding import Problem
from ...registry import rule
from ...values import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import AssetDocument

_ENDPOINTS = ("online-endpoint", "kubernetes-endpoint", "batch-endpoint")
_DEPLOYMENTS = ("managed-deployment", "kubernetes-deployment")
_KINDS = (*_ENDPOINTS, *_DEPLOYMENTS, "environment", "v1-aks", "v1-aci", "v1-aksendpoint", "v1-local")


@rule("AML506", "name-invalid", "error", on="any", kinds=_KINDS)
def name_invalid(subject: Unit | AssetDocument) -> Iterator[Problem]:
    """Hold the names that a document or a v1 service states against the rules of their kind."""
    if subject.kind.startswith("v1"):
        yield from _service(subject)  # type: ignore[arg-type]
        return
    node = subject.node
    name_entry = node.entry("name") if node is not None else None
    name = text_of(name_entry.value) if name_entry else None
    if name_entry is None or name is None or node is None:
        return
    if subject.kind == "environment":
        what, fault = "environment", limits.environment_name_fault(name)
    else:
        what = "endpoint" if subject.kind in _ENDPOINTS else "deployment"
        fault = limits.endpoint_name_fault(name)
    who = "the service" if what == "environment" else "the client"
    if fault:
        yield Problem(
            name_entry.value.span,
            f"`{name}` is no name for an {what}: {fault}; {who} rejects it".replace("an d", "a d"),
            subject="name",
        )
    endpoint = text_of(node.get("endpoint_name"))
    together = len(name) + len(endpoint or "")
    if subject.kind == "kubernetes-deployment" and endpoint and not fault and together > limits.PAIR_NAME:
        yield Problem(
            name_entry.value.span,
            f"endpoint and deployment name have {together} characters together: on Kubernetes at most "
            f"{limits.PAIR_NAME} are allowed, and the service rejects the deployment",
            subject="together",
        )


def _service(unit: Unit) -> Iterator[Problem]:
    fault = limits.endpoint_name_fault(unit.name, v1=True) if unit.name is not None else ""
    if fault:
        yield Problem(unit.span, f"`{unit.name}` is no name for a web service: {fault}; the client rejects it",
                      subject="name")  # fmt: skip
    namespace = unit.setting("namespace")
    fault = limits.namespace_fault(namespace.text) if namespace.text is not None else ""
    if fault and namespace.span:
        yield Problem(
            namespace.span,
            f"`{namespace.text}` is no Kubernetes namespace: {fault}; the client rejects it",
            subject="namespace",
        )
