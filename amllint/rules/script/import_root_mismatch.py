"""AML131 import-root-mismatch: the entry script lies in a sub-folder and imports a module that lies beside it.

What is on `sys.path` is the folder that was uploaded, not the folder of the script. With `entryScript:
scoring/score.py` in v1, `import features` looks for `features.py` in the source directory and not in `scoring/`:
ModuleNotFoundError, and the container does not boot. In v2 the same holds where the server is started at the uploaded
folder; images differ, so it is a warning there.

## Bad
Base: v1

`inferenceconfig.json`
```json
{
  "entryScript": "scoring/score.py",
  "sourceDirectory": "code",
  "runtime": "python",
  "condaFile": "conda.yaml"
}
```

`code/scoring/score.py`
```python
import json

from features import scale  # <-


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/scoring/features.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```

## Good
Base: v1

`inferenceconfig.json`
```json
{
  "entryScript": "scoring/score.py",
  "sourceDirectory": "code",
  "runtime": "python",
  "condaFile": "conda.yaml"
}
```

`code/scoring/score.py`
```python
import json

from scoring.features import scale


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/scoring/features.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML131", "import-root-mismatch", "error", on="unit", needs=("script",))
def import_root_mismatch(unit: Unit) -> Iterator[Problem]:
    """Report imports that only the folder of the entry script would answer."""
    boot, code = unit.boot, unit.code
    if code is None or code.folder is None or code.script is None or not unit.online:
        return
    folder = code.script.rpartition("/")[0]
    pythonpath = unit.container.env("PYTHONPATH")
    if folder == code.folder or (pythonpath.yes and pythonpath.span is not None):
        return
    told: set[str] = set()
    for use in boot.imports:
        if use.open or use.optional or not use.certain or not use.local or use.module in told:
            continue
        if use.module.startswith(".") or boot.sibling(use.module, below_script=False) is not None:
            continue
        told.add(use.module)
        below = folder[len(code.folder) :].strip("/").replace("/", ".")
        yield Problem(
            use.span,
            f"`{use.module}` lies in {folder}, and imports start at {code.folder or 'the root'}: ModuleNotFoundError "
            f"{outcome(use.phase)}",
            (Label(code.span, "the uploaded folder"),),
            f"import `{below}.{use.module}`, or move the entry script into the uploaded folder",
            subject=use.module,
            severity=None if unit.v1 else "warning",
        )
