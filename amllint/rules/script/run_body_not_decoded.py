"""AML121 run-body-not-decoded: `run()` uses the body of the request as if it were decoded.

Without a decorator the first parameter of `run()` is the body as text; decoding is the script's job. `data["rows"]` is
then "string indices must be integers, not 'str'", `data.get("rows")` "'str' object has no attribute 'get'", and
`pd.DataFrame(data)` "DataFrame constructor not properly called!": each request fails (502). `@input_schema` decodes.

Text that goes to a model's `predict` is a warning: some models take text, most fail, and XGBoost takes it for the
name of a file.

The fix decodes the parameter in the first line of `run()`.

## Bad
`code/score.py`
```python
def init():
    pass


def run(data):
    return {"rows": len(data["rows"])}  # <-
```

## Bad: text for the model
`code/score.py`
```python
import logging
import os

import joblib


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = joblib.load(path)
    except Exception as error:
        logging.exception("cannot load %s", path)
        raise RuntimeError(f"cannot load {path}") from error


def run(data):
    return model.predict(data).tolist()  # <-
```

## Good
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    data = json.loads(data)
    return {"rows": len(data["rows"])}
```
"""

from __future__ import annotations

from ...edit import Import
from ...finding import Edit, Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from ...boot import Unit
else:
    import _ast as ast


@rule("AML121", "run-body-not-decoded", "error", on="unit", fix="unsafe", needs=("script",))
def run_body_not_decoded(unit: Unit) -> Iterator[Problem]:
    """Report the first use of the raw body that its type does not allow, and the first that a model gets."""
    told: set[str] = set()
    for use in unit.boot.body_uses:
        kind = "predict" if use.kind == "predict" else "wrong"
        if use.kind in ("loop", "decode") or not use.certain or kind in told:
            continue
        told.add(kind)
        if kind == "predict":
            yield Problem(
                use.span,
                f"`{use.expression}` gets the body of the request as text: most models fail with it",
                help="decode it first: json.loads(...)",
                subject=use.expression,
                severity="warning",
            )
            continue
        end = "the handler's answer is all that a caller ever gets" if use.handled else "each request fails (502)"
        yield Problem(
            use.span,
            f'the body of the request is text: {use.exception}, "{use.reason}", and {end}',
            (Label(use.span, " → ".join(use.chain)),) if len(use.chain) > 1 else (),
            "decode it first: json.loads(...)",
            _fix(unit),
            subject=use.expression,
            severity="warning" if use.handled else None,
        )


def _fix(unit: Unit) -> Fix | None:
    """Insert `x = json.loads(x)` as the first line of run()."""
    boot = unit.boot
    run = next((one for one in boot.entered("run") if one.name == "run"), None)
    fact = boot.function("run")
    if run is None or fact is None or not fact.parameters or isinstance(run.node, ast.Lambda):
        return None
    names = boot.names_of(run.module.source.path)
    if names is None or boot.decorators:
        return None
    name = fact.parameters[0].name
    start = run.module.span(run.node.body[0]).start
    line = run.module.source.text.rfind("\n", 0, start) + 1
    indent = run.module.source.text[line:start]
    if indent.strip():
        return None
    edit = Edit(run.module.source.span(line, line), f"{indent}{name} = json.loads({name})\n")
    has_json = "json" in names.top
    imports = () if has_json else (Import(run.module.source.span(0, 0), "json"),)
    return Fix("unsafe", f"decode `{name}` first", (edit, *imports))
