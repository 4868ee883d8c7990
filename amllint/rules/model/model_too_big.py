"""AML212 model-too-big: the model does not fit into the memory of the container.

A model takes at least as much memory as its files, and each worker process loads it anew (`WORKER_COUNT`). What does
not fit ends in SIGKILL, "OutOfQuota: the model does not fit", or on Kubernetes in PodOutOfMemory. Only local models are
weighed; what a format unpacks to is more than its file, so that a model that nearly fills the memory does not fit
either.

## Bad: a quantity without a unit counts bytes
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
name: blue
endpoint_name: credit
type: kubernetes
model:
  path: model/classifier.pkl  # <-
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: defaultinstancetype
instance_count: 3
resources:
  requests:
    cpu: "1"
    memory: "2"
  limits:
    cpu: "1"
    memory: "2"
```

## Good
Base: kubernetes

`model/classifier.pkl`
```text
stands in for a model
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_GIB = 2**30


@rule("AML212", "model-too-big", "warning", on="unit")
def model_too_big(unit: Unit) -> Iterator[Problem]:
    """Weigh the local models of an online deployment against its memory."""
    memory = unit.container.memory
    if memory is None or not unit.online:
        return
    workers = unit.container.workers or 1
    sizes = [(model, unit.container.model_bytes(model) or 0) for model in unit.models]
    total = sum(size for _, size in sizes) / _GIB
    if not sizes or total * workers < memory.amount:
        return
    model = max(sizes, key=lambda pair: pair[1])[0]
    each = f" in each of {workers} workers" if workers > 1 else ""
    yield Problem(
        model.span,
        f"the model takes {_shown(total)}{each}, and the container has {_shown(memory.amount)} of memory: "
        f"it is killed while it loads",
        (Label(memory.span, f"{_shown(memory.amount)} of memory"),),
        "take a size with more memory" + (", or fewer workers" if workers > 1 else ""),
        subject="memory",
    )


def _shown(gib: float) -> str:
    for unit in ("GiB", "MiB", "KiB"):
        if gib >= 0.1:
            return f"{gib:.1f} {unit}"
        gib *= 1024
    return f"{gib:.0f} bytes"
