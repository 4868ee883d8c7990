"""AML707 request-timeout: the time a request may take is out of the service's range, or below the stated request time.

`request_timeout_ms` is 5000 where nothing is said (v1 AKS: `scoringTimeoutMs` is 60000). The service takes at most
180000 ms on managed endpoints and 300000 ms on Kubernetes and v1 AKS; exactly the limit is fine. On Kubernetes a value
above about 150000 has been refused because the probe derived from it is invalid ("Invalid value provided for Timeout
Seconds for Probe"). A request that takes longer than the timeout is answered 408 (managed) or 504 (Kubernetes, v1): the
configuration may state how long requests take.

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
instance_type: Standard_DS3_v2
instance_count: 2
request_settings:
  request_timeout_ms: 240000  # <-
```

## Bad: requests take longer
Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 0.1
request_seconds = 8
```

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue  # <-
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_DS3_v2
instance_count: 2
```

## Bad: v1
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "AKS",
  "autoScaler": { "autoscaleEnabled": true, "minReplicas": 2, "maxReplicas": 6 },
  "containerResourceRequirements": { "cpu": 1, "memoryInGB": 2 },
  "scoringTimeoutMs": 300001 // <-
}
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
instance_type: Standard_DS3_v2
instance_count: 2
request_settings:
  request_timeout_ms: 180000
```
"""

from __future__ import annotations

from ...facts.scaling import V1_AKS, default_timeout_ms, most_timeout_ms
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_PROBE_BREAKS_MS = 150_000
"""Milliseconds on Kubernetes (github Azure/azure-sdk-for-python issue 33660)."""


@rule("AML707", "request-timeout", "error", on="unit", kinds=("v2-managed", "v2-kubernetes", *V1_AKS))
def request_timeout(unit: Unit) -> Iterator[Problem]:
    """Check the value against the limits, then against the stated request time."""
    setting = unit.setting("request_settings.request_timeout_ms")
    stated = setting.number
    if setting.given and (stated is None or setting.span is None):
        return
    most, default = most_timeout_ms(unit.kind), default_timeout_ms(unit.kind)
    if most is None or default is None:
        return
    place = setting.span or unit.span
    if stated is not None and int(stated) < 1:
        yield Problem(place, f"{setting.spelled} {stated} is not positive: the service rejects it", subject="positive")
    elif stated is not None and stated > most:
        yield Problem(
            place,
            f"{setting.spelled} {stated:g} is above the limit of {most} ms: the service rejects the deployment",
            help=f"write {most} or less; longer work belongs in a batch deployment",
            subject="limit",
        )
    elif stated is not None and unit.kind == "v2-kubernetes" and stated > _PROBE_BREAKS_MS:
        yield Problem(
            place,
            f"{setting.spelled} {stated:g} is above {_PROBE_BREAKS_MS} ms: such values have been refused with "
            '"Invalid value provided for Timeout Seconds for Probe"',
            help=f"write {_PROBE_BREAKS_MS} or less",
            subject="probe",
            severity="warning",
        )
    seconds = unit.traffic.request_seconds if unit.traffic else None
    limit = stated if stated is not None else default
    if seconds is None or unit.traffic is None or float(seconds) * 1000 <= limit:
        return
    named = setting.spelled if unit.v1 else "request_timeout_ms"
    status = "408" if unit.kind == "v2-managed" else "504"
    by_default = "" if setting.given else " (the default)"
    yield Problem(
        place,
        f"requests take {seconds} s, but {named} is {limit:g}{by_default}: they are answered {status}",
        help=f"set {setting.spelled} above {float(seconds) * 1000:g} "
        f"(the request time is stated in {unit.traffic.origin})",
        subject="request-time",
    )
