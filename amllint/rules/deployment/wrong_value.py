"""AML502 wrong-value: a value of the wrong type or form, or a key that stands without a value.

The client checks every value before anything is sent. What often surprises:

- Amounts of Kubernetes `resources` are texts: `cpu: 1` ends in "Not a valid string.", `cpu: "1"` is right.
- A key with nothing below it (`scale_settings:`) is a null, and ends in "Field may not be null."; leave the key out.
- `environment_variables` is a mapping; a list ends in "Not a valid mapping type."
- A plain date is no text: `version: 2026-01-31` fails, `version: "2026-01-31"` is right.
- `yes`, `no`, `on` and `off` are booleans in YAML, so they are no values of an enumeration.

CLI v1 takes a number only if it is one (`"minReplicas": "2"` ends in "Error parsing --deploy-config-file.", as does a
block that is null), and takes any text for true, `"false"` too.

What the client takes is not reported, even if it looks odd: `instance_count: "3"`, `instance_count: 1.5` (it becomes
1), `app_insights_enabled: "yes"`, `WORKER_COUNT: 2`. Enumerations compare without regard to case.

A `code` that is a datastore URI passes the client's check of types, but nothing can be uploaded from there (github
Azure/azure-sdk-for-python issue 33802).

Values of `data_collector` are the subject of AML512, references of `model` and `environment` those of AML208 and
AML510.

## Bad
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
  - LOG_LEVEL=info  # <-
resources:
  requests:
    cpu: 1  # <-
    memory: 2Gi
request_settings:
  max_concurrent_requests_per_instance: two  # <-
scale_settings:  # <-
```

## Good
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
  LOG_LEVEL: info
resources:
  requests:
    cpu: "1"
    memory: 2Gi
request_settings:
  max_concurrent_requests_per_instance: 1
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 6
```

## Bad: v1
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "AKS",
  "autoScaler": {
    "autoscaleEnabled": "true", // <-
    "minReplicas": "2", // <-
    "maxReplicas": 6
  },
  "livenessProbeRequirements": null, // <-
  "containerResourceRequirements": { "cpu": 1, "memoryInGB": 2 }
}
```

## Bad: an enumeration
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit
auth_mode: AAD_Token  # <-
public_network_access: no  # <-
```

The fix is safe where only one text can be meant: quotes around a number, a date or a boolean where a text is wanted,
another spelling of the same word in an enumeration. What is merely likely, such as `mlflow` for `mlflow_model`, is an
unsafe fix.
"""

from __future__ import annotations

from ...facts import schema
from ...finding import Edit, Fix, Problem
from ...registry import rule
from ...values import Listing, Mapping, Scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...finding import Safety
    from ...model import AssetDocument

_KINDS = ("null", "wrong-type", "bad-enum", "out-of-range", "too-many", "bad-reference")
_DATASTORE = "azureml://datastores/"
_ERRORS = {
    "text": "Not a valid string.",
    "int": "Not a valid integer.",
    "float": "Not a valid number.",
    "bool": "Not a valid boolean.",
    "version": "is not supported for version",
    "mapping": "Not a valid mapping type.",
    "list": "Not a valid list.",
    "block": "Invalid input type.",
}
_KIND_ERRORS = {
    "null": "Field may not be null.",
    "bad-enum": "passed is not in set",
    "bad-reference": "please provide either of the following prefixed with 'azureml:'",
}


@rule("AML502", "wrong-value", "error", on="document", fix="unsafe")
def wrong_value(document: AssetDocument) -> Iterator[Problem]:
    """Report each value that the client rejects, and code in a datastore."""
    for misfit in schema.document_misfits(document.kind, document.node):
        if misfit.kind not in _KINDS or _told_elsewhere(misfit):
            continue
        yield _problem_v1(misfit, document.kind) if schema.drops_unknown_keys(document.kind) else _problem(misfit)
    configuration = document.node.get("code_configuration")
    code = configuration.get("code") if isinstance(configuration, Mapping) else None
    if code is not None and (text_of(code) or "").startswith(_DATASTORE):
        yield Problem(
            code.span,
            "`code_configuration.code` is a place in a datastore: the client uploads code from a local folder only",
            help="name a local folder, or a registered code asset (`azureml:NAME:VERSION`)",
            subject="code_configuration.code",
        )


def _told_elsewhere(misfit: schema.Misfit) -> bool:
    """Whether a rule of its own speaks of it: AML512, AML208 or AML510."""
    if misfit.kind == "null":
        return False
    return misfit.path[0] == "data_collector" or (
        misfit.kind == "bad-reference" and misfit.path[-1] in ("model", "environment")
    )


def _problem(misfit: schema.Misfit) -> Problem:
    name = ".".join(misfit.path)
    error = _KIND_ERRORS.get(misfit.kind) or _type_error(misfit)
    rejects = f'the client rejects the file ("{error}")' if error else "the client rejects the file"
    if misfit.kind == "null":
        return Problem(
            misfit.span,
            f"`{name}` stands without a value: {rejects}",
            help=f"leave the key out, or give it {misfit.expected}",
            subject=name,
        )
    found = _found(misfit)
    return Problem(
        misfit.span,
        f"`{name}` takes {misfit.expected}, not {found}: {rejects}",
        help=_help(misfit),
        fix=_fix(misfit),
        subject=name,
    )


def _problem_v1(misfit: schema.Misfit, kind: str) -> Problem:
    """CLI v1 checks little: a text where truth is asked for counts as true, all else ends in one general error."""
    name = ".".join(misfit.path)
    error = ' ("Error parsing --deploy-config-file.")' if kind == "v1-deployment-config" else ""
    end = f"the client rejects the file{error}"
    if misfit.kind == "null":
        return Problem(
            misfit.span,
            f"`{name}` stands without a value: {end}",
            help=f"leave the key out, or give it {misfit.expected}",
            subject=name,
        )
    flag = misfit.field is not None and misfit.field.forms == ("flag",)
    if flag:
        end = "any text but the empty one counts as true"
    return Problem(
        misfit.span,
        f"`{name}` takes {misfit.expected}, not {_found_v1(misfit)}: {end}",
        help=_help(misfit),
        fix=_fix(misfit),
        subject=name,
        severity="warning" if flag else None,
    )


def _found_v1(misfit: schema.Misfit) -> str:
    value = misfit.value
    if isinstance(value, Scalar) and isinstance(value.data, str):
        return f"the text `{value.text}`"
    return _found(misfit)


def _type_error(misfit: schema.Misfit) -> str | None:
    if misfit.kind != "wrong-type" or misfit.field is None:
        return None
    return _ERRORS.get(misfit.field.forms[-1])


def _found(misfit: schema.Misfit) -> str:
    value = misfit.value
    if isinstance(value, Listing):
        return f"{len(value.items)} items" if misfit.kind == "too-many" else "a list"
    if not isinstance(value, Scalar):
        return "a mapping"
    if isinstance(value.data, bool):
        return f"the boolean `{value.text}`"
    if isinstance(value.data, str):
        return f"`{value.text}`" if schema.is_text(value) else f"the date `{value.text}`"
    return f"the number {value.text}"


def _help(misfit: schema.Misfit) -> str | None:
    if misfit.suggestion:
        return f"write `{misfit.suggestion}`" if misfit.certain else f"did you mean `{misfit.suggestion}`?"
    if misfit.path[-1] == "environment_variables":
        return "write each variable as a key: `NAME: value`"
    if isinstance(misfit.value, Scalar) and isinstance(misfit.value.data, bool) and misfit.kind == "bad-enum":
        return "YAML reads yes, no, on and off without quotes as booleans"
    return None


def _fix(misfit: schema.Misfit) -> Fix | None:
    if not misfit.suggestion or not isinstance(misfit.value, Scalar):
        return None
    safety: Safety = "safe" if misfit.certain else "unsafe"
    bare = misfit.field is not None and misfit.field.forms[0] in ("number", "port", "flag")
    quote = misfit.span.text[:1] if misfit.span.text[:1] in ('"', "'") and not bare else ""
    written = f"{quote}{misfit.suggestion}{quote}"
    return Fix(safety, f"write {written}", (Edit(misfit.span, written),))
