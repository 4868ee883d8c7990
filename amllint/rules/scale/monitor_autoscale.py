r"""AML706 monitor-autoscale: autoscale settings of Azure Monitor that are refused, or that do not scale as they read.

Managed endpoints scale by Azure Monitor. Read are `az monitor autoscale`, Bicep, ARM templates and Terraform in files
that speak of online endpoints.

Errors, refused by Azure: a minimum above the maximum, a default outside the two, a cooldown that is not between a
minute and a week, a time window outside 5 minutes to 12 hours (Microsoft.Insights/autoscaleSettings reference).

Warnings: a rule that adds instances without one that takes them away, or the reverse; a threshold for fewer instances
that is not below the one for more: Azure Monitor leaves the number as it is rather than go back and forth (flapping).

## Bad
`autoscale.sh`
```sh
az monitor autoscale create --name credit --resource "$DEPLOYMENT_ID" \
  --resource-type Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments \
  --min-count 5 --max-count 3 --count 4  # <-
az monitor autoscale rule create --autoscale-name credit \
  --condition "CpuUtilizationPercentage > 70 avg 5m" --scale out 2  # <-
```

## Bad: Bicep
`infrastructure/autoscale.bicep`
```
// scales onlineEndpoints/credit/deployments/blue
resource scale 'Microsoft.Insights/autoscaleSettings@2022-10-01' = {
  name: 'credit'
  properties: {
    targetResourceUri: deployment.id
    profiles: [
      {
        name: 'default'
        capacity: {
          minimum: '2'
          maximum: '5'
          default: '1'  // <-
        }
        rules: [
          {
            metricTrigger: {
              metricName: 'CpuUtilizationPercentage'
              operator: 'GreaterThan'
              threshold: 60
              timeWindow: 'PT5M'
            }
            scaleAction: {
              direction: 'Increase'
              value: '1'
              cooldown: 'PT10S'  // <-
            }
          }
          {
            metricTrigger: {
              metricName: 'CpuUtilizationPercentage'
              operator: 'LessThan'
              threshold: 65  // <-
              timeWindow: 'PT5M'
            }
            scaleAction: {
              direction: 'Decrease'
              value: '1'
              cooldown: 'PT5M'
            }
          }
        ]
      }
    ]
  }
}
```

## Good
`autoscale.sh`
```sh
az monitor autoscale create --name credit --resource "$DEPLOYMENT_ID" \
  --resource-type Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments \
  --min-count 2 --max-count 5 --count 2
az monitor autoscale rule create --autoscale-name credit \
  --condition "CpuUtilizationPercentage > 70 avg 5m" --scale out 2
az monitor autoscale rule create --autoscale-name credit \
  --condition "CpuUtilizationPercentage < 30 avg 5m" --scale in 1
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...values import Listing, Mapping, number_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument
    from ...text import Span

_MINUTE = 60
_COOLDOWN = (_MINUTE, 7 * 24 * 3600)
_WINDOW = (5 * _MINUTE, 12 * 3600)


@rule("AML706", "monitor-autoscale", "error", on="document", kinds=("autoscale-setting",))
def monitor_autoscale(document: AssetDocument) -> Iterator[Problem]:
    """Check each profile: its range, then its rules."""
    profiles = document.node.get("profiles")
    for profile in profiles.items if isinstance(profiles, Listing) else ():
        if isinstance(profile, Mapping):
            yield from _range(profile)
            rules = profile.get("rules")
            known = [one for one in (rules.items if isinstance(rules, Listing) else ()) if isinstance(one, Mapping)]
            for one in known:
                yield from _times(one)
            if known and not profile.open:
                yield from _directions(known)


def _range(profile: Mapping) -> Iterator[Problem]:
    numbers = {name: number_of(profile.get(name)) for name in ("minimum", "maximum", "default")}
    low, high, default = numbers.values()
    least, first = profile.entry("minimum"), profile.entry("default")
    if low is not None and high is not None and low > high and least is not None:
        yield Problem(
            least.value.span,
            f"the minimum of {low:g} instances is above the maximum of {high:g}: Azure refuses the setting",
            subject="range",
        )
    elif default is not None and first is not None:
        if (low is not None and default < low) or (high is not None and default > high):
            yield Problem(
                first.value.span,
                f"the default of {default:g} instances lies outside the range: Azure refuses the setting",
                help="the default is what runs while no metric can be read: write a number from minimum to maximum",
                subject="default",
            )


def _times(one: Mapping) -> Iterator[Problem]:
    for name, (least, most), words in (
        ("cooldown", _COOLDOWN, "a minute and a week"),
        ("time_window", _WINDOW, "5 minutes and 12 hours"),
    ):
        entry = one.entry(name)
        seconds = _seconds(text_of(entry.value) or "") if entry is not None else None
        if entry is not None and seconds is not None and not least <= seconds <= most:
            yield Problem(
                entry.value.span,
                f"{name.replace('_', ' ')} of {seconds} s: it is said to lie between {words}",
                subject=name,
                severity="warning",  # the limits are known from the reference only, and were not tried
            )


def _directions(rules: list[Mapping]) -> Iterator[Problem]:
    by_direction: dict[str, list[Mapping]] = {"Increase": [], "Decrease": []}
    for one in rules:
        direction = text_of(one.get("direction")) or ""
        if one.open or direction not in by_direction:
            return
        by_direction[direction].append(one)
    out, down = by_direction["Increase"], by_direction["Decrease"]
    if not out or not down:
        there, lacks = ("adds instances", "takes them away again") if out else ("takes instances away", "adds any")
        yield Problem(
            _place(rules[0], "direction"),
            f"a rule {there}, and none {lacks}: the number of instances ends at one end of the range and stays there",
            subject="one-way",
            severity="warning",
        )
    for adds in out:
        for takes in down:
            high, low = number_of(adds.get("threshold")), number_of(takes.get("threshold"))
            same = text_of(adds.get("metric")) == text_of(takes.get("metric"))
            if same and high is not None and low is not None and low >= high and _upward(adds):
                yield Problem(
                    _place(takes, "threshold"),
                    f"instances are taken away below {low:g} and added above {high:g}: the two overlap, and Azure "
                    "Monitor leaves the number as it is rather than go back and forth (flapping)",
                    (Label(_place(adds, "threshold"), "the threshold for more"),),
                    f"take instances away well below {high:g}",
                    subject="flapping",
                    severity="warning",
                )


def _upward(one: Mapping) -> bool:
    return (text_of(one.get("operator")) or "").startswith("Greater")


def _place(one: Mapping, name: str) -> Span:
    entry = one.entry(name)
    return entry.value.span if entry is not None else one.span


def _seconds(duration: str) -> int | None:
    """Seconds of an ISO 8601 duration of days, hours, minutes and seconds; None for anything else."""
    import re

    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", duration)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
