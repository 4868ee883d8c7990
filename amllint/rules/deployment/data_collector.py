"""AML512 data-collector: `data_collector` does not say what the client, the service or the script expects.

- `enabled` is text, `"true"` or `"false"`; a YAML boolean is rejected ("Value True passed is not in set"). The SDK's
  objects take one.
- `sampling_rate` lies between 0 and 1; `rolling_rate` is `minute`, `hour` or `day` (the documentation also lists month
  and year, the client rejects them).
- At most five collectors work for a deployment.
- Collections other than `request` and `response` are filled by the script: with `Collector(name="...")` of the package
  azureml-ai-monitoring. A name that the script never gives to a `Collector` stays empty, a `Collector` whose name is no
  collection sends nothing: warnings.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
data_collector:
  collections:
    request:
      enabled: true  # <-
  sampling_rate: 100  # <-
  rolling_rate: month  # <-
```

## Bad: a name that the script does not use
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
data_collector:
  collections:
    model_input:  # <-
      enabled: "true"
```

`code/score.py`
```python
import json
import os

import joblib
import pandas as pd
from azureml.ai.monitoring import Collector


def init():
    global model, inputs
    inputs = Collector(name="model_inputs")  # <-
    try:
        model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl"))
    except Exception as error:
        raise RuntimeError("the model cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    inputs.collect(pd.DataFrame(rows))
    return model.predict(rows).tolist()
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
data_collector:
  collections:
    request:
      enabled: "true"
  sampling_rate: 0.5
  rolling_rate: day
```
"""

from __future__ import annotations

from ...discovery import kind_of
from ...facts import schema
from ...facts.limits import MOST_COLLECTORS
from ...finding import Edit, Fix, Problem
from ...python.values import Const
from ...registry import rule
from ...values import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...text import Span
    from ...values import Entry

_FILLED_BY_THE_SERVICE = ("request", "response")
_ERRORS = {
    "bad-enum": "is not in set",
    "out-of-range": "Sampling rate must be an number in range (0.0-1.0)",
    "wrong-type": "Not a valid",
}


@rule(
    "AML512",
    "data-collector",
    "error",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes"),
    fix="safe",
    needs=("data_collector",),
)
def data_collector(unit: Unit) -> Iterator[Problem]:
    """Report values that the client rejects, then what collections and script do not agree on."""
    kind = kind_of(unit.node) if unit.node is not None else None
    block = unit.node.get("data_collector") if unit.node is not None else None
    if unit.node is None or kind is None or not isinstance(block, Mapping):
        return
    for misfit in () if unit.form.startswith("sdk") else schema.document_misfits(kind, unit.node):
        if misfit.path[0] == "data_collector" and misfit.kind in _ERRORS:
            yield _rejected(misfit)
    collections = block.get("collections")
    if isinstance(collections, Mapping) and not collections.open:
        if len(collections.entries) > MOST_COLLECTORS:
            yield Problem(
                collections.entries[MOST_COLLECTORS].key,
                f"{len(collections.entries)} collections: a deployment has at most {MOST_COLLECTORS} collectors",
                subject="number",
                severity="warning",
            )
        yield from _unfilled(unit, collections)


def _rejected(misfit: schema.Misfit) -> Problem:
    name, value = ".".join(misfit.path), misfit.value
    what = value.text if isinstance(value, Scalar) else "a block"
    safe = misfit.certain and isinstance(value, Scalar)
    edit = Edit(misfit.span, misfit.suggestion)
    return Problem(
        misfit.span,
        f'`{name}` takes {misfit.expected}, not {what}: the client rejects the file ("{_ERRORS[misfit.kind]}")',
        help=f"write {misfit.suggestion}" if misfit.suggestion else None,
        fix=Fix("safe", f"write {misfit.suggestion}", (edit,)) if safe and misfit.suggestion else None,
        subject=name,
    )


def _unfilled(unit: Unit, collections: Mapping) -> Iterator[Problem]:
    """Collections that need the script, and that it does not fill; what it collects for no collection."""
    own = [entry for entry in collections if entry.key_data not in _FILLED_BY_THE_SERVICE]
    if not own or unit.code is None or unit.code.script is None:
        return
    names = _collectors(unit)
    if names:
        yield from _not_agreeing(own, names)
        return
    answer = unit.container.installs("azureml-ai-monitoring")
    if answer.no:
        yield Problem(
            own[0].key,
            f"nothing fills the collection `{own[0].key_data}`: the environment lacks azureml-ai-monitoring, so the "
            "script cannot make a `Collector`",
            help='add azureml-ai-monitoring, and Collector(name="' + own[0].key_data + '") in init()',
            subject="package",
            severity="warning",
        )


def _collectors(unit: Unit) -> dict[str, Span] | None:
    """The names that the script gives to a `Collector`, with their places; None where not all can be told."""
    names: dict[str, Span] = {}
    for call in unit.boot.calls:
        if call.dotted.rpartition(".")[2] != "Collector" or not call.dotted.startswith("azureml"):
            continue
        name = call.argument("name", 0)
        if name is None or not isinstance(name.value, Const) or not isinstance(name.value.data, str):
            return None
        names[name.value.data] = name.span
    return None if unit.boot.gave_up else names


def _not_agreeing(own: list[Entry], names: dict[str, Span]) -> Iterator[Problem]:
    stated = {entry.key_data: entry.key for entry in own}
    for name, key in stated.items():
        if name not in names:
            yield Problem(
                key,
                f'the script has no `Collector(name="{name}")`: this collection stays empty',
                help="the script collects " + ", ".join(sorted(names)),
                subject=name,
                severity="warning",
            )
    for name, span in names.items():
        if name not in stated:
            yield Problem(
                span,
                f"`data_collector` has no collection `{name}`: nothing of it is collected",
                help="the collections are " + ", ".join(sorted(stated)),
                subject=name,
                severity="warning",
            )
