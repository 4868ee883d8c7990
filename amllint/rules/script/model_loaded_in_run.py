"""AML118 model-loaded-in-run: the model is loaded again on each request.

`init()` exists so that a model is loaded once. Loaded in `run()`, the same second or minute is spent on every
request: the callers see 504 or 408 as soon as it takes longer than the request timeout, and replicas that are busy
loading are busy, so requests pile up (503). A load that is kept (in a global, an attribute or a cache) is fine.

Two requests are followed on paper: what is loaded in the second one too is loaded on each.

## Bad
`code/score.py`
```python
import json
import os

import joblib


def init():
    pass


def run(data):
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl"))  # <-
    return model.predict(json.loads(data)["data"]).tolist()
```

## Good
`code/score.py`
```python
import json
import os

import joblib

model = None


def init():
    pass


def run(data):
    global model
    if model is None:
        model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl"))
    return model.predict(json.loads(data)["data"]).tolist()
```
"""

from __future__ import annotations

from ...facts.raises import hazard
from ...finding import Label, Problem
from ...python.values import Const, PathOf
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML118", "model-loaded-in-run", "warning", on="unit", needs=("script",))
def model_loaded_in_run(unit: Unit) -> Iterator[Problem]:
    """Report what the second request loads again; data that came with the request may be loaded."""
    for call in unit.boot.repeated:
        danger = hazard(call.dotted)
        if danger is None or call.dotted.endswith(_PARTS):
            continue
        path = call.argument(danger.path_keyword, danger.path_position if danger.path_position >= 0 else None)
        if path is not None and not isinstance(path.value, (Const, PathOf)):
            continue
        yield Problem(
            call.span,
            f"`{call.dotted}` runs on each {'request' if unit.online else 'mini batch'}: it belongs into init()",
            (Label(call.span, " → ".join(call.chain)),) if len(call.chain) > 2 else (),
            "load it in init() into a global, or keep it where the next request finds it",
            subject=call.dotted,
        )


_PARTS = (".get_model_path", "pickle.loads", "numpy.load", ".load_state_dict")
"""Calls of the table of loads that may well belong to a request."""
