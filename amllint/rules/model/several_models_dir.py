"""AML210 several-models-dir: with several models AZUREML_MODEL_DIR is the folder above all of them.

A deployment with one model gets `AZUREML_MODEL_DIR=/var/azureml-app/azureml-models/NAME/VERSION`. With several it gets
`/var/azureml-app/azureml-models`, and each model lies at `NAME/VERSION` below that. A script that was written for
one model does not find its file any more: FileNotFoundError in `init()`.

## Bad
Base: v1

`deploy.sh`
```sh
#!/bin/sh
set -e
az ml model register --name classifier --model-path model/classifier.pkl --resource-group rg --workspace-name ws
az ml model register --name scaler --model-path model/scaler.pkl --resource-group rg --workspace-name ws
az ml model deploy --name credit -m classifier:1 -m scaler:2 --ic inferenceconfig.json --dc deploymentconfig.json \\
  --ct aks --resource-group rg --workspace-name ws --overwrite
```

`model/scaler.pkl`
```text
stands in for a model
```

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
    base = os.environ["AZUREML_MODEL_DIR"]
    path = os.path.join(base, "classifier.pkl")
    try:
        model = joblib.load(path)  # <-
    except Exception as error:
        logger.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```

## Good
Base: v1

`deploy.sh`
```sh
#!/bin/sh
set -e
az ml model register --name classifier --model-path model/classifier.pkl --resource-group rg --workspace-name ws
az ml model register --name scaler --model-path model/scaler.pkl --resource-group rg --workspace-name ws
az ml model deploy --name credit -m classifier:1 -m scaler:2 --ic inferenceconfig.json --dc deploymentconfig.json \\
  --ct aks --resource-group rg --workspace-name ws --overwrite
```

`model/scaler.pkl`
```text
stands in for a model
```

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
    base = os.environ["AZUREML_MODEL_DIR"]
    path = os.path.join(base, "classifier", "1", "classifier.pkl")
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

from ...boot import outcome
from ...finding import Label, Problem
from ...model_paths import literal_fix
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML210", "several-models-dir", "error", on="unit", fix="unsafe", needs=("several models",))
def several_models_dir(unit: Unit) -> Iterator[Problem]:
    """Report files that are looked for beside the models and not in one of them."""
    if len(unit.models) < 2:
        return
    container = unit.container
    for access in unit.boot.failing_accesses:
        below = container.below_model_dir(access.path or "")
        if below is None or not container.is_beside_models(below):
            continue
        wanted = below.rpartition("/")[2]
        holding = [
            (model, path)
            for model in unit.models
            for path in container.model_files(model)
            if path == wanted or path.endswith("/" + wanted)
        ]
        homes = [f"{model.name}/{model.version or 'VERSION'}" for model in unit.models]
        fix = None
        help = f"the models lie at {', '.join(homes)} below it"
        if len(holding) == 1:
            model, path = holding[0]
            help = f"open AZUREML_MODEL_DIR/{model.name}/{model.version or 'VERSION'}/{path}"
            if model.version is not None:
                fix = literal_fix(access, below, f"{model.name}/{model.version}/{path}")
        yield Problem(
            access.span,
            f"the deployment has {len(unit.models)} models, so AZUREML_MODEL_DIR is the folder above them and has no "
            f"`{below}`: FileNotFoundError {outcome(access.phase)}",
            tuple(Label(model.span, f"this one lies at {home}") for model, home in zip(unit.models, homes)),
            help,
            fix,
            below,
        )
