"""Probes, queues, workers and bursts: the cases that the pages do not show, v1 included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[..., list[str]]

AFTER = "instance_count: 3\n"


def subjects(found: list[str]) -> list[str]:
    return [one.split(maxsplit=1)[1] for one in found]


def test_defaults_of_a_probe_are_not_held_against_nothing(found: Found) -> None:
    assert found({}, "AML710") == []
    assert found({}, "AML710", "v1") == []


def test_values_that_are_rejected(found: Found) -> None:
    probe = AFTER + "readiness_probe:\n  period: 0\n  success_threshold: 3\n"
    assert subjects(found({"deployment.yml": (AFTER, probe)}, "AML710")) == ["error readiness_probe.period"]


def test_v1_probe(found: Found) -> None:
    probe = '"livenessProbeRequirements": {"initialDelaySeconds": 0},\n  "maxQueueWaitMs"'
    files = {"deploymentconfig.json": ('"maxQueueWaitMs"', probe)}
    assert subjects(found(files, "AML710", "v1")) == ["error liveness_probe.initial_delay"]


def test_unknown_probe_values_are_silent(found: Found) -> None:
    probe = AFTER + "liveness_probe:\n  initial_delay: '{{DELAY}}'\n"
    traffic = '[traffic."credit"]\ntarget_rps = 1\nstart_seconds = 9000\n'
    assert found({"deployment.yml": (AFTER, probe)}, "AML710", config=traffic) == []


def test_v1_workers(found: Found) -> None:
    files = {
        "deploymentconfig.json": ('"maxConcurrentRequestsPerContainer": 1', '"maxConcurrentRequestsPerContainer": 4')
    }
    assert subjects(found(files, "AML708", "v1")) == ["warning workers"]


def test_workers_that_the_image_may_have(found: Found) -> None:
    custom = AFTER + "request_settings:\n  max_concurrent_requests_per_instance: 8\n"
    image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1"
    files = {"deployment.yml": (AFTER, custom)}
    assert len(found(files, "AML708")) == 1
    files = {"deployment.yml": (image, "credit.azurecr.io/scoring:1")}
    assert found(files, "AML708") == []


def test_too_many_workers_for_the_cores(found: Found) -> None:
    files = {"deployment.yml": ("instance_type:", 'environment_variables:\n  WORKER_COUNT: "64"\ninstance_type:')}
    assert subjects(found(files, "AML708")) == ["warning cores"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"maxReplicas": 6', '"maxReplicas": 2', ["warning range"]),
        ('"refreshPeriodInSeconds": 1', '"refreshPeriodInSeconds": 90', ["warning refresh"]),
        ('"refreshPeriodInSeconds": 1', '"refreshPeriodInSeconds": 10', []),
        ('"autoscaleEnabled": true', '"autoscaleEnabled": false', []),
    ],
)
def test_v1_scale_up(found: Found, old: str, new: str, expected: list[str]) -> None:
    assert subjects(found({"deploymentconfig.json": (old, new)}, "AML711", "v1")) == expected


def test_a_burst_takes_the_share_of_the_deployment(found: Found) -> None:
    traffic = '[traffic."credit"]\ntarget_rps = 10\nrequest_seconds = 0.5\nburst_factor = 3\n'
    assert subjects(found({}, "AML711", "kubernetes", traffic)) == ["warning burst"]
    share = {"endpoint.yml": ("auth_mode: key\n", "auth_mode: key\ntraffic:\n  blue: 10\n  green: 90\n")}
    assert found(share, "AML711", "kubernetes", traffic) == []


def test_single_replica(found: Found) -> None:
    assert found({"deployment.yml": (AFTER, "instance_count: 1\n")}, "AML704") == ["deployment.yml:15 note count"]


def test_autoscaling_between_one_and_one(found: Found) -> None:
    one = ('"minReplicas": 2,\n    "maxReplicas": 6', '"minReplicas": 1,\n    "maxReplicas": 1')
    assert found({"deploymentconfig.json": one}, "AML704", "v1") == ["deploymentconfig.json:6 warning range"]
