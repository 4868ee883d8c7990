"""What secrets look like in a text: formats that prove themselves, and names with values that suggest one.

Formats: docs of Azure Storage (account keys are 64 bytes in base64), Service Bus and Event Hubs (32 bytes), shared
access signatures, Entra client secrets (three characters, a digit and `Q~`), GitHub, Hugging Face, OpenAI and Slack.
"""

from __future__ import annotations

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_HINTS = (
    "accountkey=", "sharedaccesskey=", "sig=", "private key-----", "ghp_", "github_pat_", "hf_", "sk-", "xoxb-", "q~",
    "password", "passwd", "pwd", "secret", "api_key", "apikey", "api-key", "token", "access_key", "account_key", "://",
)  # fmt: skip
"""A text without any of these words, in lower case, holds nothing that is looked for."""

_FORMATS = (
    ("storage account key", r"(?i:AccountKey)=([A-Za-z0-9+/]{86}==)"),
    ("shared access key", r"(?i:SharedAccessKey)=([A-Za-z0-9+/]{43}=)"),
    (
        "shared access signature",
        r"[?&\"'](?=[^\s\"']*\bse=)(?=[^\s\"']*\bsv=)[^\s\"']*?\bsig=([A-Za-z0-9%+/]{40,}(?:=|%3D)?)",
    ),
    ("private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\n|\s)+([A-Za-z0-9+/=]{40,})"),
    ("GitHub token", r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b"),
    ("Hugging Face token", r"\b(hf_[A-Za-z]{34})\b"),
    ("OpenAI key", r"\b(sk-(?:proj-)?[A-Za-z0-9_-]{40,})\b"),
    ("Slack token", r"\b(xox[abp]-[0-9]{8,}-[0-9A-Za-z-]{20,})\b"),
    ("client secret", r"(?<![\w~.-])([A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{34})(?![\w~.-])"),
    (
        "password of a connection string",
        r"(?i)\b(?:Server|Data Source|Host|Endpoint)=[^;\"'\n]+;[^\"'\n]*?\b(?:Password|Pwd)=([^;\"'\s]{4,})",
    ),
)
_NAMED = (
    r"(?i)(?:^|[\s{,(;\"'\[.])([\w.-]*?(?:password|passwd|pwd|secret|api[_-]?key|token|access[_-]?key|account[_-]?key))"
    r"[\"']?\]?[ \t]*[:=][ \t]*([\"']?)([A-Za-z0-9+/=_~.!@#$%^&*-]{16,})\2[ \t]*(?:[,;)}#\n\r]|$)"
)
_IN_URL = r"\b[a-z][a-z0-9+.-]*://[^\s:/@\"'{}<>$]+:([^\s:/@\"'{}<>$]{6,})@[\w.-]+"

_KNOWN_EXAMPLES = ("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",)
"""Keys that are published and open nothing: that of the storage emulator."""

_PLACEHOLDERS = (
    "xxx", "***", "...", "your", "example", "changeme", "change-me", "placeholder", "dummy", "sample", "insert",
    "redacted", "todo", "{{", "${", "$(", "#{", "__", "<", "%s", "1234567", "abcdef", "foobar", "secretref", "keyvault",
)  # fmt: skip


class Secret(Record):
    """A secret in a text: offsets of the secret alone, what it is, and whether its format proves it."""

    start: int
    end: int
    kind: str
    proven: bool


def secrets(text: str, *, code: bool = False) -> Iterator[Secret]:
    """The secrets in a text, each once, in no order; in `code` a value by name must be quoted."""
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return
    import re

    seen: set[int] = set()
    for kind, pattern in _FORMATS:
        for match in re.finditer(pattern, text):
            if not _placeholder(match[1]) and match.start(1) not in seen:
                seen.add(match.start(1))
                yield Secret(match.start(1), match.end(1), kind, True)
    for match in re.finditer(_NAMED, text, re.MULTILINE):
        quoted = bool(match[2])
        if (quoted or not code) and match.start(3) not in seen and _random(match[3]):
            seen.add(match.start(3))
            yield Secret(match.start(3), match.end(3), f"value of `{match[1].strip('.')}`", False)
    for match in re.finditer(_IN_URL, text):
        if match.start(1) not in seen and not _placeholder(match[1]) and _entropy(match[1]) > 2.5:
            yield Secret(match.start(1), match.end(1), "password in an address", False)


def _placeholder(value: str) -> bool:
    lower = value.lower()
    if any(part in lower for part in _PLACEHOLDERS) or any(part in value for part in _KNOWN_EXAMPLES):
        return True
    return len(value) >= 30 and _entropy(value) < 3.0


def _random(value: str) -> bool:
    """Whether a value looks made by chance: upper, lower and digits mixed, or a long run of hexadecimal digits."""
    if _placeholder(value):
        return False
    if len(value) in (32, 40, 64) and all(char in "0123456789abcdefABCDEF" for char in value):
        return _entropy(value) > 2.8
    mixed = any(map(str.isupper, value)) and any(map(str.islower, value)) and any(map(str.isdigit, value))
    words = [part for part in value.replace("_", "-").replace(".", "-").split("-") if len(part) > 2]
    return mixed and _entropy(value) >= 3.6 and len(words) < 4


def _entropy(value: str) -> float:
    """Bits a character, from the frequencies of its characters."""
    from math import log2

    size = len(value)
    return -sum(value.count(char) / size * log2(value.count(char) / size) for char in set(value)) if size else 0.0
