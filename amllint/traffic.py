"""What share of an endpoint's stated traffic a deployment gets."""

from __future__ import annotations

from .record import replace
from .values import Mapping, number_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import BoundUnit, Traffic


def traffic_of(unit: BoundUnit, stated: dict[str, Traffic]) -> Traffic | None:
    """The traffic that the configuration states for a unit's endpoint or for its own name, with the unit's share.

    What is stated for "*" holds for all that are not named. The share is `traffic` plus `mirror_traffic` of the
    endpoint's document, in percent of 100; all, if neither names the deployment.
    """
    traffic = stated.get(unit.endpoint_name or "") or stated.get(unit.name or "") or stated.get("*")
    if traffic is None or unit.endpoint is None or unit.name is None:
        return traffic
    shares = [
        number_of(node.get(unit.name))
        for key in ("traffic", "mirror_traffic")
        if isinstance(node := unit.endpoint.node.get(key), Mapping)
    ]
    known = [share for share in shares if share is not None]
    return replace(traffic, share=f"{sum(known)}/100") if known else traffic
