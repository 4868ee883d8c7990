"""AML316 v1-sdk-in-v2: a scoring script of a v2 deployment imports the v1 SDK.

The v2 images and the inference server bring no azureml-core: "ModuleNotFoundError: No module named 'azureml.core'"
stops the container. That is an error where the whole environment is known and nothing installs it. Where azureml-core
is installed the import works, but `Model.get_model_path` and `Workspace` do not know of a v2 deployment, and support
for the v1 SDK ended on 2026-06-30: a warning. Read the model from `AZUREML_MODEL_DIR` instead.

## Bad
`code/score.py`
```python
import json

from azureml.core import Dataset  # <-


def init():
    pass


def run(data):
    return {"kind": str(Dataset), "rows": len(json.loads(data)["data"])}
```

## Good
`code/score.py`
```python
import json
import os


def init():
    pass


def run(data):
    return {"model": os.environ["AZUREML_MODEL_DIR"], "rows": len(json.loads(data)["data"])}
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_V1_MODULES = ("azureml.core", "azureml.data", "azureml.train", "azureml.pipeline")


@rule("AML316", "v1-sdk-in-v2", "error", on="unit", kinds=("v2-managed", "v2-kubernetes", "v2-batch"))
def v1_sdk_in_v2(unit: Unit) -> Iterator[Problem]:
    """Look for imports of the v1 SDK that surely happen; the first of each file is enough."""
    told: set[str] = set()
    for use in unit.boot.imports:
        if use.local or use.optional or use.open or not use.certain or use.span.path in told:
            continue
        if not (use.module + ".").startswith(tuple(module + "." for module in _V1_MODULES)):
            continue
        told.add(use.span.path)
        answer = unit.container.imports(use.module)
        missing = answer.no
        end = "each request fails" if use.phase == "run" else "the container does not start"
        yield Problem(
            use.span,
            f"nothing installs the v1 SDK that `{use.module}` belongs to: ModuleNotFoundError, and {end}"
            if missing
            else f"`{use.module}` is the v1 SDK, which knows nothing of a v2 deployment and is out of support since "
            "2026-06-30",
            (Label(answer.span, "this environment does not list it"),) if missing and answer.span else (),
            "read the model from AZUREML_MODEL_DIR, and what else is needed with azure-ai-ml or azure-identity",
            subject="v1-sdk",
            severity=None if missing else "warning",
        )
