"""AML501 unknown-key: a key that the file of this kind does not have at this place.

The client reads v2 YAML files strictly, at every level: `az ml ... create` ends in "Unknown field." before anything is
sent. Where a part may be written in several ways (a model, an environment), it prints a complaint for each of them, and
one typo looks like several unrelated errors. Keys that only the service fills in, such as `creation_context`, are
dropped without an error.

CLI v1 drops such a key without a word, as it only looks up those that it knows, with exact case. The setting then has
its default; a warning.

In SDK code, a keyword argument that the class does not take raises TypeError, for deployments, endpoints, environments
and models "object.__init__() takes exactly one argument (the instance to initialize)". A few classes, such as those of
scale settings and data collectors, take any and drop what they do not know, which is not reported.

The finding names the key that is probably meant, or the place and the kind of file where this key is right.

## Bad
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
  conda: environment/conda.yaml  # <-
instance_type: Standard_D4as_v4
instance_count: 3
request_timeout_ms: 5000  # <-
resources:  # <-
  requests:
    cpu: "1"
```

## Bad: v1
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "ACI",
  "enableAppInsights": true, // <-
  "gpuCores": 1, // <-
  "containerResourceRequirements": {
    "cpu": 1,
    "memoryInGb": 2 // <-
  }
}
```

## Good
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
instance_type: Standard_D4as_v4
instance_count: 3
request_settings:
  request_timeout_ms: 5000
```

A fix renames the key to the one that is probably meant. It is unsafe, because that is a guess.
"""

from __future__ import annotations

from ...facts import schema
from ...finding import Edit, Fix, Problem
from ...registry import rule
from ...spelling import nearest
from ...values import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument

_CONDA_KEYS = ("channels", "dependencies")


_ONCE_TAKEN = frozenset({"with_package"})
"""Parameters that earlier releases of azure-ai-ml took (now package_model): right where a project pins such a one."""


@rule("AML501", "unknown-key", "error", on="document", fix="unsafe")
def unknown_key(document: AssetDocument) -> Iterator[Problem]:
    """Report each key that the client does not know; of SDK code each parameter that a class does not take."""
    if document.form.startswith("sdk"):
        yield from _parameters(document)
        return
    for misfit in schema.document_misfits(document.kind, document.node):
        if misfit.kind == "unknown-key" and not _no_setting(document.kind, misfit):
            yield _problem(schema.compute_kind(document.node) or document.kind, misfit)


def _parameters(document: AssetDocument) -> Iterator[Problem]:
    from ...facts.sdk_v2 import SOURCE, error, parameters

    for cls, span, name in dict.fromkeys(document.refused):
        taken = [one for one in parameters(cls) or () if not one.startswith("_")]
        meant = nearest(name, taken)
        yield Problem(
            span,
            f'`{name}` is no parameter of {cls}: the call raises TypeError ("{error(cls, name)}", {SOURCE})',
            help=f"did you mean `{meant[0]}`?" if meant else None,
            subject=f"{cls}.{name}",
            severity="warning" if name in _ONCE_TAKEN else None,
        )


def _no_setting(kind: str, misfit: schema.Misfit) -> bool:
    """Whether dropping a key changes nothing: it has no value, is a comment, or turns off what only others have."""
    if not schema.drops_unknown_keys(kind):
        return False
    if misfit.path[-1].startswith(("_", "$", "#", "//")):
        return True
    value = misfit.value.data if isinstance(misfit.value, Scalar) else misfit
    return value is None or (value is False and bool(misfit.places))


def _problem(kind: str, misfit: schema.Misfit) -> Problem:
    key, above = misfit.path[-1], ".".join(misfit.path[:-1])
    of = f"`{above}` in {_file(kind)}" if above else _file(kind)
    dropped = schema.drops_unknown_keys(kind)
    end = "the client drops it without a word" if dropped else 'the client rejects the file ("Unknown field.")'
    return Problem(
        misfit.span,
        f"`{key}` is not a key of {of}: {end}",
        help=_help(kind, misfit),
        fix=_fix(misfit),
        subject=".".join(misfit.path),
        severity="warning" if dropped else None,
    )


def _file(kind: str) -> str:
    name = schema.title(kind)
    return f"the file of {'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _help(kind: str, misfit: schema.Misfit) -> str | None:
    key = misfit.path[-1]
    if key in _CONDA_KEYS and (kind == "environment" or misfit.path[:-1] == ("environment",)):
        return "this belongs into a conda file: name that file with `conda_file`, or write its content below that key"
    right = next((path for place, path in misfit.places if place == kind), None)
    if right is not None and not misfit.certain:
        return f"`{key}` belongs {_under(right)}"
    if misfit.suggestion:
        return f"did you mean `{misfit.suggestion}`?"
    # A key of this name somewhere deep in another kind of file says little about what is meant here.
    there = [place for place, path in misfit.places if path == misfit.path]
    there = [place for place in there if place in schema.siblings(kind)] or there
    if there:
        return f"`{key}` belongs to {' or '.join(map(_file, there))}"
    return f"the keys here are {misfit.expected.removeprefix('one of the keys ')}"


def _under(path: schema.Path) -> str:
    return "under `" + ".".join(path[:-1]) + "`" if path[1:] else "at the top of the file"


def _fix(misfit: schema.Misfit) -> Fix | None:
    """Rename the key, if the one that is meant is not there already."""
    if not misfit.suggestion or any(place == misfit.path for _, place in misfit.places):
        return None
    quote = misfit.span.text[:1] if misfit.span.text[:1] in ('"', "'") else ""
    edit = Edit(misfit.span, f"{quote}{misfit.suggestion}{quote}")
    return Fix("unsafe", f"rename the key to {misfit.suggestion}", (edit,))
