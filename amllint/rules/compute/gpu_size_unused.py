"""AML602 gpu-size-unused: a size with GPU is paid for, and nothing in the container can use it.

Neither the script asks for CUDA, nor is a package installed that uses a GPU, nor is the image built for CUDA. A size
without GPU does the same for a fraction of the price. Silent where the environment, the script or what a package does
is not known.

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

from ...facts import known_bad
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_MAY_USE_A_GPU = frozenset(
    {
        "accelerate", "autogluon", "catboost", "cupy", "fastai", "fasttext", "flair", "jax", "jaxlib", "keras",
        "lightgbm", "llama-cpp-python", "mxnet", "numba", "onnxruntime", "onnxruntime-gpu", "openvino", "paddlepaddle",
        "pytorch", "pytorch-lightning", "ray", "sentence-transformers", "spacy", "stanza", "tensorflow", "tensorrt",
        "tf-keras", "torch", "transformers", "triton", "ultralytics", "vllm", "xgboost",
    }
)  # fmt: skip


@rule("AML602", "gpu-size-unused", "warning", on="unit", kinds=("v2-managed",), needs=("gpu",))
def gpu_size_unused(unit: Unit) -> Iterator[Problem]:
    """Report a GPU size only where all that could use the GPU is known and none does."""
    container = unit.container
    devices, environment = container.devices, unit.environment
    if not devices.yes or devices.span is None or environment is None or not environment.complete:
        return
    if unit.code is None or unit.code.script is None or unit.boot.gpu_uses:
        return
    image = container.image
    if image is None or image.cuda or container.packages_open or container.gpu_only_packages:
        return
    if any(name in _MAY_USE_A_GPU or known_bad.needs_gpu(name, conda=False) for name in container.packages):
        return
    yield Problem(
        devices.span,
        f"{devices.why}, and nothing uses it: no package of the environment works on a GPU, and the image has no CUDA",
        help="take a size without GPU",
        subject="size",
    )
