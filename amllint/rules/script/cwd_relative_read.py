"""AML127 cwd-relative-read: the script opens a file by a path relative to the working directory.

The server starts in a folder of its own, not in the code folder: `open("labels.json")` finds the file on your desk,
where you run the script from its folder, and not in the container (FileNotFoundError). Files of the code folder lie
beside the script: build their path from `__file__`. Files of the model lie below AZUREML_MODEL_DIR.

The fix builds the path from `__file__` where the code folder holds the file.

## Bad
`code/score.py`
```python
import json
import os


def init():
    global limits, folder
    folder = os.environ["AZUREML_MODEL_DIR"]
    try:
        with open("limits.json") as file:  # <-
            limits = json.load(file)
    except ValueError as error:
        raise RuntimeError("limits.json is broken") from error


def run(data):
    return {"limits": limits, "folder": folder, "data": json.loads(data)}
```

`code/limits.json`
```json
{"low": 1}
```

Config:
```toml
[tool.amllint]
ignore = ["AML101"]
```

## Good
`code/score.py`
```python
import json
import os


def init():
    global limits, folder
    folder = os.environ["AZUREML_MODEL_DIR"]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "limits.json")
    try:
        with open(path) as file:
            limits = json.load(file)
    except ValueError as error:
        raise RuntimeError(f"{path} is broken") from error


def run(data):
    return {"limits": limits, "folder": folder, "data": json.loads(data)}
```

`code/limits.json`
```json
{"low": 1}
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Edit, Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import FileAccess, Unit


@rule("AML127", "cwd-relative-read", "warning", on="unit", fix="unsafe", needs=("script",))
def cwd_relative_read(unit: Unit) -> Iterator[Problem]:
    """Report reads of relative paths that surely happen, unless the script changes its folder."""
    boot = unit.boot
    if not unit.online or any(call.dotted == "os.chdir" for call in boot.calls):
        return
    told: set[str] = set()
    for access in boot.accesses:
        path = access.path
        if not path or path.startswith(("/", "~", "\0")) or "://" in path or access.guarded or not access.certain:
            continue
        if path in told or path in (".", ".."):
            continue
        told.add(path)
        here = unit.container.file(f"{unit.container.code_root}/{path}") if unit.container.code_root else None
        held = here is not None and here.yes
        yield Problem(
            access.span,
            f"`{path}` is looked for in the working directory, which is not the code folder: {access.exception} "
            f"{outcome(access.phase)}",
            (Label(access.span, "the code folder holds it"),) if held else (),
            "build the path from os.path.dirname(os.path.abspath(__file__)), or from AZUREML_MODEL_DIR",
            _fix(unit, access) if held else None,
            subject=path,
        )


def _fix(unit: Unit, access: FileAccess) -> Fix | None:
    """Join a literal to the folder of the script that opens it, where that is the uploaded folder itself."""
    names = unit.boot.names_of(access.span.path)
    text = access.span.text
    code = unit.code
    in_root = code is not None and access.span.path.rpartition("/")[0] == code.folder
    if not in_root or names is None or "os" not in names.top or text[:1] not in "\"'" or text[1:-1] != access.path:
        return None
    edit = Edit(access.span, f"os.path.join(os.path.dirname(os.path.abspath(__file__)), {text})")
    return Fix("unsafe", "build the path from __file__", (edit,))
