"""AML203 model-folder-level: the model file is there, on another level below AZUREML_MODEL_DIR.

A folder keeps its own name: with `model: {path: ./artifacts}` the file `artifacts/credit.pkl` lies at
`AZUREML_MODEL_DIR/artifacts/credit.pkl`. A model that is a single file lies directly under `AZUREML_MODEL_DIR`. Its
parent folders are dropped in both cases. A script that keeps or drops one level too many gets FileNotFoundError in
`init()`, and the deployment ends in `ResourceNotReady`.

## Bad
`code/score.py`
```python
import json
import os

import joblib

model = None


def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "classifier.pkl"))  # <-


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```

## Good
`code/score.py`
```python
import json
import logging
import os
from pathlib import Path

import joblib

model = None


def init():
    global model
    path = Path(os.environ["AZUREML_MODEL_DIR"]) / "classifier.pkl"
    try:
        model = joblib.load(path)
    except Exception as error:
        logging.exception("cannot load %s", path)
        raise RuntimeError(f"cannot load {path}") from error


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Label, Problem
from ...model_paths import literal_fix, may_make
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML203", "model-folder-level", "error", on="unit", fix="unsafe")
def model_folder_level(unit: Unit) -> Iterator[Problem]:
    """Report files that the model holds on another level."""
    for access in unit.boot.failing_accesses:
        below = unit.container.below_model_dir(access.path or "")
        if below is None or access.answer.value is None or may_make(unit, access.path or ""):
            continue
        folder = any(model.kind == "folder" for model in unit.models)
        rule_of_level = "a folder keeps its own name" if folder else "a file lies directly there"
        labels: tuple[Label, ...] = ()
        if access.answer.span is not None:
            labels = (
                Label(access.answer.span, f"{rule_of_level}: the file is at AZUREML_MODEL_DIR/{access.answer.value}"),
            )
        yield Problem(
            access.span,
            f"the container has no `{below}` under AZUREML_MODEL_DIR: FileNotFoundError {outcome(access.phase)}",
            labels,
            f"open AZUREML_MODEL_DIR/{access.answer.value}",
            literal_fix(access, below, access.answer.value),
            below,
            None if unit.container.place_is_certain else "warning",
        )
