"""AML310 removed-api: the script uses a name that the pinned version no longer has.

`from sklearn.externals import joblib` ends with "ImportError: cannot import name 'joblib'" from scikit-learn 0.23 on,
`np.float` with "AttributeError: module 'numpy' has no attribute 'float'" from numpy 1.24 on, `tf.Session` from
TensorFlow 2 on. On import or in `init()` the container does not start, in `run()` each request fails.

An error where the stated versions are all past the removal and the code is surely reached; a warning where no version
is stated, because then the newest is installed. Imports under `try ... except ImportError` are optional. The table is
facts/data/known_bad.toml.

## Bad
`code/score.py`
```python
import json

from sklearn.externals import joblib  # <-


def init():
    pass


def run(data):
    return {"kind": str(joblib), "rows": len(json.loads(data)["data"])}
```

## Bad: no version

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy
      - scikit-learn==1.5.2
```

`code/score.py`
```python
import json

import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"], dtype=np.float)  # <-
    return {"rows": len(rows)}
```

## Good
`code/score.py`
```python
import json

import joblib
import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"], dtype=float)
    return {"kind": str(joblib), "rows": len(rows)}
```
"""

from __future__ import annotations

from ...facts import known_bad
from ...finding import Label, Problem
from ...python.values import External
from ...registry import rule
from ...version_ranges import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...facts.known_bad import RemovedApi
    from ...finding import Severity
    from ...text import Span

_OLDEST_WITH_NEWEST = "3.9"
"""From this Python on, what is installed without a version is past all removals of the table."""


@rule("AML310", "removed-api", "error", on="unit")
def removed_api(unit: Unit) -> Iterator[Problem]:
    """Hold what the script imports, calls and passes on against the versions that the environment states."""
    told: set[tuple[str, str]] = set()
    for dotted, span, phase in _used(unit):
        removed = known_bad.removed_api(dotted)
        if removed is None or (removed.name, span.path) in told:
            continue
        severity, label = _gone(unit, removed)
        if severity is None:
            continue
        told.add((removed.name, span.path))
        end = "each request fails" if phase == "run" else "the container does not start"
        yield Problem(
            span,
            f"`{removed.name}` is gone since {removed.package} {removed.since}, and {end}",
            (label,) if label else (),
            f"use {removed.instead}",
            subject=removed.name,
            severity=severity,
        )


def _used(unit: Unit) -> Iterator[tuple[str, Span, str]]:
    """Dotted names that are surely used, with place and phase."""
    for use in unit.boot.imports:
        if use.certain and not use.optional and not use.local and not use.module.startswith("."):
            for name in use.names or ("",):
                yield f"{use.module}.{name}".rstrip(".*"), use.span, use.phase
    for call in unit.boot.calls:
        if call.certain:
            yield call.dotted, call.span, call.phase
            for argument in (*call.args, *call.keywords.values()):
                if isinstance(argument.value, External):
                    yield argument.value.dotted, argument.span, call.phase


def _gone(unit: Unit, removed: RemovedApi) -> tuple[Severity | None, Label | None]:
    """How grave it is (None: the name is there, or that is not known), and the requirement that decides."""
    since, python = f">={removed.since}", unit.container.python
    back = f"<{removed.until}" if removed.until else ""
    if removed.package == "python":
        return ("error" if python and within(f"=={python}", since) else None), None
    asked = unit.container.asked_for(removed.package)
    fitting = [r for r in asked if within(r.specifier, f"{since},{back}".rstrip(","), conda=r.installer == "conda")]
    if asked and len(fitting) == len(asked):
        return "error", Label(asked[0].span, f"{removed.package} comes from here")
    if removed.until or any(r.specifier or r.url for r in asked) or not unit.container.installs(removed.package).yes:
        return None, None
    if python is not None and not within(f"=={python}", f">={_OLDEST_WITH_NEWEST}"):
        return None, None
    return "warning", Label(asked[0].span, "no version: the newest is installed") if asked else None
