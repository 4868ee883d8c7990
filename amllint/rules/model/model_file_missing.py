"""AML202 model-file-missing: the script opens a model file that the model does not hold.

`AZUREML_MODEL_DIR` is the folder in which the container finds the model: a model that is one file lies directly in
it, a folder lies in it under its own name. A path below it that the local model does not hold raises
FileNotFoundError in `init()`, and the deployment ends in `ResourceNotReady`.

What `Model.get_model_path` returns, a path that is written out, and a file beside the script are looked up in the same
way. Where the file exists in the model on another level, AML203 says so instead; where several models are deployed and
the path leads into none of them, AML210. Registered models, and files that something in the project or the script
itself writes, are unknown.

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
from ...model_paths import literal_fix, may_make
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import FileAccess, Unit


@rule("AML202", "model-file-missing", "error", on="unit", fix="unsafe")
def model_file_missing(unit: Unit) -> Iterator[Problem]:
    """Report files that are on no level of the model, or not in the code folder."""
    container = unit.container
    for access in unit.boot.failing_accesses:
        path = access.path
        if path is None or access.answer.value is not None or may_make(unit, path):
            continue
        below = container.below_model_dir(path)
        if below is not None and not (len(unit.models) > 1 and container.is_beside_models(below)):
            yield _problem(unit, access, below, f"the model holds no `{below}`")
        elif below is None and path.startswith(container.models_root + "/"):
            shown = path[len(container.models_root) + 1 :]
            yield _problem(unit, access, shown, f"no model of the deployment lies at `{shown}`")
        elif below is None and container.code_root is not None and path.startswith(container.code_root + "/"):
            shown = path[len(container.code_root) + 1 :]
            yield _problem(unit, access, shown, f"the code folder holds no `{shown}`")


def _problem(unit: Unit, access: FileAccess, below: str, what: str) -> Problem:
    near = access.answer.near
    held = ", ".join(near)
    if access.in_model and not held and unit.models:
        held = ", ".join(unit.container.model_files(unit.models[0])[:3])
    labels: tuple[Label, ...] = ()
    if access.answer.span is not None and held:
        labels = (Label(access.answer.span, f"{'this model holds' if access.in_model else 'near it lies'} {held}"),)
    return Problem(
        access.span,
        f"{what}: FileNotFoundError {outcome(access.phase)}",
        labels,
        f"did you mean `{near[0]}`?" if near else None,
        literal_fix(access, below, near[0]) if near and what.startswith("the model") else None,
        below,
        None if unit.container.place_is_certain else "warning",
    )
