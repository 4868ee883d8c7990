from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from amllint.facts import schema
from amllint.read.markup import read_yaml
from amllint.spelling import nearest
from amllint.text import Source
from amllint.values import Mapping

ROOT = Path(__file__).resolve().parents[2]
MANAGED = "name: blue\nendpoint_name: credit\ninstance_type: Standard_DS3_v2\n"


def mapping(text: str) -> Mapping:
    root = read_yaml(Source("deployment.yml", text)).root
    assert isinstance(root, Mapping)
    return root


def found(text: str, kind: str = "managed-deployment") -> list[tuple[str, str]]:
    return [(misfit.kind, ".".join(misfit.path)) for misfit in schema.misfits(kind, mapping(text))]


def only(text: str, kind: str = "managed-deployment") -> schema.Misfit:
    (misfit,) = schema.misfits(kind, mapping(text))
    return misfit


def test_table_is_fresh() -> None:
    pytest.importorskip("ruff")
    assert subprocess.run([sys.executable, str(ROOT / "tools" / "compile_schema.py"), "--check"]).returncode == 0


def test_questions() -> None:
    assert schema.field("managed-deployment", ("request_settings", "request_timeout_ms")) == schema.Field(("int",))
    collection = ("data_collector", "collections", "model_inputs", "enabled")
    enabled = schema.field("managed-deployment", collection)
    assert enabled is not None and enabled.values == ("true", "false")
    assert schema.keys("managed-deployment", ("environment_variables",)) is None
    assert schema.keys("v1-deployment-config") is None
    assert schema.field("managed-deployment", ("nothing", "below")) is None
    assert set(schema.keys("managed-deployment", ("liveness_probe",)) or ()) >= {"initial_delay", "period"}


def test_elsewhere_tells_kinds_and_paths() -> None:
    assert ("kubernetes-deployment", ("resources",)) in schema.elsewhere("resources")
    assert ("managed-deployment", ("request_settings", "request_timeout_ms")) in schema.elsewhere("request_timeout_ms")
    assert schema.elsewhere("no_such_key") == ()


@pytest.mark.parametrize("kind", schema.kinds())
def test_every_path_can_be_asked_for(kind: str) -> None:
    assert all(schema.field(kind, path) is not None for path in schema.paths(kind))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("instance_count: '3'", None),
        ("instance_count: 1.5", None),
        ("instance_count: two", "wrong-type"),
        ("instance_count: true", "wrong-type"),
        ("instance_count: .inf", "wrong-type"),
        ("app_insights_enabled: 'yes'", None),
        ("app_insights_enabled: 1", None),
        ("app_insights_enabled: perhaps", "wrong-type"),
        ("description: 2026-01-31", "wrong-type"),
        ("description: '2026-01-31'", None),
        ("description: 2026-1-31", None),
        ("description: 5", "wrong-type"),
        ("scale_settings:", "null"),
        ("scale_settings: {type: Default}", None),
        ("scale_settings: {type: default, min_instances: 1}", "unknown-key"),
        ("scale_settings: {type: targetUtilization, min_instances: 1}", None),
        ("scale_settings: {type: '{{TYPE}}', min_instances: 1}", None),
        ("environment_variables: {A: 1, B: [x]}", None),
        ("environment_variables: [A]", "wrong-type"),
        ("environment_variables: {A: 1, A: 2}", "duplicate-key"),
        ("egress_public_network_access: no", "bad-enum"),
        ("egress_public_network_access: DISABLED", None),
        ("provisioning_state: Succeeded", None),
        ("creation_context: {anything: 1}", None),
        ("creation_context:", "null"),
        ("model: credit:1", "bad-reference"),
        ("model: azureml:credit:1", None),
        ("model: {path: model, version: 1}", "missing-key"),
        ("environment: {name: 5, version: 1.0, image: x}", None),
        ("environment: file:environment.yml", None),
        ("environment: {image: x, conda_file: [a]}", "wrong-type"),
        ("data_collector: {collections: {a: {enabled: true}}}", "bad-enum"),
        ("data_collector: {collections: {a: {enabled: 'TRUE'}}}", None),
        ("data_collector: {collections: {}, sampling_rate: 1.5}", "out-of-range"),
        ("resources: {}", "unknown-key"),
        ("{{KEY}}: value", None),
        ("instance_count: {{COUNT}}", None),
    ],
)
def test_managed_deployment(line: str, expected: str | None) -> None:
    assert [kind for kind, _ in found(MANAGED + line + "\n")] == ([expected] if expected else [])


def test_place_of_a_misfit_is_the_key_or_the_value() -> None:
    misfit = only(MANAGED + "liveness_probe:\n  period: ten\n")
    assert (misfit.span.text, misfit.span.place.line, misfit.path) == ("ten", 5, ("liveness_probe", "period"))
    misfit = only(MANAGED + "liveness_probe:\n  path: /\n")
    assert (misfit.span.text, misfit.span.place.line) == ("path", 5)
    misfit = only(MANAGED + "scale_settings:\n  max_instances: 2\n")
    assert (misfit.kind, misfit.span.text) == ("missing-key", "scale_settings")


def test_suggestions() -> None:
    assert only(MANAGED + "instanceCount: 3\n").suggestion == "instance_count"
    misfit = only(MANAGED + "request_timeout_ms: 3\n")
    assert misfit.places[0] == ("managed-deployment", ("request_settings", "request_timeout_ms"))
    text = "type: kubernetes\nname: x\nendpoint_name: y\nresources: {requests: {cpu: 1}}\n"
    misfit = only(text, "kubernetes-deployment")
    assert (misfit.suggestion, misfit.certain) == ('"1"', True)


def test_undecided_kind_takes_the_keys_of_each() -> None:
    assert found("type: '{{TYPE}}'\nname: x\nendpoint_name: y\nresources: {}\n") == []
    assert ("unknown-key", "nonsense") in found("type: '{{TYPE}}'\nname: x\nendpoint_name: y\nnonsense: 1\n")


def test_walk_is_kept_per_document() -> None:
    node = mapping(MANAGED + "nonsense: 1\n")
    assert schema.document_misfits("managed-deployment", node) is schema.document_misfits("managed-deployment", node)
    assert schema.document_misfits("kubernetes-deployment", node) is not None


def test_a_large_document_is_walked_in_linear_time() -> None:
    node = mapping(MANAGED + "environment_variables:\n" + "".join(f"  V{i}: {i}\n" for i in range(20_000)))
    start = time.perf_counter()
    assert list(schema.misfits("managed-deployment", node)) == []
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("conda", ("conda_file", "image", "build"), ("conda_file",)),
        ("scale_setting", ("scale_settings", "request_settings"), ("scale_settings",)),
        ("instanceType", ("instance_type", "instance_count"), ("instance_type",)),
        ("instance-type", ("instance_type", "instance_count"), ("instance_type",)),
        ("x", ("instance_type",), ()),
        ("", ("instance_type",), ()),
        ("___", ("instance_type",), ()),
        ("same", ("same",), ()),
    ],
)
def test_nearest(name: str, candidates: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert nearest(name, candidates) == expected
    assert nearest(name, iter(candidates)) == expected
