"""AML128 hard-coded-secret: a key, password or token stands in a file of the deployment.

Whoever reads the repository, the image, the log of a pipeline or the code folder in the workspace's storage can use
it, and it cannot be changed without a new deployment. Put it into a Key Vault or a connection, and read it from an
environment variable that refers to it, or use a managed identity. One that was ever pushed is to be renewed.

Where the format itself proves it (the account key of a storage account, a signed address, a token with its prefix, a
connection string with a password) it is an error; where only a name and a value that looks made by chance suggest it, a
warning. Placeholders are not reported, and the secret itself is not shown.

## Bad
`code/score.py`
```python
import json

CONNECTION = "Server=tcp:credit.database.windows.net;Database=credit;User ID=app;Password=Tr0ub4dor-and-3;"  # <-


def init():
    pass


def run(data):
    return json.loads(data)
```

## Bad: by its name
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
environment_variables:
  SEARCH_API_KEY: "q7VhT2mZx9RkLw4Bn8YcJd5FgP3sUa6E"  # <-
instance_type: Standard_D4as_v4
instance_count: 3
```

## Good
`code/score.py`
```python
import json
import os

CONNECTION = os.environ.get("CREDIT_CONNECTION", "Server=tcp:credit;Password={{PASSWORD}};")


def init():
    pass


def run(data):
    return json.loads(data)
```
"""

from __future__ import annotations

from ...boot import Unit
from ...facts.secrets import secrets
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument
    from ...text import Source


@rule("AML128", "hard-coded-secret", "error", on="any")
def hard_coded_secret(subject: Unit | AssetDocument) -> Iterator[Problem]:
    """Search the texts of a unit, or of a document, for secrets."""
    for source in _sources(subject):
        for found in secrets(source.text, code=source.path.endswith((".py", ".ipynb"))):
            article = "a " if found.proven or found.kind.startswith("password") else "what looks like a secret, the "
            yield Problem(
                source.span(found.start, found.end),
                f"{article}{found.kind} stands in this file: whoever can read it can use it",
                help="renew it, and read it from an environment variable that a Key Vault or a connection fills",
                subject=found.kind,
                severity=None if found.proven else "warning",
                secret=True,
            )


def _sources(subject: Unit | AssetDocument) -> tuple[Source, ...]:
    """The texts that belong to a subject, each once."""
    if not isinstance(subject, Unit):
        return (subject.source,)
    sources = {subject.source.path: subject.source}
    for script in subject.boot.modules:
        sources.setdefault(script.source.path, script.source)
    environment = subject.environment
    for part in (environment.conda, environment.dockerfile) if environment is not None else ():
        if part is not None:
            sources.setdefault(part.source.path, part.source)
    return tuple(sources.values())
