"""Images that deployments stand on.

Written by `tools/compile_facts.py` from data/images.toml.
"""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

AS_OF: str = '2026-11-22'
"""Day on which the table was made."""

IMAGES: dict[str, tuple[str, str, str | None, str | None, str | None, bool | None, tuple[str, ...] | None, bool | None, str, str, str, str]] = {
    'openmpi4.1.0-ubuntu22.04': ('base', 'supported', '3.10', '', '22.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi5.0-ubuntu24.04': ('base', 'supported', '3.10', '', '24.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi5.0-cuda12.4-ubuntu22.04': ('base', 'supported', '3.10', '12.4.1', '22.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi5.0-cuda12.5-ubuntu22.04': ('base', 'supported', '3.10', '12.5.1', '22.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi5.0-cuda12.6-ubuntu24.04': ('base', 'supported', '3.10', '12.6.3', '24.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi5.0-cuda12.8-ubuntu24.04': ('base', 'supported', '3.10', '12.8.1', '24.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi5.0-cuda13.1-ubuntu24.04': ('base', 'supported', '3.10', '13.1.1', '24.04', False, None, True, '', '', '', 'github Azure/AzureML-Containers README, 2026-03-16'),
    'openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04': ('base', 'deprecated', None, '11.8', '22.04', False, None, True, '2025-09-09', '20250701.v1', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16'),
    'openmpi4.1.0-ubuntu20.04': ('base', 'deprecated', None, '', '20.04', False, None, True, '2025-02-24', '20250217.v1', 'openmpi4.1.0-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi4.1.0-cuda11.1-cudnn8-ubuntu20.04': ('base', 'deprecated', None, '11.1', '20.04', False, None, True, '2025-02-24', '20250217.v1', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16'),
    'openmpi4.1.0-cuda11.2-cudnn8-ubuntu20.04': ('base', 'deprecated', None, '11.2', '20.04', False, None, True, '2025-02-24', '20250217.v1', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16'),
    'openmpi4.1.0-cuda11.3-cudnn8-ubuntu20.04': ('base', 'deprecated', None, '11.3', '20.04', False, None, True, '2025-02-24', '20250217.v1', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16'),
    'openmpi4.1.0-cuda11.6-cudnn8-ubuntu20.04': ('base', 'deprecated', None, '11.6', '20.04', False, None, True, '2025-02-24', '20250217.v1', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16'),
    'openmpi3.1.2-ubuntu18.04': ('base', 'deprecated', None, '', '18.04', False, None, True, '2023-03-10', '', 'openmpi4.1.0-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi4.1.0-cuda11.0.3-cudnn8-ubuntu18.04': ('base', 'deprecated', None, '11.0.3', '18.04', False, None, True, '2023-03-10', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi4.1.0-cuda11.1-cudnn8-ubuntu18.04': ('base', 'deprecated', None, '11.1', '18.04', False, None, True, '2023-03-10', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi3.1.2-cuda10.0-cudnn*-ubuntu18.04': ('base', 'deprecated', None, '10.0', '18.04', False, None, True, '2022-05-12', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi3.1.2-cuda10.1-cudnn*-ubuntu18.04': ('base', 'deprecated', None, '10.1', '18.04', False, None, True, '2022-05-12', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi3.1.2-cuda10.2-cudnn*-ubuntu18.04': ('base', 'deprecated', None, '10.2', '18.04', False, None, True, '2022-05-12', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'openmpi3.1.2-ubuntu16.04': ('base', 'deprecated', None, '', '16.04', False, None, True, '2021-06-15', '', 'openmpi4.1.0-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'intelmpi2018.3-ubuntu16.04': ('base', 'deprecated', None, '', '16.04', False, None, True, '2021-06-15', '', 'openmpi4.1.0-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'intelmpi2018.3-cuda9.0-*-ubuntu16.04': ('base', 'deprecated', None, '9.0', '16.04', False, None, True, '2021-06-15', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'intelmpi2018.3-cuda10.0-*-ubuntu16.04': ('base', 'deprecated', None, '10.0', '16.04', False, None, True, '2021-06-15', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'base-lite': ('base', 'deprecated', None, '', '16.04', False, None, None, '2021-06-15', '', 'openmpi4.1.0-ubuntu22.04', 'github Azure/AzureML-Containers history, to 2026-03-16; learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'base': ('base', 'deprecated', None, None, None, None, None, None, '', '', 'openmpi4.1.0-ubuntu22.04', 'learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'base-gpu': ('base', 'deprecated', None, None, None, None, None, None, '', '', 'openmpi5.0-cuda12.4-ubuntu22.04', 'learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'o16n-base/python-slim': ('base', 'deprecated', None, None, None, None, None, None, '', '', '', 'learn.microsoft.com how-to-troubleshoot-environments, 07/02/2026'),
    'minimal-py312-inference': ('inference', 'supported', '3.12', '', None, True, ('azureml-inference-server-http', 'joblib', 'numpy'), True, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, 09/24/2025'),
    'minimal-py311-inference': ('inference', 'supported', '3.11', '', '22.04', True, ('azureml-inference-server-http', 'azure-identity', 'azure-storage-blob', 'joblib', 'numpy'), True, '', '', '', 'github Azure/azureml-assets, 2026-07-23'),
    'minimal-py312-cuda12.4-inference': ('inference', 'supported', '3.12', '12.4', '22.04', True, ('azureml-inference-server-http', 'numpy'), True, '', '', '', 'github Azure/azureml-assets, 2026-07-23'),
    'mlflow-py312-inference': ('inference', 'supported', '3.12', '', '22.04', True, ('azureml-inference-server-http', 'azureml-ai-monitoring', 'cloudpickle', 'joblib', 'mlflow', 'numpy', 'pandas', 'psutil', 'scikit-learn'), True, '', '', '', 'github Azure/azureml-assets, 2026-07-23'),
    'minimal-ubuntu22.04-py39-cpu-inference': ('inference', 'supported', '3.9', '', '22.04', True, None, True, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, 09/24/2025'),
    'minimal-ubuntu22.04-py39-cuda11.8-gpu-inference': ('inference', 'supported', '3.9', '11.8', '22.04', True, None, True, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, 09/24/2025'),
    'minimal-ubuntu22.04-py311-cpu-inference': ('inference', 'renamed', '3.11', '', '22.04', True, None, True, '2025-01-28', '', 'minimal-py311-inference', 'github Azure/azureml-assets history, to 2026-07-23'),
    'mlflow-ubuntu22.04-py312-cpu-inference': ('inference', 'renamed', '3.12', '', '22.04', True, None, True, '2025-01-28', '', 'mlflow-py312-inference', 'github Azure/azureml-assets history, to 2026-07-23'),
    'minimal-ubuntu20.04-py39-cpu-inference': ('inference', 'removed', '3.9', '', '20.04', True, None, True, '2025-02-04', '', 'minimal-py312-inference', 'github Azure/azureml-assets history, to 2026-07-23'),
    'mlflow-ubuntu20.04-py39-cpu-inference': ('inference', 'removed', '3.9', '', '20.04', True, None, True, '2025-02-04', '', 'mlflow-py312-inference', 'github Azure/azureml-assets history, to 2026-07-23'),
    'minimal-ubuntu20.04-py38-cpu-inference': ('inference', 'removed', '3.8', '', '20.04', True, None, True, '2024-06-20', '', 'minimal-py312-inference', 'github Azure/azureml-assets history, to 2026-07-23'),
    'minimal-ubuntu20.04-py38-cuda11.6.2-gpu-inference': ('inference', 'removed', '3.8', '11.6.2', '20.04', True, None, True, '2024-06-20', '', 'minimal-py312-cuda12.4-inference', 'github Azure/azureml-assets history, to 2026-07-23'),
    'minimal-app-quickstart': ('inference', 'removed', None, None, None, None, None, None, '2025-02-26', '', '', 'github Azure/azureml-assets history, to 2026-07-23'),
    'tensorflow-1.15-ubuntu18.04-py37-*-inference': ('inference', 'unlisted', '3.7', None, '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'tensorflow-2.4-ubuntu18.04-py37-*-inference': ('inference', 'unlisted', '3.7', None, '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'pytorch-1.6-ubuntu18.04-py37-*-inference': ('inference', 'unlisted', '3.7', None, '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'pytorch-1.7-ubuntu18.04-py37-*-inference': ('inference', 'unlisted', '3.7', None, '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'sklearn-0.24.1-ubuntu18.04-py37-cpu-inference': ('inference', 'unlisted', '3.7', '', '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'onnxruntime-1.6-ubuntu18.04-py37-cpu-inference': ('inference', 'unlisted', '3.7', '', '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'xgboost-0.9-ubuntu18.04-py37-cpu-inference': ('inference', 'unlisted', '3.7', '', '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
    'minimal-ubuntu18.04-py37-*-inference': ('inference', 'unlisted', '3.7', None, '18.04', True, None, None, '', '', '', 'learn.microsoft.com concept-prebuilt-docker-images-inference, history to 09/24/2025'),
}
"""By name, in which `*` stands for any text: kind, status, python, cuda, ubuntu, server, packages, conda, retired_on, last_tag, successor, source."""

OTHER: dict[str, tuple[str, int, str, str, str, str]] = {
    'tensorflow/serving': ('TensorFlow Serving', 8501, '/v1/models/{model}', '/v1/models/{model}', '/v1/models/{model}:predict', 'learn.microsoft.com how-to-deploy-custom-container, 03/26/2024; github Azure/azureml-examples, 2026-07-31'),
    'nvcr.io/nvidia/tritonserver': ('Triton', 8000, '/v2/health/live', '/v2/health/ready', '', 'learn.microsoft.com how-to-deploy-custom-container, 03/26/2024; github Azure/azureml-examples, 2026-07-31'),
    'pytorch/torchserve': ('TorchServe', 8080, '/ping', '/ping', '/predictions/{model}', 'learn.microsoft.com how-to-deploy-custom-container, 03/26/2024; github Azure/azureml-examples, 2026-07-31'),
}
"""By repository: server, port, liveness, readiness and scoring path, source."""

IDLE: dict[str, tuple[str, str]] = {
    'alpine': ('a shell', "Dockerfiles of Docker's official images"),
    'continuumio/anaconda3': ('a shell', 'Docker Hub page of continuumio/anaconda3: CMD /bin/bash'),
    'continuumio/miniconda3': ('a shell', 'Docker Hub page of continuumio/miniconda3: CMD /bin/bash'),
    'debian': ('a shell', "Dockerfiles of Docker's official images"),
    'mambaorg/micromamba': ('a shell', 'github mamba-org/micromamba-docker: CMD /bin/bash'),
    'python': ('a Python prompt, which ends at once', "Dockerfiles of Docker's official images: CMD python3"),
    'ubuntu': ('a shell', "Dockerfiles of Docker's official images"),
}
"""Images whose own command serves nothing: what it starts, source."""

CURATED: tuple[tuple[tuple[str, ...], str, str, str, str], ...] = (
    (('tensorflow-2.8-cuda11', 'tensorflow-2.9-cuda11'), 'its definition was deleted', '2023-05-25', 'tensorflow-2.16-cuda12', 'github Azure/azureml-assets, history to 2026-07-23'),
    (('acpt-pytorch-1.11-*', 'acpt-pytorch-1.12-*'), 'its definition was deleted', '2023-08-25', 'acpt-pytorch-2.8-cuda12.6', 'github Azure/azureml-assets, commit 9e29c569 of 2023-08-25'),
    (('acpt-pytorch-2.0-cuda11.7',), 'its definition was deleted', '2024-05-08', 'acpt-pytorch-2.8-cuda12.6', 'github Azure/azureml-assets, commit f7a5f42a of 2024-05-08'),
    (('minimal-ubuntu20.04-py38-*',), 'its definition was deleted', '2024-06-20', 'minimal-py312-inference', 'github Azure/azureml-assets, commit d5206717 of 2024-06-20'),
    (('acpt-pytorch-2.1-cuda12.1',), 'its definition was deleted', '2024-07-01', 'acpt-pytorch-2.8-cuda12.6', 'github Azure/azureml-assets, commit d45f3796 of 2024-07-01'),
    (('tensorflow-2.11-cuda11', 'tensorflow-2.12-cuda11'), 'its definition was deleted', '2024-09-06', 'tensorflow-2.16-cuda12', 'github Azure/azureml-assets, commit b8adff8a of 2024-09-06'),
    (('minimal-ubuntu20.04-py39-*',), 'its definition was deleted', '2025-02-04', 'minimal-py312-inference', 'github Azure/azureml-assets, commit 8dc4e07c of 2025-02-04'),
    (('mlflow-ubuntu20.04-py39-*',), 'its definition was deleted', '2025-02-04', 'mlflow-py312-inference', 'github Azure/azureml-assets, commit 8dc4e07c of 2025-02-04'),
    (('responsibleai-text', 'responsibleai-vision'), 'its definition was deleted', '2025-08-06', '', 'github Azure/azureml-assets, history to 2026-07-23'),
    (('python-sdk-v2', 'model-management'), 'its definition was deleted', '2026-03-26', '', 'github Azure/azureml-assets, history to 2026-07-23'),
    (('pyspark-mmlspark-0.15',), 'it no longer exists', '', '', 'github microsoft/Azure-Synapse-Retail-Recommender-Solution-Accelerator, issue 6'),
)
"""Curated environments that are gone: names with `*` for any text, why, day, successor, source."""
