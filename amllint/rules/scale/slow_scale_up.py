"""AML711 slow-scale-up: autoscaling is on, but cannot follow the load.

- A maximum that is not above the minimum: the number of replicas never changes. Kubernetes deployments have a maximum
  of 1 where nothing is said.
- A refresh period above a minute (`polling_interval`, `refreshPeriodInSeconds`; 1 s where nothing is said): a burst is
  over, or its requests are refused, before the autoscaler looks.
- A stated burst that the replicas of the calm load cannot bear until new ones are up (`burst_factor`, `start_seconds`
  in the configuration): requests are answered 503 for that long. `amllint replicas` simulates it.

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
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 2  # <-
  polling_interval: 300  # <-
```

## Bad: a burst
Base: kubernetes
Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 10
request_seconds = 0.5
burst_factor = 3
start_seconds = 90
```

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
scale_settings:
  type: target_utilization
  min_instances: 1  # <-
  max_instances: 30
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
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 6
```
"""

from __future__ import annotations

from ...capacity.replicas import exact, required_replicas
from ...facts.scaling import TARGET_UTILIZATION, default_most_replicas
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...text import Span

_KINDS = ("v2-kubernetes", "v1-aks", "v1-aksendpoint")
_LONGEST_REFRESH = 60
"""Seconds."""


@rule("AML711", "slow-scale-up", "warning", on="unit", kinds=_KINDS, needs=("scale_settings",))
def slow_scale_up(unit: Unit) -> Iterator[Problem]:
    """Check the range, the refresh period and a stated burst of a deployment that scales."""
    scaled = unit.setting("scale_settings.type")
    enabled = unit.setting("scale_settings.enabled")
    on = scaled.text == "target_utilization" if unit.kind == "v2-kubernetes" else enabled.flag is True
    place = scaled.span or enabled.span
    if not on or place is None:
        return
    yield from _range(unit, place)
    refresh = unit.setting("scale_settings.polling_interval")
    if refresh.number is not None and refresh.number > _LONGEST_REFRESH and refresh.span is not None:
        yield Problem(
            refresh.span,
            f"{refresh.spelled} {refresh.number:g}: the autoscaler looks only every {refresh.number:g} s, and a burst "
            "is answered 503 until then",
            help="leave it out: the default is 1 s",
            subject="refresh",
        )
    yield from _burst(unit, place)


def _range(unit: Unit, place: Span) -> Iterator[Problem]:
    least, most = unit.setting("scale_settings.min_instances"), unit.setting("scale_settings.max_instances")
    low = least.number if least.given else 1
    high = most.number if most.given else default_most_replicas(unit.kind)
    if low is None or high is None or low < 1 or low != high:
        return
    by_default = "" if most.given else " (the default)"
    yield Problem(
        most.span or least.span or place,
        f"minimum and maximum are both {high:g}{by_default}: autoscaling is on, and the number of "
        "replicas never changes",
        (Label(least.span, "the minimum"),) if least.span is not None and most.span is not None else (),
        "raise the maximum, or turn autoscaling off",
        subject="range",
    )


def _burst(unit: Unit, place: Span) -> Iterator[Problem]:
    """Replicas that serve the calm load against the requests of the stated burst."""
    traffic = unit.traffic
    least = unit.setting("scale_settings.min_instances")
    low = least.number if least.given else 1
    if traffic is None or traffic.request_seconds is None or traffic.burst_factor is None or low is None or low < 1:
        return
    concurrency = unit.setting("request_settings.max_concurrent_requests_per_instance")
    each = concurrency.number if concurrency.given else 1
    target = unit.setting("scale_settings.target_utilization_percentage")
    share = target.number if target.given else TARGET_UTILIZATION
    if each is None or each < 1 or share is None or not 1 <= share <= 100:
        return
    above, _, below = traffic.share.partition("/")
    rps = exact(traffic.target_rps) * exact(above) / exact(below or "1")
    calm = max(int(low), required_replicas(rps, traffic.request_seconds, exact(share) / 100, int(each)))
    peak = required_replicas(rps * exact(traffic.burst_factor), traffic.request_seconds, 1, int(each))
    if peak <= calm:
        return
    for_long = f" for about {traffic.start_seconds} s" if traffic.start_seconds is not None else ""
    yield Problem(
        least.span or place,
        f"a burst of {traffic.burst_factor} x the load keeps {peak} replicas busy, and {calm} are up for the calm "
        f"load: the rest is answered 503{for_long}, until new replicas are up",
        help=f"raise the minimum to {peak}, or lower the target utilisation (`amllint replicas` shows the effect)",
        subject="burst",
    )
