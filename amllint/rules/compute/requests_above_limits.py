"""AML606 requests-above-limits: the container asks for more than it may use.

On Kubernetes, requests above limits are refused: "BadArgument: Resource requests are greater than limits". In v1 the
client stops with "cpu_cores must be less than or equal to cpu_cores_limit". A request above what the project's own
definition of the instance type gives is a warning: "Container requests more than the instance type has" (OutOfQuota).

## Bad
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
resources:
  requests:
    cpu: 1500m  # <-
    memory: 2Gi
  limits:
    cpu: "1"
    memory: 2Gi
```

## Bad: above the instance type
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
instance_type: small
resources:
  requests:
    cpu: "1"
    memory: 8Gi  # <-
```

`cluster/instance-types.yml`
```yaml
apiVersion: amlarc.azureml.com/v1alpha1
kind: InstanceType
metadata:
  name: small
spec:
  resources:
    requests:
      cpu: 500m
      memory: 1Gi
    limits:
      cpu: "2"
      memory: 4Gi
```

## Good
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
resources:
  requests:
    cpu: "1"
    memory: 2Gi
  limits:
    cpu: "2"
    memory: 2Gi
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-kubernetes", "v1-aks", "v1-aksendpoint")


@rule("AML606", "requests-above-limits", "error", on="unit", kinds=_KINDS)
def requests_above_limits(unit: Unit) -> Iterator[Problem]:
    """Compare requests and limits in one unit of measure."""
    for what in ("cpu", "memory", "gpu"):
        asked = unit.container.resource("requests", what)
        limit = unit.container.resource("limits", what)
        if asked is None or limit is None or asked.amount <= limit.amount or asked.of_type:
            continue
        if limit.of_type:
            name = unit.setting("instance_type").text
            consequence = f"the instance type {name} has no more than {limit.text} of it (OutOfQuota)"
        elif unit.v1:
            consequence = f"the client rejects it, because {limit.spelled} is {limit.text}"
        else:
            consequence = "the service refuses requests that are greater than limits (BadArgument)"
        yield Problem(
            asked.span,
            f"{asked.spelled} {asked.text} is above the limit {limit.text}: {consequence}",
            (Label(limit.span, "the limit"),),
            "lower the request, or raise the limit",
            subject=what,
            severity="warning" if limit.of_type else None,
        )
