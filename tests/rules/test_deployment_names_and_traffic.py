"""Names, traffic, references and secrets: the cases that the pages do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amllint.facts import limits
from amllint.rules.deployment.secret_reference import _fault

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[..., list[str]]

ENDPOINT = "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json\nname: credit\n"


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("abc", True),
        ("a-b", True),
        ("A1b", True),
        ("x" * 32, True),
        ("ab", False),
        ("x" * 33, False),
        ("1abc", False),
        ("abc-", False),
        ("a_b", False),
        ("a.b", False),
        ("äbc", False),
    ],
)
def test_endpoint_names(name: str, fits: bool) -> None:
    assert (limits.endpoint_name_fault(name) == "") is fits


def test_v1_names_are_in_lower_case() -> None:
    assert limits.endpoint_name_fault("credit", v1=True) == ""
    assert "lower case" in limits.endpoint_name_fault("Credit", v1=True)
    assert "lower case" in limits.endpoint_name_fault("creDit", v1=True)


def test_other_names() -> None:
    assert limits.environment_name_fault("azureml-credit") == ""
    assert "curated" in limits.environment_name_fault("AzureML-credit")
    assert "curated" in limits.environment_name_fault("MicrosoftCredit")
    assert limits.environment_name_fault("x" * 256)
    assert limits.model_name_fault("credit_1.0-x") == ""
    assert limits.model_name_fault("-credit") and limits.model_name_fault("a b") and limits.model_name_fault("x" * 256)
    assert limits.namespace_fault("team-a") == ""
    assert limits.namespace_fault("Team") and limits.namespace_fault("-a") and limits.namespace_fault("x" * 64)


def test_reserve() -> None:
    assert [limits.reserved_instances(n) for n in (1, 3, 5, 10)] == [2, 4, 6, 12]
    assert limits.reserve_exempt("Standard_NC24ads_A100_v4")
    assert limits.reserve_exempt("Standard_ND40rs_v2")
    assert not limits.reserve_exempt("Standard_NC4as_T4_v3")


def test_placeholders_in_names_are_unknown(found: Found) -> None:
    assert found({"endpoint.yml": ENDPOINT.replace("credit", "{{NAME}}_x")}, "AML506") == []
    assert found({"endpoint.yml": ENDPOINT.replace("credit", "<ENDPOINT_NAME>")}, "AML506") == []


def test_names_together_on_kubernetes(found: Found) -> None:
    long = "endpoint_name: " + "e" * 32
    assert found({"deployment.yml": ("endpoint_name: credit", long)}, "AML506", "kubernetes") == []
    both = ("name: blue\nendpoint_name: credit", f"name: {'b' * 31}\n{long}")
    assert found({"deployment.yml": both}, "AML506", "kubernetes") == ["deployment.yml:3 error together"]


@pytest.mark.parametrize(
    ("traffic", "subjects"),
    [
        ("traffic: {blue: 100}", []),
        ("traffic: {blue: 0}", []),
        ("traffic: {}", []),
        ("traffic: {blue: '100'}", []),
        ("traffic: {blue: 100, green: '{{SHARE}}'}", ["warning green"]),
        ("traffic: {blue: 60, green: 60}", ["error sum", "warning green"]),
        ("traffic: {blue: 50}", ["error sum"]),
        ("traffic: {blue: -10, green: 110}", ["error traffic", "warning green"]),
        ("traffic: {blue: 100, green: 0}", []),
        ("mirror_traffic: {blue: 50}", []),
        ("mirror_traffic: {blue: 51}", ["error mirror_traffic"]),
    ],
)
def test_traffic(found: Found, traffic: str, subjects: list[str]) -> None:
    text = ENDPOINT + traffic + "\n"
    assert [one.partition(" ")[2] for one in found({"endpoint.yml": text}, "AML508")] == subjects


def test_a_deployment_with_a_hidden_name_may_be_any(found: Found) -> None:
    files = {"endpoint.yml": ENDPOINT + "traffic: {green: 100}\n", "deployment.yml": ("name: blue", "name: '{{NAME}}'")}
    assert found(files, "AML508") == []


def test_an_endpoint_that_a_script_speaks_of_is_no_misspelling(found: Found) -> None:
    deployment = {"deployment.yml": ("endpoint_name: credit", "endpoint_name: credits")}
    assert found(deployment, "AML507") == ["deployment.yml:3 warning credits"]
    script = {"create.sh": "az ml online-endpoint create --name credits\n"}
    assert found(script, "AML507") == []


@pytest.mark.parametrize(
    ("reference", "fits"),
    [
        ("azureml://connections/c", True),
        ("azureml://connections/c/target", True),
        ("azureml://connections/c/credentials/key", True),
        ("azureml://connections/c/metadata/key", True),
        ("azureml://connections/$(c)/x", True),
        ("azureml://connections/", False),
        ("azureml://connections/c/credentials", False),
        ("azureml://connections/c/secret/key", False),
        ("keyvault:https://v.vault.azure.net/secrets/n/1", True),
        ("keyvault:https://v.vault.azure.net/secrets/n", True),
        ("keyvault:https://v.vault.azure.net/keys/n/1", False),
        ("keyvault:v/secrets/n", False),
        ("secrets.TOKEN", True),
    ],
)
def test_secret_references(reference: str, fits: bool) -> None:
    assert (_fault(reference) == "") is fits


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("credit:3", "azureml:credit:3"),
        ("credit@latest", "azureml:credit@latest"),
        ("credit", None),
        ("env/conda.yml", None),
    ],
)
def test_only_a_name_with_a_version_has_one_meaning(written: str, fixed: str | None) -> None:
    from amllint.rules.deployment.environment_reference import _fix
    from amllint.text import Source

    source = Source("d.yml", written)
    fix = _fix(source.span(0, len(written)), written)
    assert (fix.edits[0].text if fix else None) == fixed


def test_registered_environments_and_inline_ones_are_left_alone(found: Found) -> None:
    inline = "environment:\n  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1\n"
    for text in ("environment: azureml:credit:3\n", "environment: '{{ENVIRONMENT}}'\n", inline + "  name: x\n"):
        files = {"deployment.yml": DEPLOYMENT.replace("ENVIRONMENT\n", text)}
        assert found(files, "AML510") == []


DEPLOYMENT = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
ENVIRONMENT
instance_type: Standard_D4as_v4
instance_count: 3
"""


def test_syntax_in_a_file_with_placeholders_is_a_warning(found: Found) -> None:
    broken = DEPLOYMENT.replace("ENVIRONMENT", 'description: "open')
    assert [one.split()[1] for one in found({"deployment.yml": broken}, "AML517")] == ["error"]
    hidden = broken.replace("name: blue", "name: {{NAME}}")
    assert found({"deployment.yml": hidden}, "AML517") == []
    assert [one.split()[1] for one in found({"deployment.yml": hidden}, "AML902")] == ["warning"]
