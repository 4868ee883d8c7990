"""AML204 get-model-path-version: the version given to `Model.get_model_path` is text.

`Model.get_model_path(name, version="1")` raises WebserviceException ("version is not an int") before it looks for
anything. Values of environment variables are text too: `version=int(os.environ["MODEL_VERSION"])`.

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
    path = Model.get_model_path("classifier", version="1")  # <-
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
        model = joblib.load(Model.get_model_path("classifier", version=1))
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


@rule("AML204", "get-model-path-version", "error", on="unit", fix="safe")
def get_model_path_version(unit: Unit) -> Iterator[Problem]:
    """Look for versions that are surely text."""
    for call in path_calls(unit):
        if not call.version_is_text or call.handled or call.version_span is None:
            continue
        text = call.version or ""
        written = call.version_span.text
        digits = text.isdigit() and written.strip("'\"") == text and written != text
        fix = Fix("safe", f"write {int(text)}", (Edit(call.version_span, str(int(text))),)) if digits else None
        yield Problem(
            call.version_span,
            f"the version is the text {text!r}, not a whole number: WebserviceException {outcome(call.phase)}",
            help=f"write version={int(text)}" if digits else "write a whole number, or int(...)",
            fix=fix,
            subject=call.name or "version",
            severity=None if call.certain else "warning",
        )
