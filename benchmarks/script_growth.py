"""Shows that the time to evaluate a scoring script on paper grows with its size and no faster.

    python benchmarks/script_growth.py

Three shapes: a longer script, a longer chain of calls, more branches one after the other. For each size the table gives
the steps of the interpreter (which depend on nothing but the code) and the CPU time, both also for one unit of size:
where the last two columns stay level, growth is linear.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from amllint.python.interpreter import Interpreter
from amllint.python.syntax import Module, Unparsed, parse
from amllint.python.world import UnknownWorld
from amllint.text import Source


def lines(size: int) -> str:
    """A script of that many lines: look-ups, paths and loads in `init()`."""
    body = "".join(
        f"    path_{number} = os.path.join(os.environ['AZUREML_MODEL_DIR'], 'part{number}.pkl')\n"
        f"    part_{number} = joblib.load(path_{number})\n"
        for number in range(size // 2)
    )
    return f"import os\nimport joblib\n\n\ndef init():\n{body}    return None\n"


def chain(size: int) -> str:
    """Functions that call each other, that many deep."""
    calls = "".join(f"def step_{number}(value):\n    return step_{number + 1}(value)\n\n\n" for number in range(size))
    last = f"def step_{size}(value):\n    return joblib.load(value)\n\n\ndef init():\n    step_0('model')\n"
    return f"import joblib\n\n\n{calls}{last}"


def branches(size: int) -> str:
    """That many conditions one after the other, each of unknown outcome."""
    body = "".join(
        f"    if os.environ.get('FLAG_{number}'):\n        model = joblib.load('a')\n    else:\n        model = None\n"
        for number in range(size)
    )
    return f"import os\nimport joblib\n\n\ndef init():\n    global model\n{body}"


def measure(text: str) -> tuple[int, float, str]:
    """Steps, CPU milliseconds and the reason for giving up ("" for none) of one evaluation, parsing included."""
    start = time.process_time()
    source = Source("score.py", text)
    tree = parse(source)
    assert not isinstance(tree, Unparsed), tree
    interpreter = Interpreter(UnknownWorld())
    names = interpreter.run_module(Module("entry", source, tree))
    interpreter.call_entry(names["init"], (), "init")
    return interpreter.trace.steps, (time.process_time() - start) * 1000, interpreter.trace.gave_up


def table(title: str, make: Callable[[int], str], sizes: tuple[int, ...]) -> None:
    print(f"{title:>10}{'steps':>10}{'CPU ms':>10}{'steps/1':>10}{'µs/1':>10}")
    for size in sizes:
        steps, spent, gave_up = measure(make(size))
        stopped = f"   stopped: {gave_up}" if gave_up else ""
        print(f"{size:10}{steps:10}{spent:10.1f}{steps / size:10.1f}{spent * 1000 / size:10.1f}{stopped}")


def main() -> None:
    gc.disable()  # as the command line does
    table("lines", lines, (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000))
    table("calls deep", chain, (1, 5, 10, 20, 50, 100, 200, 500))
    table("branches", branches, (1, 5, 10, 20, 50, 100, 200, 500))


if __name__ == "__main__":
    main()
