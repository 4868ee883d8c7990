"""Sizes, amounts and clusters: the cases that the pages do not show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amllint.read.aks_clusters import read_aks_clusters
from amllint.text import Source
from amllint.values import number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[..., list[str]]

TYPES = """\
apiVersion: amlarc.azureml.com/v1alpha1
kind: InstanceType
metadata:
  name: small
spec:
  resources:
    limits:
      cpu: "2"
      memory: 4Gi
      nvidia.com/gpu: GPUS
"""
SCRIPT = """\
import torch


def init():
    global model
    model = torch.nn.Linear(1, 1).to("cuda")


def run(data):
    return [1]
"""
NAMED = ("resources:\n", "instance_type: small\nresources:\n")


def test_models_above_the_gpu_memory(found: Found, tmp_path: Path) -> None:
    files = {"deployment.yml": ("instance_type: Standard_D4as_v4", "instance_type: Standard_NC4as_T4_v3")}
    assert found(files, "AML611") == []
    with (tmp_path / "model" / "classifier.pkl").open("wb") as file:
        file.truncate(17 << 30)  # a hole, not 17 GiB on disk
    assert found({}, "AML611") == []  # the base was laid over it again
    with (tmp_path / "model" / "classifier.pkl").open("wb") as file:
        file.truncate(17 << 30)
    from amllint.config import Config
    from amllint.lint import lint

    (tmp_path / "deployment.yml").write_text(
        (tmp_path / "deployment.yml").read_text("utf-8").replace("Standard_D4as_v4", "Standard_NC4as_T4_v3"), "utf-8"
    )
    report = lint(str(tmp_path), (str(tmp_path),), Config(select=("AML611",)))
    assert [finding.severity for finding in report.findings] == ["warning"]
    assert "16 GiB, and the model has 17.0 GiB" in report.findings[0].message


@pytest.mark.parametrize(
    ("requests", "limits", "subjects"),
    [
        ("{cpu: '1', memory: 1Gi}", "{cpu: 1000m, memory: 1024Mi}", []),
        ("{cpu: '1.5'}", "{cpu: 1400m}", ["cpu"]),
        ("{memory: 2G}", "{memory: 1Gi}", ["memory"]),
        ("{memory: 1G}", "{memory: 1Gi}", []),
        ("{cpu: '{{CPU}}'}", "{cpu: '1'}", []),
        ("{cpu: a lot}", "{cpu: '1'}", []),
        ("{nvidia.com/gpu: '2'}", "{nvidia.com/gpu: '1'}", ["gpu"]),
    ],
)
def test_requests_and_limits(found: Found, requests: str, limits: str, subjects: list[str]) -> None:
    text = f"resources:\n  requests: {requests}\n  limits: {limits}\nx_"
    base = (
        "$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json\n"
        "type: kubernetes\nname: blue\nendpoint_name: credit\nmodel: azureml:m:1\n"
    )
    assert [
        one.split()[-1] for one in found({"deployment.yml": base + text.removesuffix("x_")}, "AML606", "kubernetes")
    ] == subjects


def test_v1_requests_and_limits(found: Found) -> None:
    files = {"deploymentconfig.json": ('"cpu": 1,', '"cpu": 2, "cpuLimit": 1,')}
    assert found(files, "AML606", "v1") == ["deploymentconfig.json:12 error cpu"]


def test_instance_types_with_and_without_gpu(found: Found) -> None:
    conda = ("      - joblib==1.4.2\n", "      - joblib==1.4.2\n      - torch==2.5.1\n")
    to_cuda: dict[str, str | tuple[str, str]] = {
        "environment/conda.yaml": conda,
        "code/score.py": SCRIPT,
        "deployment.yml": NAMED,
        "types.yml": TYPES.replace("      nvidia.com/gpu: GPUS\n", ""),
    }
    assert [one.split()[:2] for one in found(to_cuda, "AML601", "kubernetes")] == [["code/score.py:6", "error"]]
    assert found({**to_cuda, "types.yml": TYPES.replace("GPUS", "1")}, "AML601", "kubernetes") == []
    assert found({**to_cuda, "types.yml": TYPES.replace("GPUS", "'{{GPUS}}'")}, "AML601", "kubernetes") == []


def test_a_type_that_only_the_cluster_has(found: Found) -> None:
    assert found({"deployment.yml": NAMED}, "AML613", "kubernetes") == []
    assert found({"deployment.yml": NAMED, "types.yml": TYPES.replace("GPUS", "1")}, "AML613", "kubernetes") == []
    default = {"deployment.yml": ("resources:\n", "instance_type: defaultinstancetype\nresources:\n")}
    assert found({**default, "types.yml": TYPES.replace("GPUS", "1")}, "AML613", "kubernetes") == []


def test_a_gpu_that_something_may_use(found: Found) -> None:
    size = ("instance_type: Standard_D4as_v4", "instance_type: Standard_NC4as_T4_v3")
    assert len(found({"deployment.yml": size}, "AML602")) == 1
    xgboost = ("      - joblib==1.4.2\n", "      - joblib==1.4.2\n      - xgboost==2.1.1\n")
    assert found({"deployment.yml": size, "environment/conda.yaml": xgboost}, "AML602") == []
    unknown = ("      - joblib==1.4.2\n", "      - joblib==1.4.2\n      - our-own-package==1.0\n")
    assert found({"deployment.yml": size, "environment/conda.yaml": unknown}, "AML602") == []


def test_v1_defaults_are_below_what_a_framework_needs(found: Found) -> None:
    conda = ("      - joblib==1.4.2\n", "      - joblib==1.4.2\n      - torch==2.5.1\n")
    assert found({"code/conda.yaml": conda}, "AML607", "v1") == []
    bare = ('  "containerResourceRequirements": {\n    "cpu": 1,\n    "memoryInGB": 2\n  },\n', "")
    subjects = [
        one.split()[-1] for one in found({"code/conda.yaml": conda, "deploymentconfig.json": bare}, "AML607", "v1")
    ]
    assert sorted(subjects) == ["cpu", "memory"]


def test_two_clusters_are_one_too_many_to_judge(found: Found) -> None:
    deployment = {"deployment.yml": ('    cpu: "1"\n', '    cpu: "64"\n')}
    cluster = "az aks create -n a --node-count 3 --node-vm-size Standard_D4s_v3\n"
    assert len(found({**deployment, "a.sh": cluster}, "AML614", "kubernetes")) == 1
    assert found({"b.sh": cluster}, "AML614", "kubernetes") == []


BICEP = """\
resource aks 'Microsoft.ContainerService/managedClusters@2024-01-01' = {
  name: 'ml'
  properties: {
    agentPoolProfiles: [
      {
        name: 'pool'
        count: 3
        vmSize: 'Standard_D4s_v3'
      }
    ]
    addonProfiles: {
      omsagent: {
        enabled: true
      }
    }
  }
}
"""
TERRAFORM = """\
resource "azurerm_kubernetes_cluster" "ml" {
  default_node_pool {
    name       = "pool"
    node_count = var.nodes
    vm_size    = "Standard_D4s_v3"
  }
}
"""


def test_clusters_of_bicep_terraform_and_commands() -> None:
    (bicep,) = read_aks_clusters(Source("a.bicep", BICEP))
    assert text_of(bicep.node.get("node_size")) == "Standard_D4s_v3"
    assert number_of(bicep.node.get("node_count")) == 3
    assert getattr(bicep.node.get("monitoring"), "data", None) is True
    (terraform,) = read_aks_clusters(Source("a.tf", TERRAFORM))
    assert text_of(terraform.node.get("node_size")) == "Standard_D4s_v3"
    assert number_of(terraform.node.get("node_count")) is None
    assert getattr(terraform.node.get("monitoring"), "data", None) is False
    script = "az aks create -n x \\\n  --node-count $N -s Standard_D4s_v3\naz aks enable-addons -a monitoring\n"
    (command,) = read_aks_clusters(Source("a.sh", script))
    assert text_of(command.node.get("node_size")) == "Standard_D4s_v3"
    assert number_of(command.node.get("node_count")) is None
    assert command.node.get("monitoring") is None
