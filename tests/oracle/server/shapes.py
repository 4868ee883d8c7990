"""A small grammar of scoring scripts: parts that work and parts that fail, put together by chance with a fixed seed."""

# ruff: noqa: E501

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Parts that work stand more often, so that a failure is mostly alone and all of the script is looked at.
IMPORTS = [*["import json\nimport os\nimport datetime\n"] * 12, "import json\nimport os\n", "import json\n"]
GLOBALS = [
    "model = None\n",
    "model = None\nLIMITS = {'low': 1}\n",
    "model = None\nLIMITS = dict(low=1)\n",
    "model = None\n",
]
INIT = [
    *["def init():\n    global model\n    model = [1, 2, 3]\n"] * 8,
    "def init():\n    global model\n    model = build(3)\n",
    "def init():\n    global model\n    model = Holder().rows\n",
    "def init(size=3):\n    global model\n    model = list(range(size))\n",
    "def init():\n    global model\n    for size in (1, 2):\n        model = [1] * size\n",
    "def init():\n    global model\n    try:\n        model = [int(os.environ['SIZE'])]\n    except KeyError:\n        model = [1]\n",
    "def init():\n    global model\n    if os.path.exists(os.environ['AZUREML_MODEL_DIR']):\n        model = [1]\n    else:\n        model = []\n",
    "def init():\n    global model\n    with open(os.path.join(os.path.dirname(__file__), 'rows.json')) as file:\n        model = json.load(file)\n",
    "def init():\n    model = [1]\n",
    "def init(path):\n    global model\n    model = [path]\n",
    "async def init():\n    global model\n    model = [1]\n",
    "def init():\n    global model\n    model = [int(os.environ['SIZE'])]\n",
    "def init():\n    global model\n    model = missing(3)\n",
    "def init():\n    raise RuntimeError('no')\n",
    "def init():\n    check(None)\n",
    "class Scorer:\n    def init(self):\n        pass\n",
]
HELPERS = (
    "def build(size):\n    return [0] * size\n\n\nclass Holder:\n    def __init__(self):\n        self.rows = [1]\n\n\n"
    "def check(value):\n    if value is None:\n        raise ValueError('no value')\n    return value\n\n\n"
    "def decoded(text):\n    return json.loads(text)\n\n\ndef rounded(values):\n    return [float(one) for one in values]\n"
)
SIGNATURE = [
    *["data"] * 10,
    "data, limit=1",
    "request_headers, data",
    "*, data",
    "data, limit",
    "*args",
    "data, /",
    "request_headers",
]
DECODE = [
    *["rows = json.loads(data)['data']"] * 8,
    "rows = decoded(data)['data']",
    "rows = (json.loads(data) if isinstance(data, str) else data)['data']",
    "rows = json.loads(data).get('data', [])",
    "rows = data['data']",
    "rows = data.get('data')",
    "rows = decode(data)['data']",
]
COMPUTE = [
    *["score = len(rows) + len(model)"] * 6,
    "score = sum(rows) + model[0]",
    "score = 0\n    for row in rows:\n        score += row",
    "score = check(len(rows)) + len(model)",
    "score = max(rounded(rows)) + len(model)",
    "score = len(rows) + len(modell)",
    "try:\n        score = len(rows) / len(model)\n    except ZeroDivisionError:\n        score = 0",
]
RETURN = [
    *["return {'score': score}"] * 6,
    "return [score, None, 'a', 1.5]",
    "return score",
    "return str(score)",
    "answer = {}\n    answer['score'] = score\n    return answer",
    "return {'rows': rounded(rows), 'score': score}",
    "return (score, score)",
    "return {'at': datetime.datetime.now().isoformat(), 'score': score}",
    "return {score}",
    "return {'at': datetime.datetime.now(), 'score': score}",
    "return str(score).encode()",
    "return {'rows': map(float, rows)}",
    "return range(len(rows))",
    "answer = {'score': score}\n    answer['seen'] = {1, 2}\n    return answer",
    "return Holder()",
]


def scripts(count: int, seed: int) -> list[str]:
    """Scripts without repetition."""
    random = Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(_script(random))
    return list(found)


def _script(random: Random) -> str:
    def one(parts: Sequence[str]) -> str:
        return parts[random.randrange(len(parts))]

    signature = one(SIGNATURE)
    decode = one(DECODE)
    if signature in ("*args", "request_headers"):
        decode = "rows = []"
    body = "\n    ".join((decode, one(COMPUTE), one(RETURN)))
    return f"{one(IMPORTS)}\n{one(GLOBALS)}\n\n{HELPERS}\n\n{one(INIT)}\n\ndef run({signature}):\n    {body}\n"
