"""The configuration files of CLI v1: what the client takes, drops and stumbles over."""

from __future__ import annotations

import pytest

from amllint.facts import schema
from amllint.read.markup import read_json, read_yaml
from amllint.text import Source
from amllint.values import Mapping


def mapping(text: str) -> Mapping:
    source = Source("config.json" if text.startswith("{") else "config.yml", text)
    root = (read_json if text.startswith("{") else read_yaml)(source).root
    assert isinstance(root, Mapping)
    return root


def found(text: str, kind: str = "v1-deployment-config") -> list[tuple[str, str]]:
    return [(misfit.kind, ".".join(misfit.path)) for misfit in schema.misfits(kind, mapping(text))]


AKS = "computeType: AKS\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("autoScaler: {autoscaleEnabled: true, minReplicas: 1}", None),
        ("autoScaler: {minReplicas: '1'}", "wrong-type"),
        ("autoScaler: {minReplicas: [1]}", "wrong-type"),
        ("autoScaler: {minReplicas: null}", None),
        ("autoScaler: {minReplicas: '{{LEAST}}'}", None),
        ("autoScaler: {autoscaleEnabled: 'false'}", "wrong-type"),
        ("autoScaler: {autoscaleEnabled: 1}", None),
        ("autoScaler: {autoScaleEnabled: true}", "unknown-key"),
        ("autoScaler: true", "wrong-type"),
        ("autoScaler:", "null"),
        ("keys: {primaryKey: null}", None),
        ("numReplicas:", None),
        ("numReplicas: 1.5", None),
        ("gpuCores: one", "wrong-type"),
        ("sslEnabled: true", "unknown-key"),
        ("containerResourceRequirements: {cpu: 1, gpu: 1}", "unknown-key"),
        ("containerResourceRequirements: {cpu: 1, cpuLimit: 2, memoryInGBLimit: 2}", None),
        ("namespace: 5", "wrong-type"),
        ("authEnabled: true\nauthEnabled: false", "duplicate-key"),
    ],
)
def test_aks(lines: str, expected: str | None) -> None:
    assert [kind for kind, _ in found(AKS + lines + "\n")] == ([expected] if expected else [])


def test_compute_type_decides_without_regard_to_case() -> None:
    assert found("computeType: aci\ngpuCores: 1\n") == [("unknown-key", "gpuCores")]
    assert found('{"computeType": "AksEndpoint", "trafficPercentile": 10, "computeTargetName": "x"}') == [
        ("unknown-key", "computeTargetName")
    ]
    assert found("computeType: LOCAL\nport: 70000\n") == [("out-of-range", "port")]
    assert found("computeType: local\nport: '80'\n") == [("wrong-type", "port")]
    assert found("computeType: local\nport: 0\n") == []


def test_a_wrong_compute_type_is_told_once_and_takes_the_keys_of_all() -> None:
    text = "computeType: kubernetes\nautoScaler: {autoscaleEnabled: true}\nsslEnabled: false\n"
    assert found(text) == [("bad-enum", "computeType")]
    assert found("computeType: {{KIND}}\nautoScaler: {}\nport: 1\n") == []
    assert found("computeType:\nautoScaler: {}\n") == [("null", "computeType")]


def test_inference_configuration() -> None:
    kind = "v1-inference-config"
    text = "entryScript: score.py\nruntime: Python\nextraDockerfileSteps:\nextraDockerFileSteps: steps\nschemaFile:\n"
    assert found(text, kind) == []
    assert found("entryScript: score.py\ncondafile: conda.yml\n", kind) == [("unknown-key", "condafile")]
    assert found("entryScript: score.py\nruntime: python3\n", kind) == [("bad-enum", "runtime")]
    assert found("entryScript: score.py\nenvironment: {python: {}, docker: null}\n", kind) == []


def test_suggestions_name_the_key_and_the_kind_where_it_is_right() -> None:
    (misfit,) = schema.misfits("v1-deployment-config", mapping("computeType: ACI\nautoScaler: {}\n"))
    assert misfit.span.text == "autoScaler"
    assert [kind for kind, _ in misfit.places] == ["v1-aks", "v1-aksendpoint"]
    (misfit,) = schema.misfits("v1-deployment-config", mapping(AKS + "enableAppInsights: true\n"))
    assert misfit.suggestion == "appInsightsEnabled"
    (misfit,) = schema.misfits("v1-deployment-config", mapping('{"computeType": "AKS", "numReplicas": "3"}'))
    assert (misfit.span.text, misfit.suggestion, misfit.certain) == ('"3"', "3", True)


def test_generations_do_not_mix() -> None:
    assert schema.elsewhere("autoScaler") == ()
    assert ("v1-aks", ("autoScaler",)) in schema.elsewhere("autoScaler", "v1")
    assert not any(kind.startswith("v1") for kind in schema.kinds())
    assert all(schema.field(kind, path) is not None for kind in schema.kinds("v1") for path in schema.paths(kind))
    assert schema.drops_unknown_keys("v1-aks") and not schema.drops_unknown_keys("managed-deployment")
