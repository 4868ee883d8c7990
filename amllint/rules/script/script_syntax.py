"""AML111 script-syntax: the container's Python cannot read the script.

A SyntaxError (also TabError and IndentationError) on import means that the container does not boot. The same text may
be fine for a newer Python: `match` needs 3.10, `except*` 3.11, type parameters 3.12. What counts is the Python of the
environment (the python entry of the conda file), not the one on your desk. A file in UTF-16 is not read at all
("source code cannot contain null bytes"); a UTF-8 byte order mark is fine.

## Bad
`code/score.py`
```python
import json


def init():
    pass


def run(data)  # <-
    return json.loads(data)
```

## Bad: newer than the environment
`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.9.19
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
```

`code/score.py`
```python
import json


def init():
    pass


def run(data):
    match json.loads(data):  # <-
        case {"data": rows}:
            return rows
        case _:
            return []
```

## Good
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    match json.loads(data):
        case {"data": rows}:
            return rows
        case _:
            return []
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...script.script import too_new

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML111", "script-syntax", "error", on="unit", needs=("script",))
def script_syntax(unit: Unit) -> Iterator[Problem]:
    """Ask about the entry script and the modules of the code folder that it imports."""
    boot = unit.boot
    for script in boot.modules or ((boot.script,) if boot.script is not None else ()):
        name = script.source.path.rpartition("/")[2]
        for problem in script.problems[:1]:
            yield Problem(
                problem.span,
                f"{name} cannot be imported, and the container does not boot: {problem.message}",
                subject=name,
            )
        python = unit.container.python
        newer = too_new(script, python) if python is not None and not script.problems else None
        if newer is not None:
            yield Problem(
                newer.span,
                f"{name} cannot be imported by Python {python}, and the container does not boot: {newer.message}",
                (Label(unit.container.python_span, f"the environment has Python {python}"),)
                if unit.container.python_span is not None
                else (),
                "write it for this Python, or take a newer one",
                subject=name,
            )
