"""AML301 import-not-installed: the script imports a package that nothing installs.

The import fails when the container starts ("ModuleNotFoundError: No module named 'pandas'", `UserScriptImportError`),
or, if it stands inside `run()`, with each request. Counted as installed: the conda file, requirement files, RUN lines
of the Dockerfile, a base image whose content is known, and everything that these bring along.

The name of an import is not always the package's (`sklearn` comes with scikit-learn, `cv2` with opencv-python): the
table is `facts/data/imports.csv`; `[tool.amllint] module-map` extends it. Imports that the script guards (`try ...
except ImportError`) are optional. While anything is installed whose own requirements are not known, nothing is called
missing.

The fix adds the package with the version that the model's own files state. Without such a statement there is none: a
version would be a guess.

## Bad
`code/score.py`
```python
import json

import pandas as pd  # <-


def init():
    pass


def run(data):
    return {"rows": len(pd.DataFrame(json.loads(data)["data"]))}
```

## Bad: the model tells the version
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/credit
  type: mlflow_model
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`model/credit/MLmodel`
```yaml
flavors:
  python_function:
    env:
      virtualenv: python_env.yaml
    loader_module: mlflow.sklearn
    python_version: 3.11.9
mlflow_version: 2.19.0
```

`model/credit/requirements.txt`
```text
joblib==1.4.2
pandas==2.2.3
```

`code/score.py`
```python
import json

import pandas as pd  # <-


def init():
    pass


def run(data):
    return {"rows": len(pd.DataFrame(json.loads(data)["data"]))}
```

## Good
`code/score.py`
```python
import json

import numpy as np


def init():
    pass


def run(data):
    return {"rows": len(np.array(json.loads(data)["data"]))}
```
"""

from __future__ import annotations

from ...edit import NewEntry
from ...finding import Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Requirement

_V1_SDK = ("azureml.core", "azureml.data", "azureml.train", "azureml.pipeline")


@rule("AML301", "import-not-installed", "error", on="unit", fix="unsafe")
def import_not_installed(unit: Unit) -> Iterator[Problem]:
    """Ask the container about each import that surely happens, each top-level module once a file."""
    seen: set[tuple[str, str]] = set()
    for use in unit.boot.imports:
        key = (use.span.path, use.module.partition(".")[0])
        if use.local or use.optional or use.open or not use.certain or key in seen or use.module.startswith("."):
            continue
        if not unit.v1 and use.module.startswith(_V1_SDK):
            continue  # AML316
        answer = unit.container.imports(use.module)
        if not answer.no:
            continue
        if unit.container.local_module(use.module) or unit.container.local_module(key[1]):
            continue  # AML117
        seen.add(key)
        package = answer.near[0] if answer.near else use.module.partition(".")[0]
        stated = unit.container.stated_elsewhere(package)
        labels = [Label(answer.span, "this environment does not list it")] if answer.span else []
        if stated is not None:
            labels.append(Label(stated.span, "the model was made with this"))
        end = "each request fails" if use.phase == "run" else "the container does not start"
        yield Problem(
            use.span,
            f"nothing installs `{package}`, which `{use.module}` is imported from: ModuleNotFoundError, and {end}",
            tuple(labels),
            f"add {stated.raw if stated else f'{package} with the version that the model was made with'}",
            _fix(unit, stated) if stated else None,
            use.module.partition(".")[0],
        )


def _fix(unit: Unit, stated: Requirement) -> Fix | None:
    """Add the package, with the version that the model's own files state, to the pip block."""
    conda = unit.environment.conda if unit.environment is not None else None
    if conda is None or conda.pip_block is None or stated.installer != "pip":
        return None
    first = next((r for r in conda.requirements if r.installer == "pip" and r.span.path == conda.source.path), None)
    return Fix("unsafe", f"add {stated.raw}", (NewEntry(first.span, stated.raw),)) if first is not None else None
