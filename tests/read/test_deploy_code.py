from __future__ import annotations

import textwrap

import pytest

from amllint.model import AssetDocument
from amllint.read.deploy_code import DeployCode, read_python
from amllint.text import Source
from amllint.values import Mapping, Scalar, Unknown, Value


def read(code: str, path: str = "deploy/deploy.py") -> DeployCode:
    return read_python(Source(path, textwrap.dedent(code)))


def plain(value: Value | None) -> object:
    """A value without places; what is unknown is its reason."""
    if isinstance(value, Mapping):
        return {entry.key_data: plain(entry.value) for entry in value}
    if isinstance(value, Scalar):
        return value.data
    if isinstance(value, Unknown):
        return ("unknown", value.why)
    return [plain(item) for item in getattr(value, "items", ())]


def one(code: str, kind: str = "managed-deployment") -> AssetDocument:
    (document,) = [document for document in read(code).documents if document.kind == kind]
    return document


def test_keywords_become_keys_with_their_places() -> None:
    document = one("""
        from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment, Model

        size = "Standard_DS3_v2"
        deployment = ManagedOnlineDeployment(
            name="blue",
            endpoint_name="credit",
            model=Model(path="../model"),
            code_configuration=CodeConfiguration("../code", scoring_script="score.py"),
            environment=Environment(image="example.azurecr.io/x:1", conda_file="conda.yml"),
            instance_type=size,
            instance_count=2,
        )
    """)
    assert plain(document.node) == {
        "name": "blue",
        "endpoint_name": "credit",
        "model": {"path": "../model"},
        "code_configuration": {"code": "../code", "scoring_script": "score.py"},
        "environment": {"image": "example.azurecr.io/x:1", "conda_file": "conda.yml"},
        "instance_type": "Standard_DS3_v2",
        "instance_count": 2,
    }
    assert (document.form, document.bases) == ("sdk-v2", ("deploy", ""))
    entry = document.node.entry("instance_type")
    assert entry is not None and entry.key.text == "instance_type" and entry.key.place.line == 11
    assert entry.value.span.text == '"Standard_DS3_v2"' and entry.value.span.place.line == 4
    name = document.node.entry("name")
    assert name is not None and (name.value.span.place.line, name.value.span.place.column) == (6, 10)


@pytest.mark.parametrize(
    ("before", "arguments", "expected"),
    [
        ("c = {'instance_type': 'S', 'instance_count': 3}", "**c", {"instance_type": "S", "instance_count": 3}),
        ("n = 1\nn += 1", "instance_count=n", {"instance_count": 2}),
        (
            "import os",
            "instance_type=os.environ['SIZE']",
            {"instance_type": ("unknown", "the value of the environment variable SIZE is not known")},
        ),
        (
            "",
            "instance_type='<your size>'",
            {"instance_type": ("unknown", "the placeholder <your size> is filled in later")},
        ),
        ("", "description=None", {}),
        ("def size(n):\n    return f'Standard_DS{n}'", "instance_type=size(3)", {"instance_type": "Standard_DS3"}),
        ("", "liveness_probe=ProbeSettings(period=5)", {"liveness_probe": {"period": 5}}),
        ("", "code_path='c', scoring_script='s.py'", {"code_configuration": {"code": "c", "scoring_script": "s.py"}}),
        ("", "environment_variables={'A': '1', 'B': 2}", {"environment_variables": {"A": "1", "B": 2}}),
        (
            "import random\nsize = 'A' if random.random() > 1 else 'B'",
            "instance_type=size",
            {"instance_type": ("unknown", "it is one of several values")},
        ),
    ],
)  # fmt: skip
def test_values_are_evaluated(before: str, arguments: str, expected: dict[str, object]) -> None:
    document = one(
        f"from azure.ai.ml.entities import *\n{before}\nd = ManagedOnlineDeployment(name='b', {arguments})\n"
    )
    assert plain(document.node) == {"name": "b", **expected}


def test_attributes_set_later_count() -> None:
    code = read("""
        from azure.ai.ml import MLClient
        from azure.ai.ml.entities import ManagedOnlineDeployment, ManagedOnlineEndpoint

        client = MLClient.from_config()
        name = make_name()
        endpoint = ManagedOnlineEndpoint(name=name, auth_mode="key")
        client.online_endpoints.begin_create_or_update(endpoint).result()
        blue = ManagedOnlineDeployment(name="blue", endpoint_name=endpoint.name, instance_count=1)
        blue = client.online_deployments.begin_create_or_update(blue).result()
        blue.instance_count = 4
        endpoint = client.online_endpoints.get(name=name)
        endpoint.traffic = {"blue": 100}
    """)
    endpoint, blue = code.documents
    assert plain(blue.node.get("instance_count")) == 4
    assert plain(endpoint.node.get("traffic")) == {"blue": 100}


@pytest.mark.parametrize(
    ("get", "expected"),
    [
        ("client.models.get(name='m', version='3')", "azureml:m:3"),
        ("client.models.get('m', label='latest')", "azureml:m@latest"),
        ("client.models.get('m', label='latest').id", "azureml:m@latest"),
        ("client.models.get(name='m', version=latest())", ("unknown", "the version of m is not known")),
        ("registry.models.get(name='m', version=2)", "azureml://registries/shared/models/m/versions/2"),
        ("client.models.create_or_update(Model(name='m', path='../model'))", {"name": "m", "path": "../model"}),
    ],
)
def test_assets_from_the_client(get: str, expected: object) -> None:
    document = one(f"""
        from azure.ai.ml import MLClient
        from azure.ai.ml.entities import ManagedOnlineDeployment, Model

        client = MLClient(credential, "s", "g", "w")
        registry = MLClient(credential, registry_name="shared")
        model = {get}
        d = ManagedOnlineDeployment(name="blue", model=model)
    """)
    assert plain(document.node.get("model")) == expected


def test_kinds_and_moved_parameters() -> None:
    code = read("""
        from azure.ai.ml.constants import BatchDeploymentOutputAction
        from azure.ai.ml.entities import (
            BatchDeployment, BatchEndpoint, BatchRetrySettings, KubernetesOnlineDeployment, ModelBatchDeployment,
            ModelBatchDeploymentSettings, ResourceRequirementsSettings, ResourceSettings,
        )
        BatchDeployment(name="a", instance_count=2, output_action=BatchDeploymentOutputAction.APPEND_ROW,
                        retry_settings=BatchRetrySettings(max_retries=3, timeout=30))
        ModelBatchDeployment(name="b", settings=ModelBatchDeploymentSettings(mini_batch_size=5))
        KubernetesOnlineDeployment(name="c", resources=ResourceRequirementsSettings(requests=ResourceSettings(gpu=1)))
        BatchEndpoint(name="e", default_deployment_name="a")
    """)
    assert {document.kind: plain(document.node) for document in code.documents} == {
        "batch-deployment": {
            "name": "a",
            "resources": {"instance_count": 2},
            "output_action": "append_row",
            "retry_settings": {"max_retries": 3, "timeout": 30},
        },
        "model-batch-deployment": {"name": "b", "settings": {"mini_batch_size": 5}},
        "kubernetes-deployment": {"name": "c", "resources": {"requests": {"nvidia.com/gpu": 1}}},
        "batch-endpoint": {"name": "e", "defaults": {"deployment_name": "a"}},
    }


def test_functions_that_nobody_calls() -> None:
    document = one("""
        from azure.ai.ml.entities import ManagedOnlineDeployment

        class Deployer:
            def deploy(self, client, size="S"):
                made = ManagedOnlineDeployment(name="blue", instance_type=size, model=self.model)
                client.begin_create_or_update(made)

        def main(name):
            pass
    """)
    assert isinstance(document.node.get("instance_type"), Unknown), "a command line may pass another size"
    assert isinstance(document.node.get("model"), Unknown)


def test_a_function_called_twice_makes_two() -> None:
    code = read("""
        from azure.ai.ml.entities import ManagedOnlineDeployment

        def deploy(name, count=1):
            return ManagedOnlineDeployment(name=name, instance_count=count)

        deploy("blue")
        deploy("green", 2)
    """)
    assert [plain(document.node) for document in code.documents] == [
        {"name": "blue", "instance_count": 1},
        {"name": "green", "instance_count": 2},
    ]


def test_files_that_code_writes() -> None:
    code = read('''
        import os
        from pathlib import Path

        with open("score.py", "w") as f:
            f.write("""def init():
            pass
        """)
        Path("sub/conda.yml").write_text("name: x\\ndependencies: []\\n")
        open("twice.txt", "w").write("a")
        open("twice.txt", "w").write("b")
        open(os.path.join(os.path.dirname(__file__), "here.txt"), "w").write("here")
        open(unknown, "w").write("x")
        open("/abs", "w").write("x")
        open("../../out", "w").write("x")
    ''')
    assert {path: source.text for path, source in code.written.items()} == {
        "deploy/score.py": "def init():\n    pass\n",
        "deploy/sub/conda.yml": "name: x\ndependencies: []\n",
        "deploy/here.txt": "here",
    }
    at = code.written["deploy/score.py"].text.index("pass")
    place = code.written["deploy/score.py"].place(at, at + 4)
    assert (place.file, place.line, place.column) == ("deploy/deploy.py", 7, 5)
    whole = code.written["deploy/sub/conda.yml"].place(9, 12)
    assert (whole.line, whole.column) == (9, 34)


def test_paths_from_the_place_of_the_script() -> None:
    document = one("""
        import os
        from pathlib import Path
        from azure.ai.ml.entities import CodeConfiguration, ManagedOnlineDeployment

        here = Path(__file__).parent
        ManagedOnlineDeployment(
            name="blue",
            code_configuration=CodeConfiguration(code=str(here / ".." / "code"), scoring_script="score.py"),
        )
    """)
    assert plain(document.node.get("code_configuration")) == {"code": "../code", "scoring_script": "score.py"}


@pytest.mark.parametrize(
    "code",
    [
        "",
        "def (",
        "x" * 100_000,
        "[" * 5_000,
        "while True: pass",
        "d = {}\nd['d'] = d\nManagedOnlineDeployment(name='b', tags=d)",
    ],
)
def test_any_code_is_read(code: str) -> None:
    read_python(Source("a.py", code))
