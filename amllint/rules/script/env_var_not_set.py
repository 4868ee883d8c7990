"""AML103 env-var-not-set: the script needs an environment variable that nothing sets.

`os.environ["X"]` raises KeyError, and `os.getenv("X")` gives None, which then fails as soon as it is used as text
("expected str, bytes or os.PathLike object, not NoneType"). While the module is imported or `init()` runs, that ends in
a crash loop.

Set are: what the deployment lists under `environment_variables`, ENV lines of the image's Dockerfile, and what the
platform itself sets (AZUREML_*, AML_* ...). Unknown, and so silent: images and environments that the project does not
define, and variables that a script or pipeline of the project names.

The fix writes the name of a variable that is set and looks alike. Otherwise there is none: which value the variable
should have is for you to say.

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

## Bad: misspelt
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
environment_variables:
  THRESHOLD: "0.5"
instance_type: Standard_D4as_v4
instance_count: 3
```

`code/score.py`
```python
import json
import os

THRESHOLD = float(os.environ["TRESHOLD"])  # <-


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

from ...finding import Edit, Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import EnvLookup, Unit


@rule("AML103", "env-var-not-set", "error", on="unit", fix="unsafe", needs=("script",))
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
            _fix(lookup, answer.near[0]) if answer.near else None,
            lookup.name,
        )


def _fix(lookup: EnvLookup, name: str) -> Fix | None:
    """Write the name of a variable that is set, where the look-up holds the wrong one as a literal."""
    text = lookup.span.text
    for quote in ('"', "'"):
        literal = f"{quote}{lookup.name}{quote}"
        if text.count(literal) == 1:
            start = lookup.span.start + text.index(literal)
            edit = Edit(lookup.span.source.span(start, start + len(literal)), f"{quote}{name}{quote}")
            return Fix("unsafe", f"look up {name}", (edit,))
    return None
