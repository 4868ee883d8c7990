"""Scripts that break and keep the rules on scoring scripts, by rule; what each does in the real server is the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["no boot", "500", "200", "leaks", "text"]
"""What happens: the worker does not boot; each request gets 500; 200; a wrong body gets 200 with an exception's text;
the answer is a JSON string that holds JSON."""

RUN = "\n\ndef run(data):\n    return {'rows': len(json.loads(data)['data'])}\n"
INIT = "\n\ndef init():\n    pass\n"
HEAD = "import json\n"


@dataclass(frozen=True)
class Case:
    """One script: `files` lie in the code folder (or at `../` beside it), `body` is what a request sends."""

    rule: str
    outcome: Outcome
    script: str
    files: dict[str, str] = field(default_factory=dict)
    body: str = '{"data": [1, 2]}'
    entry: str = "score.py"
    base: str = "v2"


def case(rule: str, outcome: Outcome, script: str, **more: object) -> Case:
    return Case(rule, outcome, script, **more)  # type: ignore[arg-type]


def with_init(*lines: str, head: str = HEAD, run: str = RUN) -> str:
    return head + "\n\ndef init():\n" + "".join(f"    {line}\n" for line in lines) + run


def with_run(*lines: str, head: str = HEAD, signature: str = "data", before: str = "") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{head}{INIT}\n\n{before}def run({signature}):\n{body}"


NUMPY = "import json\n\nimport numpy as np\n"
PANDAS = "import json\n\nimport pandas as pd\n"
SCHEMA = (
    "from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType\n"
    "from inference_schema.schema_decorators import input_schema\n"
)
WRAPPER = (
    "def logged(function):\n{wraps}    def wrapper(*args, **kwargs):\n        return function(*args, **kwargs)\n\n"
)
WRAPPER += "    return wrapper\n\n\n"
MODEL = (
    "import json\nimport os\n\nimport joblib\n\n\ndef init():\n    global model\n"
    "    model = joblib.load(os.path.join(os.environ['AZUREML_MODEL_DIR'], '{name}'))\n"
)

CASES: list[Case] = [
    # AML102
    case("AML102", "no boot", with_init("raise NotImplementedError")),
    case("AML102", "no boot", with_init("print('ready')", "sys.exit(0)", head="import json\nimport sys\n")),
    case("AML102", "no boot", with_init("assert VERSION > 2", head="import json\n\nVERSION = 1\n")),
    case("AML102", "no boot", HEAD + "\nraise RuntimeError('not configured')\n" + INIT + RUN),
    case("AML102", "200", with_init("if not VERSION:", "    raise RuntimeError", head="import json\n\nVERSION = 1\n")),
    case("AML102", "200", with_init("try:", "    raise ValueError", "except ValueError:", "    print('fine')")),
    # AML103
    case("AML103", "no boot", with_init("print(os.environ['LIMIT'])", head="import json\nimport os\n")),
    case("AML103", "no boot", with_init("print(int(os.getenv('LIMIT')))", head="import json\nimport os\n")),
    case("AML103", "200", with_init("print(os.environ.get('LIMIT', '1'))", head="import json\nimport os\n")),
    case("AML103", "200", with_init("print(os.environ['AZUREML_MODEL_DIR'])", head="import json\nimport os\n")),
    # AML104
    case(
        "AML104",
        "500",
        with_init(
            "global size",
            "try:",
            "    size = len(open(os.path.join(os.environ['AZUREML_MODEL_DIR'], os.listdir('/')[0])).read())",
            "except Exception:",
            "    print('failed')",
            head="import json\nimport os\n",
            run="\n\ndef run(data):\n    return {'size': size + len(json.loads(data))}\n",
        ),
    ),
    case(
        "AML104",
        "500",
        with_init(
            "global limits",
            "try:",
            "    limits = json.loads(os.environ['AZUREML_MODEL_DIR'])",
            "except ValueError:",
            "    pass",
            head="import json\nimport os\n\nlimits = None\n",
            run="\n\ndef run(data):\n    return {'low': limits['low'], 'n': len(json.loads(data))}\n",
        ),
    ),
    case(
        "AML104",
        "200",
        with_init(
            "global limits",
            "try:",
            "    limits = json.loads(os.environ['AZUREML_MODEL_DIR'])",
            "except ValueError:",
            "    limits = {'low': 0}",
            head="import json\nimport os\n",
            run="\n\ndef run(data):\n    return {'low': limits['low'], 'n': len(json.loads(data))}\n",
        ),
    ),
    case(
        "AML104",
        "200",
        with_init(
            "global limits",
            "try:",
            "    limits = json.loads(os.environ['AZUREML_MODEL_DIR'])",
            "except ValueError:",
            "    print('none')",
            head="import json\nimport os\n\nlimits = None\n",
            run="\n\ndef run(data):\n    if limits is None:\n        return len(json.loads(data))\n    return limits\n",
        ),
    ),
    # AML105
    case("AML105", "no boot", "import json\n\n\nclass Scorer:\n    def init(self):\n        pass\n" + RUN),
    case("AML105", "no boot", "import json\n\n\nif __name__ == '__main__':\n\n    def init():\n        pass\n" + RUN),
    case("AML105", "no boot", HEAD + INIT),
    case("AML105", "200", "import json\n\ninit = print\nrun = lambda data: len(json.loads(data))\n"),
    case("AML105", "200", HEAD + "\nif json:\n\n    def init():\n        pass\n" + RUN),
    # AML106
    case("AML106", "no boot", HEAD + "\n\ndef init(path):\n    print(path)\n" + RUN),
    case("AML106", "no boot", HEAD + "\n\ndef init(*, path):\n    print(path)\n" + RUN),
    case("AML106", "200", HEAD + "\n\ndef init(path='here'):\n    print(path)\n" + RUN),
    case("AML106", "200", HEAD + "\n\ndef init(*paths, **more):\n    print(paths, more)\n" + RUN),
    # AML107
    case("AML107", "no boot", with_run("return json.loads(args[0])", signature="*args")),
    case("AML107", "no boot", with_run("return json.loads(data)", signature="data, **more")),
    case("AML107", "no boot", with_run("return json.loads(data)", signature="data, /")),
    case("AML107", "no boot", with_run("return 1", signature="")),
    case("AML107", "no boot", with_run("return 1", signature="request_headers")),
    case("AML107", "500", with_run("return json.loads(data)", signature="data, limit")),
    case("AML107", "500", with_run("return json.loads(data)", signature="data, *, limit")),
    case(
        "AML107",
        "no boot",
        HEAD + INIT + "\n\n" + WRAPPER.format(wraps="") + "@logged" + RUN.lstrip("\n").join(["\n", ""]),
    ),
    case(
        "AML107",
        "no boot",
        "from azureml_inference_server_http.api.aml_request import rawhttp\n"
        + SCHEMA
        + INIT
        + "\n\n@rawhttp\n@input_schema('data', StandardPythonParameterType([1]))\ndef run(data):\n    return data\n",
    ),
    case("AML107", "200", with_run("return json.loads(data)", signature="data, limit=3")),
    case("AML107", "200", with_run("return json.loads(data)", signature="*, data")),
    case(
        "AML107", "200", with_run("return [json.loads(data), len(request_headers)]", signature="request_headers, data")
    ),
    case(
        "AML107",
        "200",
        "import functools\n"
        + HEAD
        + INIT
        + "\n\n"
        + WRAPPER.format(wraps="    @functools.wraps(function)\n")
        + "@logged\ndef run(data):\n    return json.loads(data)\n",
    ),
    # AML108
    case("AML108", "500", HEAD + INIT + "\n\nasync def run(data):\n    return json.loads(data)\n"),
    case(
        "AML108",
        "500",
        HEAD + "\n\nasync def init():\n    global limit\n    limit = 1\n" + "\n\ndef run(data):\n    return limit\n",
    ),
    case(
        "AML108",
        "200",
        "import asyncio\n"
        + HEAD
        + "\n\nasync def scored(text):\n    return json.loads(text)\n"
        + INIT
        + "\n\ndef run(data):\n    return asyncio.run(scored(data))\n",
    ),
    case("AML108", "200", HEAD + "\n\nasync def helper():\n    return 1\n" + INIT + RUN),
    # AML109
    case("AML109", "500", with_init("model = [1, 2]", run="\n\ndef run(data):\n    return [len(model), data]\n")),
    case(
        "AML109",
        "500",
        with_init(
            "model = {'a': 1}", head="import json\n\nmodel = None\n", run="\n\ndef run(data):\n    return model['a']\n"
        ),
    ),
    case("AML109", "500", with_run("count = count + 1", "return count", head="import json\n\ncount = 0\n")),
    case("AML109", "500", with_run("count += 1", "return count", head="import json\n\ncount = 0\n")),
    case("AML109", "no boot", with_init("total = total + 1", head="import json\n\ntotal = 0\n")),
    case("AML109", "200", with_init("global model", "model = [1]", run="\n\ndef run(data):\n    return len(model)\n")),
    case(
        "AML109",
        "200",
        with_init(
            "count = 5", "print(count)", head="import json\n\ncount = 0\n", run="\n\ndef run(data):\n    return count\n"
        ),
    ),
    case("AML109", "200", with_run("names = [name for name in json.loads(data)]", "return names")),
    # AML110
    case("AML110", "500", with_run("return np.sum(json.loads(data)['data'])")),
    case("AML110", "no boot", with_init("print(VERSION)")),
    case("AML110", "no boot", HEAD + "\nLIMIT = int(LIMIT_TEXT)\n" + INIT + RUN),
    case("AML110", "200", with_run("return later(json.loads(data))") + "\n\ndef later(rows):\n    return len(rows)\n"),
    case("AML110", "200", with_run("return [one for one in json.loads(data)] + [__name__]")),
    # AML111
    case("AML111", "no boot", HEAD + INIT + "\n\ndef run(data)\n    return data\n"),
    case("AML111", "no boot", HEAD + "\n\ndef init():\n    if True:\n\tpass\n        pass\n" + RUN),
    case("AML111", "no boot", "from helper import scale\n" + HEAD + INIT + RUN, files={"helper.py": "def scale(:\n"}),
    case("AML111", "200", "\ufeff" + HEAD + INIT + RUN),
    case("AML111", "200", with_run("match json.loads(data):", "    case {'data': rows}:", "        return rows")),
    # AML112
    case("AML112", "no boot", "from .helper import scale\n" + HEAD + INIT + RUN, files={"helper.py": "scale = 1\n"}),
    case("AML112", "no boot", "from . import helper\n" + HEAD + INIT + RUN, files={"helper.py": "scale = 1\n"}),
    case("AML112", "200", "from helper import scale\n" + HEAD + INIT + RUN, files={"helper.py": "scale = 1\n"}),
    case(
        "AML112",
        "200",
        "from parts.scaling import scale\n" + HEAD + INIT + RUN,
        files={
            "parts/__init__.py": "",
            "parts/scaling.py": "from .base import scale\n",
            "parts/base.py": "scale = 1\n",
        },
    ),
    # AML113
    case("AML113", "no boot", "from utils import scale\n" + HEAD + INIT + RUN, files={"utils.py": "scale = 1\n"}),
    case(
        "AML113",
        "no boot",
        "from utils.scaling import scale\n" + HEAD + INIT + RUN,
        files={"utils/__init__.py": "", "utils/scaling.py": "scale = 1\n"},
    ),
    *(
        case("AML113", "no boot", f"from {name} import scale\n{HEAD}{INIT}{RUN}", files={f"{name}.py": "scale = 1\n"})
        for name in ("config", "exceptions", "routes", "swagger", "entry")
    ),
    case("AML113", "no boot", "import config\n" + HEAD + INIT + RUN, files={"config.py": "scale = 1\n"}),
    case(
        "AML113",
        "no boot",
        "from calendar import holidays\n" + HEAD + INIT + RUN,
        files={"calendar.py": "holidays = []\n"},
    ),
    case("AML113", "200", "from my_utils import scale\n" + HEAD + INIT + RUN, files={"my_utils.py": "scale = 1\n"}),
    case("AML113", "200", HEAD + INIT + RUN, files={"utils.py": "scale = 1\n"}),
    # AML114
    case("AML114", "no boot", HEAD + INIT + RUN, files={"config.json": "{not json"}),
    case("AML114", "no boot", HEAD + INIT + RUN, files={"config.json": "[1]"}),
    case("AML114", "no boot", HEAD + INIT + RUN, files={"config.json": '{"AZUREML_LOG_LEVEL": 10}'}),
    case("AML114", "no boot", HEAD + INIT + RUN, files={"config.json": '{"AZUREML_DEBUG_PORT": "abc"}'}),
    case("AML114", "no boot", HEAD + INIT + RUN, files={"logging.json": '{"level": "INFO"}'}),
    case("AML114", "no boot", HEAD + INIT + RUN, files={"logging.json": "{"}),
    case("AML114", "200", HEAD + INIT + RUN, files={"config.json": '{"model_type": "bert", "layers": [1]}'}),
    case("AML114", "200", HEAD + INIT + RUN, files={"config.json": ""}),
    case("AML114", "200", HEAD + INIT + RUN, files={"logging.json": '{"version": 1}'}),
    # AML117
    case(
        "AML117",
        "no boot",
        "from shared.scaling import scale\n" + HEAD + INIT + RUN,
        files={"../shared/__init__.py": "", "../shared/scaling.py": "scale = 1\n"},
    ),
    case("AML117", "no boot", "import scaling\n" + HEAD + INIT + RUN, files={"../scaling.py": "scale = 1\n"}),
    case(
        "AML117",
        "200",
        "from shared.scaling import scale\n" + HEAD + INIT + RUN,
        files={"shared/__init__.py": "", "shared/scaling.py": "scale = 1\n"},
    ),
    case(
        "AML117",
        "200",
        "try:\n    import scaling\nexcept ImportError:\n    scaling = None\n" + HEAD + INIT + RUN,
        files={"../scaling.py": "scale = 1\n"},
    ),
    # AML120
    *(
        case("AML120", "500", with_run(f"return {value}", head=head))
        for head, value in (
            (NUMPY, "np.array([1, 2])"),
            (NUMPY, "{'a': [np.zeros(2)]}"),
            (NUMPY, "np.float32(1)"),
            (NUMPY, "np.int64(1)"),
            (NUMPY, "np.argmax([1, 2])"),
            (NUMPY, "np.array([1]).astype(float).reshape(1, 1)"),
            (PANDAS, "pd.DataFrame([1])"),
            (PANDAS, "pd.DataFrame([1]).values"),
            (PANDAS, "pd.Series([1])"),
            (PANDAS, "pd.Timestamp.now()"),
            (HEAD, "{1, 2}"),
            (HEAD, "b'1'"),
            (HEAD, "range(3)"),
            (HEAD, "{'a': 1}.keys()"),
            (HEAD, "(one for one in [1])"),
            (HEAD, "map(str, [1])"),
            (HEAD, "zip([1], [2])"),
            (HEAD, "{(1, 2): 3}"),
            (HEAD, "init"),
            ("import datetime\n", "datetime.datetime.now()"),
            ("import datetime\n", "{'at': datetime.date.today()}"),
            ("import decimal\n", "decimal.Decimal('1')"),
            ("import uuid\n", "uuid.uuid4()"),
            ("from pathlib import Path\n", "Path('/tmp')"),
        )
    ),
    case("AML120", "500", with_run("yield json.loads(data)")),
    case("AML120", "500", with_run("return json.dumps({'a': {1}})")),
    case(
        "AML120",
        "500",
        NUMPY
        + "\n\ndef scored():\n    return {'a': np.ones(2)}\n"
        + INIT
        + "\n\ndef run(data):\n    return scored()\n",
    ),
    case("AML120", "500", HEAD + "\n\nclass Answer:\n    pass\n" + INIT + "\n\ndef run(data):\n    return Answer()\n"),
    *(
        case("AML120", "200", with_run(f"return {value}", head=head))
        for head, value in (
            (NUMPY, "np.array([1, 2]).tolist()"),
            (NUMPY, "np.float64(1)"),
            (NUMPY, "np.str_('a')"),
            (NUMPY, "float(np.float32(1))"),
            (NUMPY, "{'a': list(np.array([1.5]))}"),
            (PANDAS, "pd.DataFrame([1]).to_dict()"),
            (PANDAS, "pd.DataFrame([1]).to_json()"),
            (PANDAS, "pd.Series([1]).tolist()"),
            (HEAD, "(1, 'a', None, 1.5, True)"),
            (HEAD, "None"),
            (HEAD, "sorted({2, 1})"),
            (HEAD, "float('nan')"),
            ("import datetime\n", "datetime.datetime.now().isoformat()"),
            ("import uuid\n", "uuid.uuid4().hex"),
            ("from azureml_inference_server_http.api.aml_response import AMLResponse\n", "AMLResponse(b'1', 200)"),
            ("from flask import Response\n", "Response('fine')"),
        )
    ),
    case("AML120", "200", with_run("return json.loads(json.dumps({'a': {1}}, default=list))")),
    # AML121
    case("AML121", "500", with_run("return data['data']")),
    case("AML121", "500", with_run("return data.get('data')")),
    case("AML121", "500", with_run("return pd.DataFrame(data).to_dict()", head=PANDAS)),
    case("AML121", "500", with_run("return len(data.keys())")),
    case("AML121", "200", with_run("data = json.loads(data)", "return data['data']")),
    case(
        "AML121", "200", with_run("if isinstance(data, str):", "    data = json.loads(data)", "return data.get('data')")
    ),
    case("AML121", "200", with_run("return data.upper() + data[0]")),
    case(
        "AML121",
        "500",
        MODEL.format(name="classifier.pkl") + "\n\ndef run(data):\n    return model.predict(data['data'])\n",
    ),
    case(
        "AML121",
        "200",
        MODEL.format(name="classifier.pkl")
        + "\n\ndef run(data):\n    return model.predict(json.loads(data)['data']).tolist()\n",
    ),
    # AML122
    case(
        "AML122",
        "leaks",
        with_run(
            "try:",
            "    return json.loads(data)['data']",
            "except Exception as error:",
            "    return {'error': str(error)}",
        ),
        body='{"other": 1}',
    ),
    case(
        "AML122",
        "leaks",
        with_run(
            "try:",
            "    return json.loads(data)['data']",
            "except Exception:",
            "    return traceback.format_exc()",
            head="import json\nimport traceback\n",
        ),
        body='{"other": 1}',
    ),
    case(
        "AML122",
        "500",
        with_run(
            "try:",
            "    return json.loads(data)['data']",
            "except KeyError as error:",
            "    raise ValueError('no data') from error",
        ),
        body='{"other": 1}',
    ),
    case(
        "AML122",
        "200",
        with_run("try:", "    return json.loads(data)['data']", "except KeyError:", "    return []"),
        body='{"other": 1}',
    ),
    case("AML122", "200", with_run("return len(json.loads(data))"), body='{"other": 1}'),
    # AML123
    case(
        "AML123",
        "500",
        SCHEMA
        + INIT
        + "\n\n@input_schema('rows', StandardPythonParameterType([1]))\ndef run(data):\n    return data\n",
    ),
    case("AML123", "no boot", SCHEMA + INIT + "\n\n@input_schema('data', [1])\ndef run(data):\n    return data\n"),
    case(
        "AML123",
        "no boot",
        SCHEMA + INIT + "\n\n@input_schema('data', StandardPythonParameterType)\ndef run(data):\n    return data\n",
    ),
    case(
        "AML123",
        "no boot",
        "from inference_schema.parameter_types.numpy_parameter_type import NumpyParameterType\n"
        + SCHEMA
        + INIT
        + "\n\n@input_schema('data', NumpyParameterType([1]))\ndef run(data):\n    return data.tolist()\n",
    ),
    case(
        "AML123",
        "200",
        SCHEMA
        + INIT
        + "\n\n@input_schema('data', StandardPythonParameterType([1]))\ndef run(data):\n    return data\n",
    ),
    case(
        "AML123",
        "200",
        "import numpy as np\nfrom inference_schema.parameter_types.numpy_parameter_type import NumpyParameterType\n"
        + SCHEMA
        + INIT
        + "\n\n@input_schema('data', NumpyParameterType(np.array([1])))\ndef run(data):\n    return data.tolist()\n",
    ),
    # AML126
    case(
        "AML126",
        "500",
        with_run(
            "sizes = []",
            "for path in mini_batch:",
            "    sizes.append(len(open(path).read()))",
            "return sizes",
            signature="mini_batch",
        ),
    ),
    case(
        "AML126",
        "500",
        with_run(
            "for path in mini_batch:",
            "    with open(path) as file:",
            "        print(file.read())",
            "return [1]",
            signature="mini_batch",
        ),
    ),
    case(
        "AML126",
        "200",
        with_run(
            "rows = []",
            "for row in json.loads(mini_batch)['data']:",
            "    rows.append(row)",
            "return rows",
            signature="mini_batch",
        ),
    ),
    case("AML126", "200", with_run("return sum(1 for char in data if char == ',')")),
    # AML131: the server imports from the folder that was uploaded
    case(
        "AML131",
        "no boot",
        "from helper import scale\n" + HEAD + INIT + RUN,
        entry="scoring/score.py",
        files={"scoring/helper.py": "scale = 1\n"},
    ),
    case(
        "AML131",
        "no boot",
        "import helper\n" + HEAD + INIT + RUN,
        entry="scoring/score.py",
        files={"scoring/helper.py": "scale = 1\n"},
    ),
    case(
        "AML131",
        "200",
        "from scoring.helper import scale\n" + HEAD + INIT + RUN,
        entry="scoring/score.py",
        files={"scoring/helper.py": "scale = 1\n"},
    ),
    case(
        "AML131",
        "200",
        "from helper import scale\n" + HEAD + INIT + RUN,
        entry="scoring/score.py",
        files={"helper.py": "scale = 1\n"},
    ),
    # AML132: the body is the sample request
    case("AML132", "500", HEAD + INIT + RUN, files={"sample-request.json": '{"input": [1]}'}, body='{"input": [1]}'),
    case(
        "AML132",
        "500",
        with_run("body = json.loads(data)", "return body['rows'] + body['limits']"),
        files={"sample-request.json": '{"rows": []}'},
        body='{"rows": []}',
    ),
    case("AML132", "200", HEAD + INIT + RUN, files={"sample-request.json": '{"data": [1]}'}, body='{"data": [1]}'),
    case(
        "AML132",
        "200",
        with_run("return json.loads(data).get('rows', [])"),
        files={"sample-request.json": '{"other": []}'},
        body='{"other": []}',
    ),
    # AML133
    case("AML133", "text", with_run("return json.dumps({'rows': len(data)})")),
    case("AML133", "text", with_run("answer = json.dumps([1])", "return answer")),
    case("AML133", "200", with_run("return {'rows': len(data)}")),
    case("AML133", "200", with_run("print(json.dumps([1]))", "return [1]")),
]

NOT_DECIDABLE = {
    "AML101": "it tells what may fail, not what does",
    "AML115": "needs a workspace, or a person to log in",
    "AML116": "needs the network, and what is not there for it",
    "AML118": "changes only how long a request takes",
    "AML119": "a note on what callers see; the server's answer is 500 either way",
    "AML124": "changes only how long a request takes",
    "AML125": "batch: the driver of the batch job is not public",
    "AML127": "the working directory is the platform's",
    "AML128": "a secret works",
    "AML129": "a log level works; a debugger waits for ever",
    "AML130": "the mounts are the platform's",
}
"""Rules on scripts that the server cannot decide, with the reason; of AML111 the part on older Pythons, and of AML108
and AML126 the parts on batch, are not decided either."""
