"""AML520 endpoint-name-generic: an endpoint's name that somebody else in the region is likely to have.

The name becomes part of the address (`NAME.REGION.inference.ml.azure.com`), so it is unique in an Azure region:
"There is already an endpoint with this name". Names of tutorials are taken.

## Bad
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: my-endpoint  # <-
auth_mode: key
```

## Good
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit
auth_mode: key
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument

_WORDS = frozenset(
    {
        "my", "test", "sample", "demo", "example", "online", "managed", "endpoint", "endpt", "ep", "ml", "aml",
        "azureml", "model", "batch", "the", "new", "first", "taxi", "online-endpoint", "mlops", "dev", "prod",
    }
)  # fmt: skip


@rule("AML520", "endpoint-name-generic", "note", on="document", kinds=("online-endpoint", "batch-endpoint"))
def endpoint_name_generic(document: AssetDocument) -> Iterator[Problem]:
    """Report a name that is made of nothing but common words and numbers."""
    name = document.name
    entry = document.node.entry("name")
    if name is None or entry is None:
        return
    words = [word for word in name.lower().replace("_", "-").split("-") if word and not word.isdigit()]
    if words and all(word in _WORDS for word in words) and len(name) < 32:
        yield Problem(
            entry.value.span,
            f"`{name}` is likely to be taken: an endpoint's name is unique in its Azure region",
            help="add something of your own: a team, a project, a random end",
            subject="name",
        )
