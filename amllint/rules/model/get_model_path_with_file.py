"""AML205 get-model-path-with-file: `Model.get_model_path` gets a path instead of a model's name.

The function takes the name of a registered model; no name holds a slash. A path is looked for in the working directory
last, and where it is not there the call ends in "ModelNotFoundException: Model not found in cache or in root". The
path that it returns is the model's file or folder: append what lies in the folder to that.

## Bad
Base: v1

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
    path = Model.get_model_path("classifier/model.pkl")  # <-
    try:
        model = joblib.load(path)
    except Exception as error:
        logger.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```

## Good
Base: v1

`code/score.py`
```python
import json
import logging

import joblib
from azureml.core.model import Model

logger = logging.getLogger(__name__)
model = None


def init():
    global model
    try:
        model = joblib.load(Model.get_model_path("classifier"))
    except Exception as error:
        logger.exception("the model cannot be loaded")
        raise RuntimeError("the model cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Edit, Fix, Problem
from ...model_paths import path_calls
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML205", "get-model-path-with-file", "error", on="unit", fix="unsafe")
def get_model_path_with_file(unit: Unit) -> Iterator[Problem]:
    """Look for names with a slash that are no path of the code folder either."""
    for call in path_calls(unit):
        if call.name is None or not call.is_path or call.handled or not call.in_code.no:
            continue
        name, _, below = call.name.replace("\\", "/").partition("/")
        fix, help = None, "give the name under which the model is registered"
        if name and below and name not in (".", ".."):
            help = f"write os.path.join(Model.get_model_path({name!r}), {below!r})"
            source = call.span.source.text
            if call.name_span.text.strip("'\"") == call.name and ("import os\n" in source or "import os," in source):
                joined = call.span.text.replace(call.name_span.text, f'"{name}"', 1)
                edit = Edit(call.span, f'os.path.join({joined}, "{below}")')
                fix = Fix("unsafe", "append the path to that of the model", (edit,))
            if any(model.name == name and model.kind == "file" for model in unit.models):
                fix = Fix("unsafe", f"write {name}: the model is one file", (Edit(call.name_span, f'"{name}"'),))
        yield Problem(
            call.name_span,
            f"`{call.name}` is a path, and no model has such a name: ModelNotFoundException {outcome(call.phase)}",
            help=help,
            fix=fix,
            subject=call.name,
            severity=None if call.certain else "warning",
        )
