"""AML202 model-file-missing: the script opens a model file that the model does not hold.

`AZUREML_MODEL_DIR` is the folder in which the container finds the model: a model that is one file lies directly in
it, a folder lies in it under its own name. A path below it that the local model does not hold raises
FileNotFoundError in `init()`, and the deployment ends in `ResourceNotReady`.

Where the file exists in the model on another level, AML203 says so instead. Registered models, and files that
something in the project writes, are unknown.

## Bad
`code/score.py`
```python
import json
import os

import joblib

model = None


def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "clasifier.pkl"))  # <-


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```

## Good
`code/score.py`
```python
import json
import logging
import os

import joblib

model = None


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
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
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML202", "model-file-missing", "error", on="unit", fix="unsafe")
def model_file_missing(unit: Unit) -> Iterator[Problem]:
    """Report files that are on no level of the model."""
    for access in unit.boot.failing_accesses:
        below = unit.container.below_model_dir(access.path or "")
        if below is None or access.answer.value is not None:
            continue
        near = access.answer.near
        held = ", ".join(near) or ", ".join(unit.container.model_files(unit.models[0])[:3])
        yield Problem(
            access.span,
            f"the model holds no `{below}`: FileNotFoundError {outcome(access.phase)}",
            (Label(access.answer.span, f"this model holds {held}"),) if access.answer.span else (),
            f"did you mean `{near[0]}`?" if near else None,
            subject=below,
        )
