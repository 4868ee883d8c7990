"""Environment variables that no file sets.

Written by `tools/compile_facts.py` from data/platform.toml.
"""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

AS_OF: str = '2026-11-22'
"""Day on which the table was made."""

ALWAYS_NAMES: frozenset[str] = frozenset(('HOME', 'HOSTNAME', 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'LANG', 'LANGUAGE', 'LD_LIBRARY_PATH', 'LD_PRELOAD', 'LIBRARY_PATH', 'LOGNAME', 'MSI_ENDPOINT', 'MSI_SECRET', 'OLDPWD', 'PATH', 'PWD', 'SHELL', 'SHLVL', 'TERM', 'TMPDIR', 'TZ', 'USER', 'VIRTUAL_ENV', '_'))
"""Whole names, always."""

ALWAYS_PREFIXES: tuple[str, ...] = ('AML_', 'AZUREML_', 'CONDA_', 'CUDA_', 'CUDNN_', 'LC_', 'MAMBA_', 'MKL_', 'NCCL_', 'NVIDIA_', 'OMP_', 'OPENBLAS_', 'PIP_', 'PYTHON', '_CONDA_')
"""Beginnings of names, always."""

ONLINE_NAMES: frozenset[str] = frozenset(('MLFLOW_MODEL_FOLDER', 'SCORING_TIMEOUT_MS', 'WORKER_COUNT', 'WORKER_PRELOAD', 'WORKER_TIMEOUT'))
"""Whole names, online."""

ONLINE_PREFIXES: tuple[str, ...] = ('KUBERNETES_',)
"""Beginnings of names, online."""

BATCH_NAMES: frozenset[str] = frozenset(())
"""Whole names, batch."""

BATCH_PREFIXES: tuple[str, ...] = ('AZ_BATCH', 'DATASET_', 'MLFLOW_', 'OMPI_', 'PMIX_')
"""Beginnings of names, batch."""

V1_NAMES: frozenset[str] = frozenset(())
"""Whole names, v1."""

V1_PREFIXES: tuple[str, ...] = ('KUBERNETES_',)
"""Beginnings of names, v1."""

DEFAULTS: dict[str, str] = {
    'AML_APP_ROOT': '/var/azureml-app',
    'SCORING_TIMEOUT_MS': '3600000',
    'WORKER_COUNT': '1',
    'WORKER_PRELOAD': 'false',
    'WORKER_TIMEOUT': '300',
}
"""Values that the server takes where none is set."""
