"""AML601 gpu-without-gpu-size: a GPU is needed, and the size has none.

An unguarded `model.to("cuda")` in the script raises "Found no NVIDIA driver on your system" on a size without GPU: in
`init()` the container ends in a crash loop, in `run()` each request fails. A GPU asked of a node that has none is never
scheduled ("Insufficient nvidia.com/gpu"). These are errors.

A CUDA image, or a package that only serves GPUs, on a size without GPU works, slowly: it runs on the CPU and the
image is several GiB larger. That is a warning.

Guarded code (`"cuda" if torch.cuda.is_available() else "cpu"`) is right on both. Sizes that are not in the table, and
instance types that a cluster defines, are unknown.

## Bad
`code/score.py`
```python
import json
import logging
import os

import torch

model = None


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = torch.jit.load(path)
    except Exception:
        logging.exception("cannot load %s", path)
        raise RuntimeError(f"cannot load {path}")
    model = model.to("cuda")  # <-


def run(data):
    return {"score": float(model(torch.tensor(json.loads(data)["data"])).item())}
```

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.4.1
      - torch==2.5.1
```

## Good
`code/score.py`
```python
import json
import logging
import os

import torch

model = None
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = torch.jit.load(path)
    except Exception:
        logging.exception("cannot load %s", path)
        raise RuntimeError(f"cannot load {path}")
    model = model.to(device)


def run(data):
    return {"score": float(model(torch.tensor(json.loads(data)["data"])).item())}
```

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.4.1
      - torch==2.5.1
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aci", "v1-aks", "v1-aksendpoint")


@rule("AML601", "gpu-without-gpu-size", "error", on="unit", kinds=_KINDS)
def gpu_without_gpu_size(unit: Unit) -> Iterator[Problem]:
    """Hold every sign of a GPU against what the container has."""
    devices = unit.container.devices
    if not devices.no or devices.span is None:
        return
    size = Label(devices.span, devices.why)
    for use in unit.boot.gpu_uses:
        if not use.certain or use.guarded or unit.boot.survives(use.handled):
            continue
        end = "the deployment ends in a crash loop" if use.phase != "run" else "each request fails (502)"
        yield Problem(
            use.span,
            f'`{use.expression}` needs a GPU, and {devices.why}: it raises "Found no NVIDIA driver on your system" '
            f"and {end}",
            (size,),
            'choose the device with `"cuda" if torch.cuda.is_available() else "cpu"`, or a size with a GPU',
            subject=use.expression,
        )
    asked = unit.setting("enable_gpu")
    if asked.flag and asked.span:
        yield Problem(
            asked.span,
            f"{asked.spelled} builds the image for CUDA, and {devices.why}: everything runs on the CPU",
            (size,),
            "leave it out, or deploy to a cluster with GPUs",
            subject="enable_gpu",
            severity="warning",
        )
    image = unit.container.image
    if image is not None and image.cuda and unit.environment and unit.environment.image:
        yield Problem(
            unit.environment.image.span or unit.environment.span,
            f"this image is built for CUDA {image.cuda}, and {devices.why}: everything runs on the CPU",
            (size,),
            "use the CPU image, or a size with a GPU",
            subject="image",
            severity="warning",
        )
    for requirement in unit.container.gpu_only_packages:
        yield Problem(
            requirement.span,
            f"`{requirement.raw}` is built for GPUs, and {devices.why}",
            (size,),
            "use the CPU build, or a size with a GPU",
            subject=requirement.name,
            severity="warning",
        )
