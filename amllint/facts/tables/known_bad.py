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
    'azureml-api': ('azureml-core', 'absent', True, 'PyPI has no project of this name; it is a module of a product that was retired', 'github MicrosoftLearning/mslearn-dp100 issue 59; list of PyPI, 2026-11'),
    'pytorch': ('torch', 'stub', True, 'the PyPI project is a stub whose installation fails by design: "You tried to install pytorch. The package named for PyTorch is torch"', 'PyPI project page of pytorch 1.0.2, 2019-04'),
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
    'azure-keyvault': ('azure-keyvault-secrets', 'it is a meta package that was given up; deployments with it ended in 502 after a refresh of the base image', '', 'github Azure/azureml-examples pull request 3897; list of PyPI, 2026-11: last release 2022-03'),
    'azure-storage': ('azure-storage-blob', 'it was split into packages by service; its last release is of 2020-05', '', 'PyPI project page; list of PyPI, 2026-11'),
    'nvidia-ml-py3': ('nvidia-ml-py', 'its last release is of 2017-06', '', 'list of PyPI, 2026-11'),
    'pytorch-transformers': ('transformers', 'it is an old name of transformers', '', 'PyPI project page'),
    'pypdf2': ('pypdf', 'its own page says that development goes on as pypdf', '', 'PyPI project page of PyPDF2 3.0.1'),
}
"""By distribution: successor, why, since, source."""

PYPI_ONLY: tuple[tuple[str, str], ...] = (
    ('azureml-*', 'github conda-forge/staged-recipes issues 23430 and 23431, Azure/azure-sdk-for-python issue 21713; no feedstock of conda-forge, 2026-11'),
    ('!azureml-mlflow', 'github AnacondaRecipes/azureml-mlflow-feedstock'),
    ('inference-schema', 'no feedstock of conda-forge or AnacondaRecipes, 2026-11'),
)
"""Name, a `*` at the end for any text, `!` for one that conda has; source."""

COMBINATIONS: tuple[tuple[tuple[tuple[str, str], ...], str, str, str], ...] = (
    ((('azureml-inference-server-http', '>=1.1'), ('pydantic', '<2')), 'cannot-install', 'the inference server 1.1 and later needs pydantic 2', 'pip, 2026-11-22'),
    ((('azureml-inference-server-http', 'unpinned'), ('pydantic', '<2')), 'old-server', 'pip silently goes back to the inference server 1.0.0', 'pip, 2026-11-22'),
    ((('azureml-inference-server-http', '>=1.3.4'), ('mlflow', '<=2.15.1')), 'cannot-install', 'mlflow up to 2.15.1 needs gunicorn below 23, the inference server from 1.3.4 needs 23 or later', 'pip, 2026-11-22: mlflow 2.9.2, 2.12.2, 2.14.3 and 2.15.1 fail, 2.16.2 and later are fine'),
    ((('azureml-inference-server-http', 'unpinned'), ('flask', '==2.0.3')), 'does-not-start', 'pip takes the inference server 1.3.4 with Werkzeug 3: url_quote cannot be imported from werkzeug.urls', 'pip and a run of the server, 2026-11-22'),
    ((('azureml-inference-server-http', '<0.7.0'), ('flask', '>=2')), 'cannot-install', 'the inference server below 0.7 needs flask 1.0.3; an old pip installs both, and the server stops with: TypeError: register() takes 3 positional arguments but 4 were given', 'METADATA of the server 0.3.1, 0.4.11 and 0.4.13; learn.microsoft.com how-to-inference-server-http, 03/03/2025; how-to-troubleshoot-online-endpoints, 10/06/2025'),
    ((('azureml-defaults', '<1.44'), ('flask', '>=2')), 'cannot-install', 'azureml-defaults below 1.44 needs flask 1.0.3; an old pip installs both, and the server stops with: TypeError: register() takes 3 positional arguments but 4 were given', 'METADATA of azureml-defaults 1.27 to 1.43; learn.microsoft.com how-to-inference-server-http, 03/03/2025; how-to-troubleshoot-online-endpoints, 10/06/2025'),
    ((('azureml-inference-server-http', '<0.4.11'), ('jinja2', 'absent|unpinned|>=3.1'), ('python', '>=3.7')), 'may-fail', 'ImportError for Markup, escape, soft_unicode or json: the old Flask meets new jinja2, markupsafe or itsdangerous', 'learn.microsoft.com how-to-inference-server-http, 03/03/2025'),
    ((('pynacl', '==1.2.1'),), 'outdated', 'an old document recommends this pin against an image-build error of 2020; today it is only outdated', 'Azure seed document, 11/25/2020'),
    ((('azureml-defaults', '<1.35'), ('jinja2', 'absent|unpinned|>=3.1'), ('python', '>=3.7')), 'may-fail', "azureml-defaults up to 1.34 brings Flask 1.0.3, which stops with Jinja2 3.1: ImportError: cannot import name 'escape' (or 'Markup') from 'jinja2'; state jinja2<3.1, itsdangerous<2.1 and markupsafe<2.1, or take a newer azureml-defaults", 'METADATA of azureml-defaults 1.27, 1.33 and 1.34; github MicrosoftDocs/azure-docs issues 90567, 91587 and 97354'),
    ((('azureml-inference-server-http', '>=1.3.0,<=1.3.4'),), 'may-fail', "the inference server 1.3.0 to 1.3.4 imports azureml.contrib without a guard, and was seen to stop with: No module named 'azureml.contrib'", 'github Azure/azureml-examples pull request 4009'),
    ((('tensorflow', '<2.4'), ('h5py', '>=3')), 'may-fail', "tensorflow before 2.4 cannot load Keras models from h5 files with h5py 3: 'str' object has no attribute 'decode'", 'github kubeflow/examples pull request 831'),
    ((('tensorflow', '<2.2'), ('h5py', 'absent|unpinned'), ('python', '>=3.7')), 'may-fail', "tensorflow before 2.4 cannot load Keras models from h5 files with h5py 3, which pip takes here: 'str' object has no attribute 'decode'; state h5py<3", 'github kubeflow/examples pull request 831'),
    ((('pandas', '>=1,<2.1'), ('numpy', '>=2')), 'does-not-start', 'pandas before 2.1 is built for numpy 1: ValueError: numpy.dtype size changed, may indicate binary incompatibility', 'github Azure/azureml-examples issue 3415 and pull request 3441; METADATA of pandas 1.5.3 and 2.0.3, which set no upper bound'),
    ((('pandas', '>=1,<2.1'), ('numpy', 'absent|unpinned'), ('scikit-learn', 'absent|<1.3'), ('scipy', 'absent'), ('tensorflow', 'absent'), ('mlflow', 'absent'), ('python', '>=3.9')), 'may-fail', 'pandas before 2.1 is built for numpy 1 and sets no upper bound, so pip takes numpy 2: numpy.dtype size changed, may indicate binary incompatibility; state numpy<2', 'github Azure/azureml-examples issue 3415 and pull request 3441; METADATA of pandas 1.5.3 and 2.0.3'),
    ((('pandas', '>=2.1,<2.2.2'), ('numpy', '>=2')), 'cannot-install', 'pandas 2.1.0 to 2.2.1 needs numpy below 2', 'METADATA of pandas 2.1.4 and 2.2.1'),
    ((('scikit-learn', '>=1.3,<1.4.2'), ('numpy', '>=2')), 'cannot-install', 'scikit-learn 1.3.0 to 1.4.1 needs numpy below 2', 'METADATA of scikit-learn 1.3.2 and 1.4.1.post1'),
    ((('scikit-learn', '>=0.20,<1.3'), ('numpy', '>=2')), 'does-not-start', 'scikit-learn before 1.3 is built for numpy 1: ValueError: numpy.dtype size changed, may indicate binary incompatibility', 'github Azure/azureml-examples issue 3415; METADATA of scikit-learn 1.0.2 and 1.2.2, which set no upper bound'),
    ((('scikit-learn', '>=0.20,<1.3'), ('numpy', 'absent|unpinned'), ('scipy', 'absent|unpinned'), ('pandas', 'absent|<2.1'), ('tensorflow', 'absent'), ('mlflow', 'absent'), ('python', '>=3.9')), 'may-fail', 'scikit-learn before 1.3 is built for numpy 1 and sets no upper bound, so the installer may take numpy 2: numpy.dtype size changed, may indicate binary incompatibility; state numpy<2', 'github Azure/azureml-examples issue 3415; METADATA of scikit-learn 1.0.2 and 1.2.2'),
    ((('scipy', '>=1.9,<1.13'), ('numpy', '>=2')), 'cannot-install', 'scipy before 1.13 needs numpy below 2', 'METADATA of scipy 1.10.1 and 1.11.4'),
    ((('tensorflow', '>=2.13,<2.16'), ('numpy', '>=2')), 'cannot-install', 'tensorflow 2.13 to 2.15 needs numpy below 2', 'METADATA of tensorflow 2.15.1'),
    ((('azureml-inference-server-http', '>=1.4'), ('python', '<3.9')), 'cannot-install', 'the inference server 1.4 and later needs Python 3.9', 'METADATA of azureml-inference-server-http 1.4.0'),
    ((('azureml-inference-server-http', '>=1.0'), ('python', '<3.8')), 'cannot-install', 'the inference server 1.0 and later needs Python 3.8', 'METADATA of azureml-inference-server-http 1.0.0'),
)
"""Packages with specifiers, effect, message, source."""

REMOVED_APIS: dict[str, tuple[str, str, str, str, str]] = {
    'sklearn.externals.joblib': ('scikit-learn', '0.23', '', 'import joblib', "scikit-learn.org what's new 0.21 and 0.23; github Azure/MachineLearningNotebooks issue 1025"),
    'sklearn.externals.six': ('scikit-learn', '0.23', '', 'import six', "scikit-learn.org what's new 0.21 and 0.23"),
    'sklearn.cross_validation': ('scikit-learn', '0.20', '', 'sklearn.model_selection', "scikit-learn.org what's new 0.18 and 0.20"),
    'sklearn.grid_search': ('scikit-learn', '0.20', '', 'sklearn.model_selection', "scikit-learn.org what's new 0.18 and 0.20"),
    'sklearn.learning_curve': ('scikit-learn', '0.20', '', 'sklearn.model_selection', "scikit-learn.org what's new 0.18 and 0.20"),
    'sklearn.preprocessing.Imputer': ('scikit-learn', '0.22', '', 'sklearn.impute.SimpleImputer', "scikit-learn.org what's new 0.20 and 0.22"),
    'numpy.float': ('numpy', '1.24', '', 'the built-in type of that name', 'numpy.org release notes 1.20 and 1.24'),
    'numpy.int': ('numpy', '1.24', '', 'the built-in type of that name', 'numpy.org release notes 1.20 and 1.24'),
    'numpy.object': ('numpy', '1.24', '', 'the built-in type of that name', 'numpy.org release notes 1.20 and 1.24'),
    'numpy.complex': ('numpy', '1.24', '', 'the built-in type of that name', 'numpy.org release notes 1.20 and 1.24'),
    'numpy.str': ('numpy', '1.24', '', 'the built-in type of that name', 'numpy.org release notes 1.20 and 1.24'),
    'numpy.bool': ('numpy', '1.24', '2.0', 'bool, or numpy.bool_', 'numpy.org release notes 1.24 and 2.0'),
    'numpy.float_': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'numpy.unicode_': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'numpy.NaN': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'numpy.Inf': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'numpy.infty': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'numpy.string_': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'numpy.complex_': ('numpy', '2.0', '', 'numpy.float64, numpy.str_, numpy.nan, numpy.inf, numpy.bytes_ or numpy.complex128', 'numpy.org release notes 2.0'),
    'pandas.Int64Index': ('pandas', '2.0', '', 'pandas.Index, or pandas.testing', "pandas.pydata.org what's new 2.0.0"),
    'pandas.Float64Index': ('pandas', '2.0', '', 'pandas.Index, or pandas.testing', "pandas.pydata.org what's new 2.0.0"),
    'pandas.UInt64Index': ('pandas', '2.0', '', 'pandas.Index, or pandas.testing', "pandas.pydata.org what's new 2.0.0"),
    'pandas.util.testing': ('pandas', '2.0', '', 'pandas.Index, or pandas.testing', "pandas.pydata.org what's new 2.0.0"),
    'pandas.Panel': ('pandas', '1.0', '', 'a DataFrame with a MultiIndex', "pandas.pydata.org what's new 0.25.0 and 1.0.0"),
    'tensorflow.Session': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.placeholder': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.contrib': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.get_default_graph': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.global_variables_initializer': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.train.Saver': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.gfile': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'tensorflow.ConfigProto': ('tensorflow', '2.0', '', 'tensorflow.compat.v1, or the API of TensorFlow 2', 'tensorflow.org guide Migrate TF1 to TF2'),
    'scipy.misc.imread': ('scipy', '1.3', '', 'imageio, or PIL', 'docs.scipy.org release notes 1.2 and 1.3'),
    'scipy.misc.imresize': ('scipy', '1.3', '', 'imageio, or PIL', 'docs.scipy.org release notes 1.2 and 1.3'),
    'scipy.misc.imsave': ('scipy', '1.3', '', 'imageio, or PIL', 'docs.scipy.org release notes 1.2 and 1.3'),
    'jinja2.Markup': ('jinja2', '3.1', '', 'markupsafe', 'jinja.palletsprojects.com changes 3.1.0'),
    'jinja2.escape': ('jinja2', '3.1', '', 'markupsafe', 'jinja.palletsprojects.com changes 3.1.0'),
    'collections.Mapping': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.MutableMapping': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.Sequence': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.Iterable': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.Callable': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.Set': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.Hashable': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
    'collections.Iterator': ('python', '3.10', '', 'collections.abc', "docs.python.org What's New in Python 3.10"),
}
"""By dotted name: distribution, gone since this version, back from that one, replacement, source."""

SYSTEM_LIBRARIES: dict[str, tuple[str, tuple[str, ...], str, str, bool, str]] = {
    'opencv-python': ('libGL.so.1 and other desktop libraries, which the base images lack', ('libgl1', 'libgl1-mesa-glx', 'libgl1-mesa-dev', 'libglib2.0-0', 'ffmpeg', 'libsm6', 'python3-opencv', 'libopencv-dev', 'libgl'), 'headless', 'ImportError: libGL.so.1: cannot open shared object file', False, 'github Azure/azure-sdk-for-python issue 13598, Azure/MachineLearningNotebooks issue 1782, MicrosoftDocs/azure-docs issue 17880'),
    'opencv-contrib-python': ('libGL.so.1 and other desktop libraries, which the base images lack', ('libgl1', 'libgl1-mesa-glx', 'libgl1-mesa-dev', 'libglib2.0-0', 'ffmpeg', 'libsm6', 'python3-opencv', 'libopencv-dev', 'libgl'), 'headless', 'ImportError: libGL.so.1: cannot open shared object file', False, 'github Azure/azure-sdk-for-python issue 13598, Azure/MachineLearningNotebooks issue 1782, MicrosoftDocs/azure-docs issue 17880'),
    'pytesseract': ('the program tesseract', ('tesseract-ocr', 'tesseract'), '', 'TesseractNotFoundError: tesseract is not installed', False, 'github madmaze/pytesseract README'),
    'pdf2image': ('the programs of poppler', ('poppler-utils', 'poppler'), '', 'PDFInfoNotInstalledError: Unable to get page count. Is poppler installed and in PATH?', False, 'github Belval/pdf2image README'),
    'psycopg2': ('a compiler and the headers of libpq, because PyPI has its source only', ('libpq-dev', 'libpq', 'postgresql-client'), 'psycopg2-binary', 'Error: pg_config executable not found', True, 'psycopg.org docs, Installation'),
    'mysqlclient': ('a compiler and the headers of MySQL, because PyPI has its source only', ('default-libmysqlclient-dev', 'libmysqlclient-dev', 'libmariadb-dev', 'mysql-connector-c'), '', 'Exception: Can not find valid pkg-config name', True, 'github PyMySQL/mysqlclient README'),
    'dlib': ('cmake and a C++ compiler, because PyPI has its source only', ('cmake', 'build-essential'), '', 'CMake must be installed to build dlib', True, 'PyPI project page of dlib'),
}
"""By distribution: what it needs, what installs that, other package, error, whether the build needs it."""

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
