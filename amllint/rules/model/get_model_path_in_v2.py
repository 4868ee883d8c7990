r"""AML206 get-model-path-in-v2: `Model.get_model_path` of the v1 SDK where it is the wrong way to the model.

In the script of a v2 deployment the function needs azureml-core, which is out of support since 2026-06-30 and which the
v2 images do not bring (AML316), and it knows the model only under the name and version that the service gave it.
`AZUREML_MODEL_DIR` names the model's folder in every deployment.

In a cell of a notebook, outside a container and a submitted run, it searches only the cache (`azureml-models`) and a
local path of the model's name unless it is told the workspace, even if the model was registered one cell above:
ModelNotFoundException, "Model not found in cache or in root at ./classifier". Other scripts are not judged (they may be
submitted), nor is a call that may be handled, or a name that is a path of the project or that something may make.

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

## Bad: in a notebook
Base: v1

`notebooks/try_model.ipynb`
```json
{
 "cells": [
  {
   "cell_type": "code",
   "metadata": {},
   "outputs": [],
   "source": [
    "import joblib\n",
    "from azureml.core import Model, Workspace\n",
    "\n",
    "ws = Workspace.from_config()\n",
    "path = Model.get_model_path(\"classifier\")\n",  // <-
    "model = joblib.load(path)"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
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

## Good: in a notebook
Base: v1

`notebooks/try_model.ipynb`
```json
{
 "cells": [
  {
   "cell_type": "code",
   "metadata": {},
   "outputs": [],
   "source": [
    "import joblib\n",
    "from azureml.core import Model, Workspace\n",
    "\n",
    "ws = Workspace.from_config()\n",
    "path = Model.get_model_path(\"classifier\", _workspace=ws)\n",
    "model = joblib.load(path)"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
```
"""

from __future__ import annotations

from ...boot import Unit
from ...finding import Label, Problem
from ...model_paths import path_calls
from ...registry import rule
from ...values import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument


@rule(
    "AML206",
    "get-model-path-in-v2",
    "warning",
    on="any",
    kinds=("v2-managed", "v2-kubernetes", "v2-batch", "model-path-call"),
)
def get_model_path_in_v2(subject: Unit | AssetDocument) -> Iterator[Problem]:
    """Look for calls in the script of a v2 deployment, and report those of notebooks that cannot find a model.

    What a script lacks to run at all is AML316's subject.
    """
    if isinstance(subject, Unit):
        yield from _in_script(subject)
        return
    name = text_of(subject.node.get("model_name")) or ""
    yield Problem(
        subject.node.span,
        "outside a container and a submitted run this searches only the cache and a local path, and the project has "
        f'neither: ModelNotFoundException, "Model not found in cache or in root at ./{name}"',
        help=f'write Model.get_model_path("{name}", _workspace=ws), ws being the Workspace that has the model',
        subject=name,
    )


def _in_script(unit: Unit) -> Iterator[Problem]:
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
