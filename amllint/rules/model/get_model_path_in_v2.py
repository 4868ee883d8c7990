"""AML206 get-model-path-in-v2: `Model.get_model_path` of the v1 SDK finds the model of a v2 deployment.

The function needs azureml-core, which is out of support since 2026-06-30 and which the v2 images do not bring
(AML316), and it knows the model only under the name and version that the service gave it. `AZUREML_MODEL_DIR` names
the model's folder in every deployment.

There is no fix: under AZUREML_MODEL_DIR lies the model's own file or folder, whose name only the model tells.

## Bad
`code/score.py`
```python
import json
import logging
import os

import joblib
from azureml.core.model import Model

logger = logging.getLogger(__name__)
model = None


def init():
    global model
    path = Model.get_model_path("classifier")  # <-
    try:
        model = joblib.load(path)
    except Exception as error:
        logger.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - azureml-core==1.60.0
      - joblib==1.4.2
      - scikit-learn==1.5.2
```

## Good
`code/score.py`
```python
import json
import logging
import os

import joblib

logger = logging.getLogger(__name__)
model = None


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = joblib.load(path)
    except Exception as error:
        logger.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...model_paths import path_calls
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule(
    "AML206",
    "get-model-path-in-v2",
    "warning",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes", "v2-batch"),
)
def get_model_path_in_v2(unit: Unit) -> Iterator[Problem]:
    """Look for calls in the script of a v2 deployment; what it lacks to run at all is AML316's subject."""
    for call in path_calls(unit):
        model = unit.models[0] if len(unit.models) == 1 else None
        below = ""
        if model is not None and model.path is not None:
            below = model.path.rpartition("/")[2]
        yield Problem(
            call.span,
            "this is the v1 SDK's way to the model: it needs azureml-core, out of support since 2026-06-30, and the "
            "very name under which the service keeps the model",
            (Label(model.span, f"this model lies at AZUREML_MODEL_DIR/{below}"),)
            if model is not None and below
            else (),
            'write os.path.join(os.environ["AZUREML_MODEL_DIR"], ' + (f'"{below}")' if below else "...)"),
            subject=call.name or "get_model_path",
        )
