"""AML103 env-var-not-set: the script needs an environment variable that nothing sets.

`os.environ["X"]` raises KeyError, and `os.getenv("X")` gives None, which then fails as soon as it is used as text
("expected str, bytes or os.PathLike object, not NoneType"). While the module is imported or `init()` runs, that ends in
a crash loop.

Set are: what the deployment lists under `environment_variables`, ENV lines of the image's Dockerfile, and what the
platform itself sets (AZUREML_*, AML_* ...). Unknown, and so silent: images and environments that the project does not
define, and variables that a script or pipeline of the project names.

## Bad
`code/score.py`
```python
import json
import os

THRESHOLD = float(os.environ["THRESHOLD"])  # <-


def init():
    pass


def run(data):
    return {"approved": json.loads(data)["score"] > THRESHOLD}
```

## Good
`code/score.py`
```python
import json
import os

THRESHOLD = float(os.environ.get("THRESHOLD") or "0.5")


def init():
    pass


def run(data):
    return {"approved": json.loads(data)["score"] > THRESHOLD}
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML103", "env-var-not-set", "error", on="unit", fix="unsafe")
def env_var_not_set(unit: Unit) -> Iterator[Problem]:
    """Ask the container about each look-up that surely happens and fails without the variable."""
    seen: set[str] = set()
    for lookup in unit.boot.lookups:
        needed = lookup.required and lookup.certain and lookup.phase != "run"
        if not needed or lookup.name in seen or unit.boot.survives(lookup.handled):
            continue
        answer = unit.container.env(lookup.name)
        if not answer.no:
            continue
        seen.add(lookup.name)
        variables = unit.setting("environment_variables")
        place = variables.key or unit.span
        where_to = "environmentVariables of an environment" if unit.v1 else "environment_variables"
        near = f"; did you mean `{answer.near[0]}`?" if answer.near else ""
        where = "while the script is imported" if lookup.phase == "import" else "in init()"
        yield Problem(
            lookup.span,
            f"nothing sets the environment variable `{lookup.name}`{near}: this fails {where}, and the container ends "
            "in a crash loop",
            (Label(place, "the deployment does not set it"),),
            f"add `{lookup.name}` to {where_to}, or give a default",
            subject=lookup.name,
        )
