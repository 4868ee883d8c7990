"""The keyword arguments of the SDK's classes against azure-ai-ml: the table has what they take, and nothing else."""

from __future__ import annotations

from importlib.metadata import version

import pytest

pytest.importorskip("azure.ai.ml")

import oracle_sdk_v2

from amllint.facts import sdk_v2
from amllint.read.sdk_v2 import CLASSES

pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]


def test_every_class_that_is_read_is_asked() -> None:
    assert set(oracle_sdk_v2.CLASSES) == set(CLASSES)


@pytest.mark.skipif(not sdk_v2.SOURCE.endswith(version("azure-ai-ml")), reason="the table is of another version")
@pytest.mark.parametrize("name", oracle_sdk_v2.CLASSES)
def test_table_has_what_the_class_takes(name: str) -> None:
    assert sdk_v2.parameters(name) == oracle_sdk_v2.parameters(name)


@pytest.mark.parametrize(
    ("name", "keyword", "taken"),
    [
        ("ManagedOnlineDeployment", "liveness_probe_settings", False),
        ("ManagedOnlineDeployment", "retry_settings", False),
        ("ManagedOnlineDeployment", "liveness_probe", True),
        ("Model", "creation_context", True),
        ("DataCollector", "anything", True),
    ],
)
def test_call_of_a_class(name: str, keyword: str, taken: bool) -> None:
    assert (oracle_sdk_v2.error(name, keyword) is None) is taken


@pytest.mark.parametrize("name", [name for name in oracle_sdk_v2.CLASSES if sdk_v2.parameters(name) is not None])
def test_text_of_the_error(name: str) -> None:
    assert oracle_sdk_v2.error(name, oracle_sdk_v2.BOGUS) == sdk_v2.error(name, oracle_sdk_v2.BOGUS)


def test_text_of_the_error_for_what_the_class_gives_itself() -> None:
    real = oracle_sdk_v2.error("BatchDeployment", "type")
    assert real is not None and real.endswith(sdk_v2.error("BatchDeployment", "type"))
