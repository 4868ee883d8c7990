"""AML508 traffic: percentages of `traffic` or `mirror_traffic` that the endpoint does not take.

- The shares of `traffic` add up to 100, or are all 0 (then every request without the header `azureml-model-deployment`
  is answered 404). Above 100 the client rejects the file ("Traffic rule percentages must sum to less than or equal to
  100%"); any other sum is refused by the service.
- A negative share passes the client and is refused by the service.
- `mirror_traffic` names one deployment and at most 50 %.
- A name that no deployment of the project has is a warning: "Deployment name ... not found for this endpoint".

## Bad
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit
auth_mode: key
traffic:  # <-
  blue: 90
mirror_traffic:
  green: 60  # <-
```

## Bad: a name that no deployment has
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit
auth_mode: key
traffic:
  bleu: 100  # <-
```

## Good
`endpoint.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: credit
auth_mode: key
traffic:
  blue: 100
```
"""

from __future__ import annotations

from ...facts.limits import MOST_MIRRORED
from ...finding import Problem
from ...registry import rule
from ...spelling import nearest
from ...values import Mapping, number_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument
    from ...text import Span


@rule("AML508", "traffic", "error", on="document", kinds=("online-endpoint", "kubernetes-endpoint"))
def traffic(document: AssetDocument) -> Iterator[Problem]:
    """Check each share, then their sum, then the names."""
    for key in ("traffic", "mirror_traffic"):
        entry = document.node.entry(key)
        if entry is None or not isinstance(entry.value, Mapping):
            continue
        shares = entry.value
        for share in shares:
            number = number_of(share.value)
            if number is not None and number < 0:
                yield Problem(share.value.span, f"a share of {number} %: the service rejects it", subject=key)
            elif key == "mirror_traffic" and number is not None and number > MOST_MIRRORED:
                yield Problem(
                    share.value.span,
                    f"{number} % of the traffic are mirrored: the service takes at most {MOST_MIRRORED}",
                    subject=key,
                )
        if key == "traffic":
            yield from _sum(entry.key, shares)
        yield from _names(document, shares)


def _sum(span: Span, shares: Mapping) -> Iterator[Problem]:
    numbers = [number_of(share.value) for share in shares]
    known = [int(number) for number in numbers if number is not None]
    if len(known) < len(numbers) or shares.open or not known or sum(known) in (0, 100) or min(known) < 0:
        return
    total = sum(known)
    what = (
        'the client rejects it ("Traffic rule percentages must sum to less than or equal to 100%")'
        if total > 100
        else "the service takes 0 or 100 only"
    )
    yield Problem(span, f"the shares add up to {total} %: {what}", subject="sum")


def _names(document: AssetDocument, shares: Mapping) -> Iterator[Problem]:
    known = {name.lower() for name in document.deployments}
    for share in shares if known else ():
        if share.key_data.lower() in known or number_of(share.value) == 0:
            continue
        near = nearest(share.key_data, document.deployments)
        yield Problem(
            share.key,
            f"no file of the project defines a deployment `{share.key_data}` of this endpoint: if there is none, the "
            'update fails ("Deployment name not found for this endpoint")',
            help=f"did you mean `{near[0]}`?" if near else "the project has " + ", ".join(sorted(set(known))),
            subject=share.key_data,
            severity="warning",
        )
