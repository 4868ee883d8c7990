from __future__ import annotations

from pathlib import Path

import pytest

from amllint.discovery import discover
from amllint.tree import Tree

SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/{}.schema.json\n"


def kinds(tmp_path: Path, **files: str) -> list[str]:
    overlay = {f"{name}.yml": text.encode() for name, text in files.items()}
    return [document.kind for document in discover(Tree(str(tmp_path), overlay)).documents]


@pytest.mark.parametrize(
    ("schema", "rest", "kind"),
    [
        ("managedOnlineDeployment", "name: a\n", "managed-deployment"),
        ("kubernetesOnlineDeployment", "name: a\ntype: kubernetes\n", "kubernetes-deployment"),
        # the client asks `type` and not the schema (facts/v2.md, section 0)
        ("kubernetesOnlineDeployment", "name: a\n", "managed-deployment"),
        ("kubernetesOnlineDeployment", "name: a\ntype: '{{TYPE}}'\n", "kubernetes-deployment"),
        ("managedOnlineDeployment", "name: a\ntype: kubernetes\n", "kubernetes-deployment"),
        ("batchDeployment", "name: a\n", "batch-deployment"),
        ("batchDeployment", "name: a\ntype: model\n", "model-batch-deployment"),
        ("modelBatchDeployment", "name: a\ntype: model\n", "model-batch-deployment"),
        ("managedOnlineEndpoint", "name: a\n", "online-endpoint"),
        ("onlineEndpoint", "name: a\ncompute: azureml:k\n", "kubernetes-endpoint"),
        ("batchEndpoint", "name: a\n", "batch-endpoint"),
        ("environment", "name: a\nimage: b\n", "environment"),
        ("model", "name: a\npath: b\n", "model"),
    ],
)
def test_the_schema_tells_the_kind(tmp_path: Path, schema: str, rest: str, kind: str) -> None:
    assert kinds(tmp_path, a=SCHEMA.format(schema) + rest) == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("endpoint_name: e\nmodel: azureml:m:1\ninstance_type: Standard_DS3_v2\n", "managed-deployment"),
        ("name: a\ncode_configuration: {code: src, scoring_script: score.py}\n", "managed-deployment"),
        ("code_configuration: {code: src}\nmini_batch_size: 10\n", "batch-deployment"),
        ("type: model\ncode_configuration: {code: src}\ncompute: azureml:c\n", "model-batch-deployment"),
        ("name: e\nauth_mode: key\n", "online-endpoint"),
        ("name: e\nauth_mode: aad_token\ndefaults: {deployment_name: d}\n", "batch-endpoint"),
        ("name: e\nimage: i\nconda_file: c.yml\n", "environment"),
        ("name: m\ntype: mlflow_model\npath: model\n", "model"),
    ],
)
def test_without_a_schema_the_keys_tell_the_kind(tmp_path: Path, text: str, kind: str) -> None:
    assert kinds(tmp_path, a=text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs:\n  a:\n    steps:\n      - run: az ml create --set endpoint_name=a instance_type=b\n",
        SCHEMA.format("commandJob") + "command: a\nenvironment: {conda_file: c}\n",
        "apiVersion: v1\nkind: Service\nendpoint_name: a\nmodel: b\n",
        "services:\n  web:\n    image: a\n    instance_type: b\n",
        "- endpoint_name\n- instance_type\n",
        "endpoint_name: a\n",
        "instance_type: a\nname: b\n",
        "",
    ],
)
def test_what_only_looks_like_a_deployment_is_none(tmp_path: Path, text: str) -> None:
    assert kinds(tmp_path, a=text) == []


@pytest.mark.parametrize(
    ("schema", "rest", "kind"),
    [
        ("managedOnlineDeployment", "name: m\ntype: custom_model\npath: model\n", "model"),
        ("managedOnlineDeployment", "name: e\nimage: i\nconda_file: c.yml\n", "environment"),
        ("managedOnlineEndpoint", "name: a\ncode_configuration: {code: src}\n", "managed-deployment"),
        ("batchDeployment", "name: a\ncode_configuration: {code: src}\n", "batch-deployment"),
    ],
)
def test_keys_of_another_family_outweigh_the_schema(tmp_path: Path, schema: str, rest: str, kind: str) -> None:
    assert kinds(tmp_path, a=SCHEMA.format(schema) + rest) == [kind]


def test_several_documents_in_one_file_are_found(tmp_path: Path) -> None:
    text = (
        SCHEMA.format("managedOnlineEndpoint")
        + "name: a\n---\n"
        + SCHEMA.format("managedOnlineDeployment")
        + "name: b\n"
    )
    assert kinds(tmp_path, a=text) == ["online-endpoint", "managed-deployment"]


def test_a_broken_deployment_is_told(tmp_path: Path) -> None:
    overlay = {
        "broken.yml": b"code_configuration: {\n",
        "binary.yml": b"\x80\0code_configuration",
        "other.yml": b"a: {\n",
    }
    found = discover(Tree(str(tmp_path), overlay))
    assert found.documents == ()
    assert sorted({problem.span.path for problem in found.problems}) == ["binary.yml", "broken.yml"]


def test_a_utf16_file_is_read(tmp_path: Path) -> None:
    text = SCHEMA.format("managedOnlineDeployment") + "name: a\n"
    found = discover(Tree(str(tmp_path), {"a.yml": text.encode("utf-16")}))
    assert [document.name for document in found.documents] == ["a"]
