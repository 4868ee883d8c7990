"""AML123 input-schema-mismatch: `@input_schema` or `@output_schema` does not fit `run()`.

A parameter name that `run()` does not have is found only when a request comes: "provided param_name is not in the
decorated function", and each request fails (500). The second argument must be an instance of a parameter type
(`NumpyParameterType(sample)`), not the type itself or the sample: that is an exception while the script is imported,
and the container does not boot. The sample must be of the type (a numpy array, a DataFrame), and the types for numpy
and pandas need these packages (`inference-schema[numpy-support]`).

## Bad
`code/score.py`
```python
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("data", StandardPythonParameterType({"rows": [1.0, 2.0]}))  # <-
def run(Inputs):
    return {"rows": len(Inputs["rows"])}
```

## Bad: the sample itself
`code/score.py`
```python
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("data", [[1.0, 2.0]])  # <-
def run(data):
    return {"rows": len(data)}
```

## Good
`code/score.py`
```python
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema


def init():
    pass


@input_schema("Inputs", StandardPythonParameterType({"rows": [1.0, 2.0]}))
def run(Inputs):
    return {"rows": len(Inputs["rows"])}
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Label, Problem
from ...python.values import Const, DictOf, External, ListOf, Made, text_of
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...python.trace import Argument
    from ...script.script import FunctionFact


_SAMPLES = {"NumpyParameterType": "a numpy array", "PandasParameterType": "a DataFrame"}


@rule("AML123", "input-schema-mismatch", "error", on="unit", fix="safe", needs=("script",))
def input_schema_mismatch(unit: Unit) -> Iterator[Problem]:
    """Hold each schema decorator of run() against its parameters and against what the decorator asks for."""
    boot = unit.boot
    run = boot.function("run")
    if run is None:
        return
    for one in boot.decorated_with("input_schema"):
        if isinstance(one, Made) and not one.open:
            yield from _name(unit, one, run)
            yield from _type(unit, one.argument("param_type", 1))
    for one in boot.decorated_with("output_schema"):
        if isinstance(one, Made) and not one.open:
            yield from _type(unit, one.argument("output_type", 0))


def _name(unit: Unit, schema: Made, run: FunctionFact) -> Iterator[Problem]:
    given = schema.argument("param_name", 0)
    optional = schema.argument("optional", 3)
    name = text_of(given.value) if given is not None else None
    names = [parameter.name for parameter in run.parameters]
    if given is None or name is None or name in names or optional is not None:
        return
    free = [one for one in names if one not in unit.boot.schema_parameters and one != "request_headers"]
    fix = None
    if len(free) == 1 and given.span.text.strip("\"'") == name:
        quote = given.span.text[0]
        fix = Fix("safe", f"write `{free[0]}`", (Edit(given.span, f"{quote}{free[0]}{quote}"),))
    yield Problem(
        given.span,
        f'`run()` has no parameter `{name}`: each request fails with 500 ("provided param_name is not in the decorated '
        'function")',
        (Label(run.span, f"its parameters: {', '.join(names) or 'none'}"),),
        f"did you mean `{free[0]}`?" if len(free) == 1 else "name a parameter of run()",
        fix,
        subject=name,
    )


def _type(unit: Unit, given: Argument | None) -> Iterator[Problem]:
    if given is None:
        return
    value = given.value
    last = value.dotted.rpartition(".")[2] if isinstance(value, (Made, External)) else ""
    if isinstance(value, (Const, DictOf, ListOf)) or (isinstance(value, External) and last.endswith("ParameterType")):
        said = "the type itself" if last else "the sample itself"
        yield Problem(
            given.span,
            f"this is {said}, and the decorator asks for an instance of a parameter type: it raises on import, and the "
            "container does not boot",
            help=f"write {last or 'StandardPythonParameterType'}(sample)",
            subject="type",
        )
        return
    sample = value.argument("sample_input", 0) if isinstance(value, Made) else None
    if last in _SAMPLES and sample is not None and isinstance(sample.value, (Const, DictOf, ListOf)):
        yield Problem(
            sample.span,
            f"`{last}` asks for {_SAMPLES[last]} as its sample: it raises on import, and the container does not boot",
            help="make it with numpy.array(...) or pandas.DataFrame(...)",
            subject=last,
        )
