"""What counts as a secret. The keys here are made up by the tests and open nothing."""

from __future__ import annotations

import base64
import random

import pytest

from amllint.facts.secrets import secrets

CHANCE = random.Random(7)
KEY = base64.b64encode(CHANCE.randbytes(64)).decode()
SHORT = base64.b64encode(CHANCE.randbytes(32)).decode()
LETTERS = "".join(CHANCE.choices("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=80))
HEX = "".join(CHANCE.choices("0123456789abcdef", k=32))


@pytest.mark.parametrize(
    "text",
    [
        f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={KEY};EndpointSuffix=core.windows.net",
        f"Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={SHORT}",
        f"https://a.blob.core.windows.net/c/m.pkl?sv=2022-11-02&se=2030-01-01&sr=b&sp=r&sig={SHORT[:-1]}%3D",
        f"ghp_{LETTERS[:36]}",
        "hf_" + "".join(char for char in LETTERS if char.isalpha())[:34],
        f"{LETTERS[:3]}8Q~{LETTERS[:34]}",
        "Server=tcp:a.database.windows.net;Database=b;User ID=c;Password=Tr0ub4dor-and-3;",
    ],
)
def test_formats_prove_themselves(text: str) -> None:
    found = list(secrets(f'x = "{text}"\n', code=True))
    assert [one.proven for one in found] == [True]
    assert found[0].end > found[0].start


@pytest.mark.parametrize(
    "text",
    [f'api_key = "{LETTERS[:32]}"', f'"primary_key": "x", "apiKey": "{HEX}"', f'CLIENT_SECRET = "{LETTERS[:24]}"'],
)
def test_names_suggest(text: str) -> None:
    assert [one.proven for one in secrets(text, code=True)] == [False]


def test_yaml_values_need_no_quotes() -> None:
    assert len(list(secrets(f"  SEARCH_API_KEY: {LETTERS[:32]}\n"))) == 1
    assert not list(secrets(f"api_key = {LETTERS[:32]}\n", code=True))


@pytest.mark.parametrize(
    "text",
    [
        "AccountKey={{ACCOUNT_KEY}};",
        "AccountKey=" + "A" * 86 + "==",
        "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        'password = os.environ["PASSWORD"]',
        'token = "<your-token-goes-here>"',
        "API_KEY: ${{secrets.API_KEY_OF_SEARCH}}",
        "SECRET: ${{keyvault:https://kv.vault.azure.net/secrets/A1b2C3d4E5}}",
        'max_new_tokens = "4096409640964096"',
        'pad_token = "[PAD_TOKEN_OF_MODEL]"',
        'secret_name = "storage-connection-1"',
        'secret = "kv-credit-scoring-prod-01"',
        "Server=tcp:a;Database=b;Password={{PASSWORD}};",
        "https://user@host.example.com/a:b",
    ],
)
def test_placeholders_and_names_are_none(text: str) -> None:
    assert not list(secrets(text + "\n", code="=" in text and "Key=" not in text))
