"""AML710 probe-too-tight: a probe gives up before the container is up, or has values that the service rejects.

The container is restarted when the liveness probe has failed `failure_threshold` times, one `period` apart, after
`initial_delay`. If loading the model takes longer, it never comes up ("ResourceNotReady", CrashLoopBackOff). The load
time is `start_seconds` of the configuration's traffic, or the size of the local model at 100 MiB a second.

Errors: values below 1 (the v1 client and the service reject them), and a `success_threshold` of the liveness probe
other than 1, which Kubernetes does not take.

## Bad
Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 1
start_seconds = 120
```

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
liveness_probe:
  initial_delay: 10  # <-
  period: 10
  timeout: 2
  success_threshold: 2  # <-
  failure_threshold: 3
```

## Good
Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 1
start_seconds = 120
```

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
liveness_probe:
  initial_delay: 30
  period: 10
  timeout: 2
  success_threshold: 1
  failure_threshold: 30
```
"""

from __future__ import annotations

from ...finding import Problem
from ...record import Record
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Setting

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aksendpoint")
_KEYS = ("initial_delay", "period", "timeout", "success_threshold", "failure_threshold")
_BYTES_A_SECOND = 100 * 1024 * 1024
"""What a container reads of a mounted model at best, for an estimate of the load time."""


class Defaults(Record):
    """What a probe does where nothing is stated (s): facts/v2.md, section 1; facts/v1.md, section 3."""

    initial_delay: float
    period: float
    failure_threshold: float


_V2, _V1 = Defaults(10, 10, 30), Defaults(310, 10, 3)


@rule("AML710", "probe-too-tight", "error", on="unit", kinds=_KINDS)
def probe_too_tight(unit: Unit) -> Iterator[Problem]:
    """Check the values, then the time that they leave."""
    for probe in ("liveness_probe", "readiness_probe"):
        settings = {key: unit.setting(f"{probe}.{key}") for key in _KEYS}
        yield from _rejected(unit, settings)
        threshold = settings["success_threshold"]
        if probe == "liveness_probe" and not unit.v1 and threshold.span and threshold.number not in (None, 1):
            yield Problem(
                threshold.span,
                f"{threshold.spelled} is {threshold.text}: a liveness probe takes 1 only, and the service rejects the "
                "deployment",
                help="write 1, or leave the key out",
                subject=threshold.name,
            )
        if probe == "liveness_probe":
            yield from _too_soon(unit, settings)


def _rejected(unit: Unit, settings: dict[str, Setting]) -> Iterator[Problem]:
    for setting in settings.values():
        number = setting.number
        if number is not None and number < 1 and setting.span is not None and not (unit.v1 and number > 0):
            who = "the client" if unit.v1 else "the service"
            yield Problem(
                setting.span,
                f"{setting.spelled} is {setting.text}, and must be at least 1: {who} rejects the deployment",
                subject=setting.name,
            )


def _too_soon(unit: Unit, settings: dict[str, Setting]) -> Iterator[Problem]:
    default = _V1 if unit.v1 else _V2
    given = [setting for setting in settings.values() if setting.given]
    values: dict[str, float] = {}
    for key in ("initial_delay", "period", "failure_threshold"):
        number = settings[key].number if settings[key].given else getattr(default, key)
        if number is None or number < 1:
            return
        values[key] = number
    limit = values["initial_delay"] + values["period"] * values["failure_threshold"]
    seconds, why = _load_time(unit)
    if seconds <= limit or (not given and seconds == 0):
        return
    place = next((setting.key or setting.span for setting in given), None) or unit.span
    yield Problem(
        place,
        f"the probe gives up after {values['initial_delay']:g} + {values['period']:g} x "
        f"{values['failure_threshold']:g} = {limit:g} s, and the container needs about {seconds:g} s to start ({why}): "
        "it is restarted before it is up",
        help="raise initial_delay or failure_threshold",
        subject="time",
        severity="warning",
    )


def _load_time(unit: Unit) -> tuple[float, str]:
    """Seconds until the container answers, and who says so; 0 where nothing tells."""
    if unit.traffic is not None and unit.traffic.start_seconds is not None:
        return float(unit.traffic.start_seconds), f"start_seconds in {unit.traffic.origin}"
    size = sum(unit.container.model_bytes(model) or 0 for model in unit.models)
    return float(size // _BYTES_A_SECOND), f"a model of {size / 2**30:.1f} GiB"
