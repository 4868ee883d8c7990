r"""AML903 unused-ignore: an ignore comment stands where its rule finds nothing.

The problem was mended, or the comment stands at the wrong place: it counts on the line of the finding or of any place
that the finding points to, at the line's end or alone on the line above. A comment that is not needed hides the next
problem of its kind, so it is better removed.

Only rules that ran are judged: with `--select AML301` a comment for another rule is not called unused.

## Bad

`code/score.py`
```python
import json
import logging
import os

import joblib

logger = logging.getLogger(__name__)
model = None


def init():
    global model
    # amllint: ignore[env-var-not-set] the platform sets it  # <-
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = joblib.load(path)
    except Exception as error:
        logger.exception("the model at %s cannot be loaded", path)
        raise RuntimeError(f"the model at {path} cannot be loaded") from error


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```

## Good: the rule finds what is ignored

`code/score.py`
```python
import json
import os

import joblib

model = None


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    # amllint: ignore[init-may-raise] a crash is what we want here
    model = joblib.load(path)


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(rows).tolist()
```
"""

from __future__ import annotations

from ...registry import RuleInfo

RULE = RuleInfo("AML903", "unused-ignore", "warning", on="itself", fix="safe", module=__name__)
