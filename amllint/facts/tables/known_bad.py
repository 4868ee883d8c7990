"""Packages and combinations that are known to fail or to be retired.

Written by `tools/compile_facts.py` from data/known_bad.toml.
"""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

AS_OF: str = '2026-11-22'
"""Day on which the table was made."""

IMPORT_NAMES: dict[str, tuple[str, str, bool, str, str]] = {
    'sklearn': ('scikit-learn', 'stub', True, 'the PyPI project is a stub whose installation fails by design unless SKLEARN_ALLOW_DEPRECATED_SKLEARN_PACKAGE_INSTALL is True', 'PyPI project page of sklearn 0.0.post12, 2023-12'),
    'cv2': ('opencv-python-headless', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'pil': ('pillow', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'yaml': ('pyyaml', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'dateutil': ('python-dateutil', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'magic': ('python-magic', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'umap': ('umap-learn', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'opencv': ('opencv-python-headless', 'absent', True, 'PyPI has no project of this name', 'list of PyPI, 2026-11'),
    'skimage': ('scikit-image', 'stub', False, 'the PyPI project is an empty dummy that points to scikit-image', 'summary of skimage 0.0, 2017-06, in the list of PyPI, 2026-11'),
    'docx': ('python-docx', 'stub', False, 'the PyPI project of this name is another, unmaintained library (0.2.4 of 2014)', 'list of PyPI, 2026-11'),
    'jwt': ('pyjwt', 'stub', False, 'the PyPI project of this name is another library', 'list of PyPI, 2026-11'),
    'attr': ('attrs', 'stub', False, 'the PyPI project of this name is another library', 'list of PyPI, 2026-11'),
    'serial': ('pyserial', 'stub', False, 'the PyPI project of this name is another library', 'list of PyPI, 2026-11'),
}
"""By the mistaken name: distribution meant, state, whether the installation fails, why, source."""

RETIRED: dict[str, tuple[str, str, str, str]] = {
    'tensorflow-gpu': ('tensorflow', 'the project is abandoned in favour of tensorflow and has no installable current release', '', 'PyPI project page; list of PyPI, 2026-11'),
    'fbprophet': ('prophet', 'it is the old name of prophet; its last release is of 2020-09', '', 'dependencies.md section 6; list of PyPI, 2026-11'),
    'dotenv': ('python-dotenv', 'its own summary says that it is a deprecated package', '', 'summary of dotenv 0.9.9, 2025-02, in the list of PyPI, 2026-11'),
    'sklearn': ('scikit-learn', 'its own summary says that it is deprecated', '', 'summary of sklearn 0.0.post12, 2023-12, in the list of PyPI, 2026-11'),
    'azureml-core': ('azure-ai-ml', 'support for the v1 SDK ended on 2026-06-30', '2026-06-30', 'github Azure/EOL service_list.json, Ids 653 and 256; METADATA of azureml-core 1.61.0.post4'),
    'azureml-sdk': ('azure-ai-ml', 'support for the v1 SDK ended on 2026-06-30', '2026-06-30', 'github Azure/EOL service_list.json, Ids 653 and 256'),
}
"""By distribution: successor, why, since, source."""

PYPI_ONLY: tuple[tuple[str, str], ...] = (
    ('azureml-*', 'rules.md, AML305'),
    ('inference-schema', 'rules.md, AML305 (other PyPI-only packages); comes with the inference server'),
)
"""Name, a `*` at the end for any text; source."""

COMBINATIONS: tuple[tuple[tuple[tuple[str, str], ...], str, str, str], ...] = (
    ((('azureml-inference-server-http', '>=1.1'), ('pydantic', '<2')), 'cannot-install', 'the inference server 1.1 and later needs pydantic 2', 'pip, 2026-11-22'),
    ((('azureml-inference-server-http', 'unpinned'), ('pydantic', '<2')), 'old-server', 'pip silently goes back to the inference server 1.0.0', 'pip, 2026-11-22'),
    ((('azureml-inference-server-http', '>=1.3.4'), ('mlflow', '<=2.15.1')), 'cannot-install', 'mlflow up to 2.15.1 needs gunicorn below 23, the inference server from 1.3.4 needs 23 or later', 'pip, 2026-11-22: mlflow 2.9.2, 2.12.2, 2.14.3 and 2.15.1 fail, 2.16.2 and later are fine'),
    ((('azureml-inference-server-http', 'unpinned'), ('flask', '==2.0.3')), 'does-not-start', 'pip takes the inference server 1.3.4 with Werkzeug 3: url_quote cannot be imported from werkzeug.urls', 'pip and a run of the server, 2026-11-22'),
    ((('azureml-inference-server-http', '<0.7.0'), ('flask', '>=2')), 'does-not-start', 'TypeError: register() takes 3 positional arguments but 4 were given', 'learn.microsoft.com how-to-inference-server-http, 03/03/2025; how-to-troubleshoot-online-endpoints, 10/06/2025'),
    ((('azureml-defaults', '<1.44'), ('flask', '>=2')), 'does-not-start', 'TypeError: register() takes 3 positional arguments but 4 were given', 'learn.microsoft.com how-to-inference-server-http, 03/03/2025; how-to-troubleshoot-online-endpoints, 10/06/2025'),
    ((('azureml-inference-server-http', '<0.4.11'),), 'does-not-start', 'ImportError for Markup, escape, soft_unicode or json: the old Flask meets new jinja2, markupsafe or itsdangerous', 'learn.microsoft.com how-to-inference-server-http, 03/03/2025'),
    ((('pynacl', '==1.2.1'),), 'outdated', 'an old document recommends this pin against an image-build error of 2020; today it is only outdated', 'Azure seed document, 11/25/2020'),
)
"""Packages with specifiers, effect, message, source."""

SERVER_PINS: tuple[str, ...] = ('click', 'flask', 'itsdangerous', 'jinja2', 'markupsafe', 'werkzeug')
"""Pinned by the server."""

GPU_COUNTERPARTS: dict[str, str] = {
    'tensorflow-gpu': 'tensorflow',
    'onnxruntime-gpu': 'onnxruntime',
    'faiss-gpu': 'faiss-cpu',
    'faiss-gpu-cu11': 'faiss-cpu',
    'faiss-gpu-cu12': 'faiss-cpu',
    'paddlepaddle-gpu': 'paddlepaddle',
}
"""GPU build to CPU package."""

GPU_NEEDED: frozenset[str] = frozenset(('apex', 'auto-gptq', 'bitsandbytes', 'deepspeed', 'flash-attn', 'pycuda', 'tensorrt', 'torch-tensorrt', 'vllm', 'xformers'))
"""Packages that need a GPU in normal use."""

GPU_CONDA: tuple[str, ...] = ('cuda-*', 'cudatoolkit', 'cudnn', 'pytorch-cuda', 'pytorch-gpu', 'tensorflow-gpu')
"""Conda packages; a `*` stands for any text."""

CPU_ONLY: frozenset[str] = frozenset(('faiss-cpu', 'onnxruntime', 'tensorflow-cpu'))
"""Packages that cannot use a GPU."""
