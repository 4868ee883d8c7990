"""AML611 gpu-memory: the model is larger than the memory of the size's GPUs.

A model whose files are larger than all GPU memory of the instance cannot be on the GPU as it is: "CUDA out of memory".
It may be loaded in parts or in fewer bits, so this is a warning. The size of the files is that of the local model; for
files that git LFS holds, that of their pointers.

## Bad
`model/weights.safetensors`
```
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 26843545600
```

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_NC4as_T4_v3  # <-
instance_count: 1
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

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML611", "gpu-memory", "warning", on="unit", kinds=("v2-managed",), needs=("gpu",))
def gpu_memory(unit: Unit) -> Iterator[Problem]:
    """Compare the local model with the memory of all GPUs of an instance."""
    setting, sku = unit.setting("instance_type"), unit.container.sku
    if sku is None or not sku.gpus or not sku.gpu_memory_gib or setting.span is None:
        return
    memory = sku.gpus * sku.gpu_memory_gib
    for model in unit.models:
        size = (unit.container.model_bytes(model) or 0) / 2**30
        if size > memory:
            yield Problem(
                setting.span,
                f"the GPU memory of {sku.name} is {memory:g} GiB, and the model has {size:.1f} GiB: it ends in "
                '"CUDA out of memory" unless it is loaded in parts or in fewer bits',
                (Label(model.span, "the model"),),
                "take a size with more GPU memory",
                subject="model",
            )
