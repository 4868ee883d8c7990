"""AML130 hard-coded-model-dir: the path of the model holds its name and version as text.

Models are mounted at `azureml-models/<name>/<version>`, and AZUREML_MODEL_DIR says where. A path with a version in it
is right once: the next deployment of a newer version does not find it, or goes on with the old one where both are
mounted.

There is no fix: what remains of the path below AZUREML_MODEL_DIR depends on how the model was registered.

## Bad
`code/score.py`
```python
import json
import os

PATH = "azureml-models/classifier/1/classifier.pkl"  # <-


def init():
    global size
    size = len(PATH) if os.path.exists(PATH) else 0


def run(data):
    return {"size": size, "data": json.loads(data)}
```

## Good
`code/score.py`
```python
import json
import os

PATH = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")


def init():
    global size
    size = len(PATH) if os.path.exists(PATH) else 0


def run(data):
    return {"size": size, "data": json.loads(data)}
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML130", "hard-coded-model-dir", "warning", on="unit", needs=("script",))
def hard_coded_model_dir(unit: Unit) -> Iterator[Problem]:
    """Search the texts in the scripts for a path with a version."""
    for script in unit.boot.modules:
        if "azureml-models" not in script.source.text:
            continue
        for text, span in script.texts():
            version = _version(text)
            if version:
                yield Problem(
                    span,
                    f"this path holds the model's version ({version}): the next version is not found there",
                    help="write os.path.join(os.environ['AZUREML_MODEL_DIR'], ...)",
                    subject=text,
                )


def _version(text: str) -> str:
    """The version in a path below azureml-models, "" if there is none."""
    _, found, below = text.partition("azureml-models/")
    parts = below.split("/")
    return parts[1] if found and len(parts) > 1 and parts[1].isdigit() else ""
