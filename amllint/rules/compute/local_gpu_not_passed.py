"""AML615 local-gpu-not-passed: a script that needs a GPU is also deployed locally, without the option that passes one.

`az ml online-deployment create --local` starts the container without the machine's GPU unless `--local-enable-gpu` is
given (github Azure/azure-sdk-for-python issue 29357): the script then finds no CUDA device. A note.

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
    except Exception as error:
        logging.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error
    model = model.to("cuda")


def run(data):
    return {"score": float(model(torch.tensor(json.loads(data)["data"])).item())}
```

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
      - torch==2.5.1
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
instance_type: Standard_NC4as_T4_v3
instance_count: 1
```

`try.sh`
```sh
az ml online-deployment create --local -f deployment.yml  # <-
```

## Good
`try.sh`
```sh
az ml online-deployment create --local --local-enable-gpu -f deployment.yml
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML615", "local-gpu-not-passed", "note", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("triggers",))
def local_gpu_not_passed(unit: Unit) -> Iterator[Problem]:
    """Look at the commands of the project that deploy the unit locally."""
    local = [one for one in unit.triggers if one.option("local") is not None and not one.open]
    missing = [one for one in local if one.option("local-enable-gpu") is None]
    if not missing:
        return
    uses = [use for use in unit.boot.gpu_uses if not use.guarded]
    if uses:
        yield Problem(
            missing[0].span,
            "this starts the container without the machine's GPU, and the script needs one",
            (Label(uses[0].span, "here"),),
            "add --local-enable-gpu",
            subject="local",
        )
