"""AML607 resources-below-need: the container gets too little CPU or memory for what it has to load.

Heavy frameworks (torch, tensorflow, transformers and their like) need a second of several cores, and above 1 GiB of
memory, to be imported at all. With the defaults of v1 (0.1 cores, 0.5 GB) and of Kubernetes instance types the import
takes minutes, the probes give up, or the container is killed (`PodOutOfMemory`, `CrashLoopBackOff`, "Killed", exit
code 137). On managed endpoints the client itself warns of Standard_DS1_v2 and Standard_DS2_v2: "Minimum recommended
compute SKU is Standard_DS3_v2 for general purpose endpoints."

Reported: less than half a core or 1 GiB with such a package, memory below the size of the local model times
WORKER_COUNT, the two small sizes.

## Bad
Base: kubernetes

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - torch==2.5.1
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
resources:
  limits:
    cpu: 100m  # <-
    memory: 512Mi  # <-
```

## Bad: a small size
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
instance_type: Standard_DS1_v2  # <-
instance_count: 3
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
    memory: 4Gi
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aksendpoint", "v1-aci")
_SMALL_SIZES = ("standard_ds1_v2", "standard_ds2_v2")
_HEAVY = (
    "torch", "tensorflow", "tensorflow-cpu", "transformers", "sentence-transformers", "jax", "keras", "fastai", "spacy",
    "mxnet", "onnxruntime-gpu", "vllm", "autogluon", "azureml-automl-runtime", "azureml-train-automl-runtime",
)  # fmt: skip
_LEAST_CORES = 0.5
_LEAST_GIB = 1.0
_V1_DEFAULT = {"cpu": 0.1, "memory": 0.5}
"""Cores and GB where a v1 file says nothing (facts/v1.md, sections 3 and 4)."""


@rule("AML607", "resources-below-need", "warning", on="unit", kinds=_KINDS)
def resources_below_need(unit: Unit) -> Iterator[Problem]:
    """Check the size, then the amounts against packages and model."""
    setting = unit.setting("instance_type")
    if unit.kind == "v2-managed":
        if (setting.text or "").lower() in _SMALL_SIZES and setting.span is not None:
            yield Problem(
                setting.span,
                f"{setting.text} is small: the client warns that the minimum recommended size is Standard_DS3_v2",
                subject="size",
            )
        return
    yield from _below_frameworks(unit)
    yield from _below_model(unit)


def _below_frameworks(unit: Unit) -> Iterator[Problem]:
    packages = unit.container.packages if unit.environment is not None else {}
    heavy = next((name for name in _HEAVY if name in packages), None)
    if heavy is None:
        return
    label = Label(packages[heavy].requirement.span, f"`{heavy}` is loaded when the script is imported")
    for what, least, measure in (("cpu", _LEAST_CORES, "cores"), ("memory", _LEAST_GIB, "GiB")):
        limit = unit.container.resource("limits", what) or unit.container.resource("requests", what)  # type: ignore[arg-type]
        key = "resources.requests.memory_gb" if what == "memory" else "resources.requests.cpu"
        if limit is not None and limit.amount < least:
            yield Problem(
                limit.span,
                f"{limit.spelled} {limit.text} is below what `{heavy}` needs to start in time (about {least:g} "
                f"{measure}): the probes give up, or the container is killed",
                (label,),
                f"give it at least {least:g} {measure}",
                subject=what,
            )
        elif limit is None and unit.v1 and not unit.setting(key).given and not unit.setting("resources").given:
            yield Problem(
                unit.span,
                f"nothing states {what}, so the container gets {_V1_DEFAULT[what]} {measure}: that is below what "
                f"`{heavy}` needs to start in time",
                (label,),
                f"give it at least {least:g} {measure}",
                subject=what,
            )


def _below_model(unit: Unit) -> Iterator[Problem]:
    """Compare the memory of a Kubernetes or v1 container with the local model, which each worker loads."""
    memory = unit.container.resource("limits", "memory") or (
        unit.container.resource("requests", "memory") if unit.v1 else None
    )
    size = sum(unit.container.model_bytes(model) or 0 for model in unit.models)
    workers = unit.container.workers
    if memory is None or not size or workers is None or size * workers / 2**30 <= memory.amount:
        return
    times = f" x {workers} workers" if workers > 1 else ""
    yield Problem(
        memory.span,
        f"{memory.spelled} {memory.text} is below the model's {size / 2**30:.1f} GiB{times}: the container is killed "
        "while it loads (PodOutOfMemory)",
        (Label(unit.models[0].span, "the model"),),
        subject="model",
    )
