"""AML708 concurrency-without-workers: more requests are let in at a time than the server has workers for.

The platform sends `max_concurrent_requests_per_instance` requests to a container at a time; Azure's inference server
answers as many as it has workers (`WORKER_COUNT`, 1 where nothing is said). The rest waits inside the container, where
no autoscaler sees it, and runs into the timeout. Microsoft: set both to the same number. Images with a server of
their own are unknown.

## Bad
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
request_settings:
  max_concurrent_requests_per_instance: 8  # <-
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
environment_variables:
  WORKER_COUNT: "4"
instance_type: Standard_D4as_v4
instance_count: 3
request_settings:
  max_concurrent_requests_per_instance: 4
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aksendpoint")
_MOST_A_CORE = 8
"""Workers on one core, from which on they only wait for each other."""


@rule("AML708", "concurrency-without-workers", "warning", on="unit", kinds=_KINDS)
def concurrency_without_workers(unit: Unit) -> Iterator[Problem]:
    """Compare the requests at a time with the workers, and the workers with the cores."""
    setting = unit.setting("request_settings.max_concurrent_requests_per_instance")
    container = unit.container
    workers, at_a_time = container.workers, setting.number
    if workers is None or not container.server.yes:
        return
    stated = unit.variables.get("WORKER_COUNT")
    place = stated.span if stated is not None else None
    if at_a_time is not None and setting.span is not None and at_a_time > workers:
        by_default = "" if stated is not None else " (WORKER_COUNT is not set)"
        yield Problem(
            setting.span,
            f"{setting.spelled} {at_a_time:g} lets more requests in than the server answers at a time: it has "
            f"{workers} worker{'s' if workers != 1 else ''}{by_default}, and the rest waits until it times out",
            (Label(place, "the workers"),) if place is not None else (),
            f"set WORKER_COUNT to {at_a_time:g} if memory and cores bear it, or leave the setting at {workers}",
            subject="workers",
        )
    cores = _cores(unit)
    if place is not None and cores is not None and workers > _MOST_A_CORE * max(cores, 1):
        yield Problem(
            place,
            f"{workers} workers share {cores:g} core{'s' if cores != 1 else ''}: each request takes longer, and each "
            "worker loads the model once more",
            subject="cores",
        )


def _cores(unit: Unit) -> float | None:
    sku = unit.container.sku
    if sku is not None:
        return sku.vcpus
    limit = unit.container.resource("limits", "cpu")
    return limit.amount if limit is not None else None
