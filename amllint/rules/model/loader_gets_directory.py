"""AML213 loader-gets-directory: a function that reads a file is given a folder.

`AZUREML_MODEL_DIR` is a folder, also where the model is one file: the file lies in it. `joblib.load`, `pickle.load`
with `open`, `torch.load`, `onnxruntime.InferenceSession` and the like read a file; given the folder they raise
IsADirectoryError.

## Bad
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
    path = base
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
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML213", "loader-gets-directory", "error", on="unit")
def loader_gets_directory(unit: Unit) -> Iterator[Problem]:
    """Report folders below the models that a function gets which reads files."""
    for access in unit.boot.accesses:
        answer = access.answer
        if access.wants != "file" or not access.in_model or not answer.yes or answer.value != "folder":
            continue
        if not access.certain or unit.boot.survives(access.handled):
            continue
        root = unit.container.env("AZUREML_MODEL_DIR").value
        is_root = access.path is not None and access.path.rstrip("/") == root
        what = "AZUREML_MODEL_DIR is a folder" if is_root else f"`{access.below}` is a folder of the model"
        files = [
            path
            for model in unit.models
            for path in unit.container.model_files(model)
            if is_root or path.startswith(access.below + "/")
        ]
        yield Problem(
            access.span,
            f"{what}, and {access.call} reads a file: IsADirectoryError {outcome(access.phase)}",
            (Label(answer.span, "this model"),) if answer.span is not None else (),
            f"open AZUREML_MODEL_DIR/{files[0]}" if len(files) == 1 else "append the name of the file",
            subject=access.below or "AZUREML_MODEL_DIR",
        )
