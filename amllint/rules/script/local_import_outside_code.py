"""AML117 local-import-outside-code: the script imports a module of the project that is not uploaded.

Only the code folder goes into the container. A module beside or above it is found on your desk, because the script is
run from the root there, and is missing in the container: ModuleNotFoundError on import, and the container does not
boot. The same holds for a module that `.amlignore` or `.gitignore` keeps out of the upload.

## Bad
`code/score.py`
```python
import json

from shared.features import scale  # <-


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`shared/__init__.py`
```python
```

`shared/features.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```

## Good
`code/score.py`
```python
import json

from shared.features import scale


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/shared/__init__.py`
```python
```

`code/shared/features.py`
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


@rule("AML117", "local-import-outside-code", "error", on="unit", needs=("script",))
def local_import_outside_code(unit: Unit) -> Iterator[Problem]:
    """Look for each module that nothing provides beside and above the code folder, and in the ignore files."""
    container, code = unit.container, unit.code
    told: set[tuple[str, str]] = set()
    for use in unit.boot.imports:
        top = use.module.partition(".")[0]
        if not top or use.optional or use.open or not use.certain or (use.source, top) in told or code is None:
            continue
        labels: tuple[Label, ...] = (Label(code.span, "only this folder is uploaded"),)
        if use.local:
            path = unit.boot.sibling(use.module)
            answer = container.left_out(code.folder, path) if path and code.folder is not None else None
            if answer is None or not answer.yes:
                continue
            reason = f"{path} is kept out of the upload"
            labels = (Label(answer.span, answer.why),) if answer.span is not None else labels
        else:
            path = container.local_module(use.module) or container.local_module(top)
            if path is None or not container.imports(use.module).no:
                continue
            reason = f"{path} lies outside the code folder"
        told.add((use.source, top))
        yield Problem(
            use.span,
            f"{reason}, so `{use.module}` is not in the container: ModuleNotFoundError {outcome(use.phase)}",
            labels,
            "move it into the code folder, or upload the folder that holds both",
            subject=use.module,
        )
