"""The inference server.

Written by `tools/compile_facts.py` from data/server.toml.
"""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

PORT: int = 5001
"""`port` of the data."""

HEALTH_PORT: int = 5000
"""`health_port` of the data."""

LIVENESS: str = '/'
"""`liveness` of the data."""

READINESS: str = '/'
"""`readiness` of the data."""

SCORING: str = '/score'
"""`scoring` of the data."""

SWAGGER: str = '/swagger.json'
"""`swagger` of the data."""

SOURCE: str = 'METADATA and source of azureml-inference-server-http 1.5.1; github Azure/azureml-examples, 2026-07-31'
"""`source` of the data."""

AS_OF: str = '2026-11-22'
"""`as_of` of the data."""

HIDES: frozenset[str] = frozenset(('config', 'entry', 'exceptions', 'routes', 'swagger', 'utils'))
"""Modules of the server seen to hide siblings."""

MAY_HIDE: frozenset[str] = frozenset(('aml_blueprint', 'appinsights_client', 'create_app', 'input_parsers', 'user_script'))
"""Further modules of the server's folder."""

VERSIONS: tuple[tuple[str, str, str | None, str | None, str | None, str | None, str], ...] = (
    ('0.4.13', '>=3.6', '==1.0.3', None, '<2.0', '==20.1.0', ''),
    ('0.6.1', '>=3.6', '==1.0.3', None, '<2.0', '==20.1.0', ''),
    ('0.7.7', '>=3.6', '', None, None, '==20.1.0', ''),
    ('0.8.4.2', '>=3.7', '<2.3.0', '>=1.9,<1.11', None, '==20.1.0', ''),
    ('1.0.0', '>=3.8', '<2.3.0', '>=1.9,<1.11', None, '==20.1.0', ''),
    ('1.1.0', '>=3.8', '<=2.3.2', '~=2.0', '<3.0.0', '==20.1.0', ''),
    ('1.2.0', '>=3.8', '<=2.3.2', '~=2.0', '<3.0.0', '==20.1.0', ''),
    ('1.3.0', '>=3.8', '<=2.3.2', '~=2.7.1', '>=3.0.3', '==22.0.0', ''),
    ('1.3.4', '>=3.8', '<=2.3.2', '~=2.9.0', '>=3.0.3', '>=23.0.0', ''),
    ('1.4.0', '>=3.9', '~=3.0.0', '~=2.9.0', '>=3.0.3', '>=23.0.0', ''),
    ('1.4.1', '>=3.9', '~=3.1.0', '~=2.11.0', '>=3.0.3', '>=23.0.0', ''),
    ('1.5.0', '>=3.9', '~=3.1.0', '~=2.11.0', '>=3.0.3', '>=23.0.0', ''),
    ('1.5.1', '>=3.9', '~=3.1.0', '~=2.12.0', '>=3.0.3', '>=23.0.0', '2025-12-18'),
)
"""Version, then the specifiers of Python, flask, pydantic, werkzeug and gunicorn, release day."""

NEWEST: dict[str, str] = {
    '3.6': '0.7.7',
    '3.7': '0.8.4.2',
    '3.8': '1.3.4',
    '3.9': '1.5.1',
    '3.10': '1.5.1',
    '3.11': '1.5.1',
    '3.12': '1.5.1',
    '3.13': '1.5.1',
    '3.14': '1.5.1',
}
"""The newest version by Python version."""

DEFAULTS: tuple[tuple[str, str], ...] = (
    ('1.33', ''),
    ('1.34', '~=0.3.1'),
    ('1.43', '~=0.4.1'),
    ('1.44', '~=0.7.2'),
    ('1.50', '~=0.8.0'),
    ('1.53', '~=0.8.0'),
    ('1.56', '~=1.0.0'),
    ('1.58', '~=1.3'),
    ('1.60', '~=1.3'),
    ('1.61', '~=1.4'),
    ('1.62', '~=1.4'),
)
"""What azureml-defaults asks of the server; an empty specifier: it does not bring it."""
