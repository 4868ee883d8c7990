"""Autoscale settings of Azure Monitor in every form, and the reader of Bicep and Terraform against any text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.read.autoscale_settings import read_autoscale_settings
from amllint.read.blocks import read_resources
from amllint.rules.scale.monitor_autoscale import _seconds
from amllint.text import Source
from amllint.values import Listing, Mapping, Unknown, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[..., list[str]]

ARM = """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "resources": [
    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "apiVersion": "2022-10-01",
      "properties": {
        "targetResourceUri": "[concat(parameters('ws'), '/onlineEndpoints/credit/deployments/blue')]",
        "profiles": [
          {
            "capacity": {"minimum": "4", "maximum": "MOST", "default": "4"},
            "rules": [
              {
                "metricTrigger": {"metricName": "Cpu", "operator": "GreaterThan", "threshold": 70},
                "scaleAction": {"direction": "Increase", "value": "1", "cooldown": "PT5M"}
              }
            ]
          }
        ]
      }
    }
  ]
}
"""
TERRAFORM = """\
# onlineEndpoints
resource "azurerm_monitor_autoscale_setting" "credit" {
  profile {
    capacity {
      default = 9
      minimum = 1
      maximum = 3
    }
    dynamic "rule" {
      for_each = var.rules
      content {}
    }
    rule {
      metric_trigger {
        metric_name = "Cpu"
        operator    = "GreaterThan"
        threshold   = 70
        time_window = "PT1M"
      }
      scale_action {
        direction = "Increase"
      }
    }
  }
}
"""


def test_arm_template(found: Found) -> None:
    assert found({"azuredeploy.json": ARM.replace("MOST", "3")}, "AML706") == [
        "azuredeploy.json:11 error range",
        "azuredeploy.json:15 warning one-way",
    ]
    assert [
        one.split()[-1] for one in found({"azuredeploy.json": ARM.replace("MOST", "[parameters('most')]")}, "AML706")
    ] == ["one-way"]


def test_terraform(found: Found) -> None:
    found_ = found({"scale.tf": TERRAFORM}, "AML706")
    assert "scale.tf:5 error default" in found_
    assert "scale.tf:18 warning time_window" in found_


def test_settings_of_other_resources_are_left_alone(found: Found) -> None:
    assert found({"scale.tf": TERRAFORM.replace("onlineEndpoints", "virtual machines")}, "AML706") == []
    assert found({"a.sh": "az monitor autoscale create --min-count 5 --max-count 1 --count 1\n"}, "AML706") == []


def test_commands_with_variables_are_unknown() -> None:
    script = (
        "# online-endpoint\naz monitor autoscale create -n a --min-count $LEAST --max-count 5 --count 3\n"
        'az monitor autoscale rule create --autoscale-name a --condition "$C" --scale out 1\n'
    )
    (document,) = read_autoscale_settings(Source("a.sh", script))
    profiles = document.node.get("profiles")
    assert isinstance(profiles, Listing)
    (profile,) = profiles.items
    assert isinstance(profile, Mapping)
    assert isinstance(profile.get("minimum"), Unknown)
    assert number_of(profile.get("maximum")) == 5
    assert profile.open


def test_conditions_of_commands() -> None:
    script = (
        "# online-endpoint\naz monitor autoscale create -n a --min-count 2 --max-count 5 --count 3\n"
        "az monitor autoscale rule create --autoscale-name a --condition 'RequestLatency > 70 avg 5m' \\\n"
        "  --scale out 2 --cooldown 10\n"
    )
    (document,) = read_autoscale_settings(Source("a.sh", script))
    profiles = document.node.get("profiles")
    assert isinstance(profiles, Listing) and isinstance(profiles.items[0], Mapping)
    rules = profiles.items[0].get("rules")
    assert isinstance(rules, Listing) and isinstance(rules.items[0], Mapping)
    rule = rules.items[0]
    assert {name: text_of(rule.get(name)) for name in rule.keys()} == {
        "metric": "RequestLatency",
        "operator": "GreaterThan",
        "threshold": "70",
        "direction": "Increase",
        "time_window": "PT5M",
        "cooldown": "PT10M",
        "value": "2",
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT1M", 60), ("PT1H30M", 5400), ("P1D", 86400), ("PT10S", 10), ("P", None), ("5m", None), ("", None)],
)
def test_durations(text: str, seconds: int | None) -> None:
    assert _seconds(text) == seconds


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="resource '\"{}[]():=,\n#/*\\x1$", max_size=200), st.sampled_from(("a.bicep", "a.tf")))
def test_reader_never_raises(text: str, path: str) -> None:
    head = "resource a 'T/t@1' = {\n" if path == "a.bicep" else 'resource "t" "a" {\n'
    for resource in read_resources(Source(path, head + text)):
        assert resource.node.span.end <= len(head + text)


def test_hostile_nesting_ends() -> None:
    text = "resource a 'T/t@1' = " + "{a: " * 5000
    assert len(list(read_resources(Source("a.bicep", text)))) == 1
    text = "resource a 'T/t@1' = {a: " + "[" * 5000
    assert len(list(read_resources(Source("a.bicep", text)))) == 1
