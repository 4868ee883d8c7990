"""AML201 model-not-registered: a model is asked for by a name under which there is none.

`Model.get_model_path("x")` looks into the folder `azureml-models/x` of the container, which exists only for models that
the deployment is given; otherwise `x` counts as a path in the working directory, and then `init()` ends with
"ModelNotFoundException: Model not found in cache or in root at ./x". A deployment that asks for `azureml:x:1`
(`-m x:1`) ends before a container starts: "ModelNotFound: Model with name x, version 1 not found in provided
workspace".

It is an error where it is proven: the deployment's own models contradict the script, or a snapshot (`amllint
snapshot`) that is younger than `max-snapshot-age-days`, of the workspace that the project deploys to, does not hold the
model. It is a warning where a registered name looks like the one that is asked for. Otherwise amllint cannot know, and
is silent.

What is registered is read from the project's code (`Model.register`, `run.register_model`, `mlflow.register_model`,
`log_model(registered_model_name=...)`, `Model(name=...)` with `models.create_or_update`), its commands
(`az ml model create` and `register`), its model files, `models = ["name:version"]` in the configuration, and the
snapshot.

## Bad: the script asks for another model than the deployment is given
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
    path = Model.get_model_path("clasifier")  # <-
    try:
        model = joblib.load(path)
    except Exception as error:
        logger.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```

## Bad: a name like a registered one
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:credit-clasifier:1  # <-
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`train.py`
```python
import mlflow

mlflow.register_model("runs:/8f2c/model", "credit-classifier")
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:credit-classifier:1
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`train.py`
```python
import mlflow

mlflow.register_model("runs:/8f2c/model", "credit-classifier")
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Edit, Fix, Label, Problem
from ...model_paths import path_calls
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...finding import Severity
    from ...model import Answer
    from ...model_paths import PathCall
    from ...text import Span


_AT_SERVICE = "the service answers ModelNotFound"


@rule("AML201", "model-not-registered", "error", on="unit", fix="unsafe")
def model_not_registered(unit: Unit) -> Iterator[Problem]:
    """Compare the names in the script with the deployment's models, and those with what is registered."""
    for call in path_calls(unit):
        if call.name is not None and not call.handled and not call.is_path:
            yield from _in_script(unit, call, call.name)
    for reference in unit.references:
        model = next((one for one in unit.models if one.registered and one.span == reference.span), None)
        if reference.role != "model" or reference.state != "external" or model is None or model.name is None:
            continue
        parts = reference.text.split("/")
        registry = parts[3] if reference.text.startswith("azureml://registries/") and len(parts) > 3 else ""
        answer = unit.container.registered(model.name, registry)
        if answer.no or (answer.unknown and answer.near):
            yield _problem(reference.span, model.name, answer, _AT_SERVICE)
        elif model.version is not None:
            answer = unit.container.registered_version(model.name, model.version, registry)
            if answer.no:
                yield _problem(reference.span, model.name, answer, _AT_SERVICE, model.version)


def _in_script(unit: Unit, call: PathCall, name: str) -> Iterator[Problem]:
    given = unit.container.given(name)
    consequence = f"ModelNotFoundException {outcome(call.phase)}"
    if given.no and call.certain and call.in_code.no:
        yield _problem(call.name_span, name, given, consequence)
    elif given.unknown:
        answer = unit.container.registered(name)
        if answer.no or (answer.unknown and answer.near):
            yield _problem(call.name_span, name, answer, consequence)


def _problem(span: Span, name: str, answer: Answer, consequence: str, version: str | None = None) -> Problem:
    asked = f"{name}:{version}" if version is not None else name
    near = answer.near[-1 if version is not None else 0] if answer.near else None
    old = version if version is not None else name
    shown = f"{name}:{near}" if version is not None else near
    fix = None
    if near is not None and span.text.count(old) == 1:
        fix = Fix("unsafe", f"write {shown}", (Edit(span, span.text.replace(old, near)),))
    if answer.no:
        message = f"there is no model `{asked}`: {answer.why}; {consequence}"
    else:
        message = f"`{asked}` looks like a model of another name: {answer.why}; if nobody else does, {consequence}"
    label = (Label(answer.span, "this is what there is"),) if answer.span is not None else ()
    severity: Severity = "error" if answer.no else "warning"
    return Problem(span, message, label, f"did you mean `{shown}`?" if near else None, fix, asked, severity)
