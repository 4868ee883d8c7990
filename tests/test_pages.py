from __future__ import annotations

import pytest

from amllint.pages import Example, ExampleFile, PageError, find, listing, page_of, parse, shown
from amllint.registry import RuleInfo
from amllint.rules.index import RULES

PAGE = """AML702 autoscale-headroom: a target above 70 leaves
no room for a burst.

The service says:
```
503 Service Unavailable
```

Base: kubernetes

## Why
More words.

## Bad
`deployment.yml`
```yaml
a: 1
b: 95  # <-
```

`code/x.js`:

~~~js
let x = 1 // <-
~~~

`notes.md`
````markdown
text <!-- <- -->
```
inner
```
````

## Good: traffic is known

Base: v2

Config:
```toml
[tool.amllint.traffic.credit]
target_rps = 1
```
`old.yml`
```
(deleted)
```
`empty.yml`
```
```
"""


def test_page_is_read() -> None:
    page = parse(PAGE)
    assert (page.code, page.name) == ("AML702", "autoscale-headroom")
    assert page.summary == "a target above 70 leaves no room for a burst"
    bad, good = page.examples
    assert bad == Example(
        "Bad",
        14,
        "kubernetes",
        (
            ExampleFile("deployment.yml", "a: 1\nb: 95\n", (2,)),
            ExampleFile("code/x.js", "let x = 1\n", (1,)),
            ExampleFile("notes.md", "text\n```\ninner\n```\n", (1,)),
        ),
    )
    assert good == Example(
        "Good",
        35,
        "v2",
        (ExampleFile("old.yml", None), ExampleFile("empty.yml", "")),
        "[tool.amllint.traffic.credit]\ntarget_rps = 1\n",
        "traffic is known",
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1: a page begins with"),
        ("About something", "line 1: a page begins with"),
        ("AML1 a: b", "line 1: a page begins with"),
        ("AML101 a: b.\n\n## Bad\n`x`\n```\na\n```\n", "line 3: no line bears the marker"),
        ("AML101 a: b.\n\n## Good\nwords\n", "line 3: the section shows no file"),
        ("AML101 a: b.\n\n## Bad\n`x`\n```\na  # <-\n", "line 5: the fenced block does not end"),
    ],
)
def test_page_that_does_not_follow_the_form(text: str, complaint: str) -> None:
    with pytest.raises(PageError, match=complaint):
        parse(text)


def test_marker_inside_a_line_is_text() -> None:
    page = parse("AML101 a: b.\n\n## Bad\n`x`\n```\na # <- b\nc\t# <-\n```\n")
    assert page.examples[0].files == (ExampleFile("x", "a # <- b\nc\n", (2,)),)


def test_rule_is_found_by_code_or_name_in_any_case() -> None:
    assert find(RULES, "aml903") is find(RULES, "Unused-Ignore") is not None
    assert find(RULES, "AML000") is None


def test_listing_tells_what_is_off_by_default() -> None:
    rules = (
        RuleInfo("AML101", "init", "error", on="unit", summary="it fails"),
        RuleInfo("AML704", "single-replica", "note", on="unit", default=False, summary="one only"),
    )
    assert listing(rules) == (
        "AML101  error    init            it fails\nAML704  note     single-replica  one only (off by default)\n"
    )


def test_page_in_the_terminal() -> None:
    info = RuleInfo("AML702", "autoscale-headroom", "warning", on="unit", kinds=("v2-kubernetes",), default=False)
    text = shown(info, parse(PAGE))
    assert text.startswith(
        "AML702 autoscale-headroom (warning; fix: none; only v2-kubernetes; off by default)\n\n"
        "a target above 70 leaves no room for a burst.\n\nThe service says:\n"
    )
    assert "\x1b[1m## Why\x1b[0m\n" in shown(info, parse(PAGE), colour=True)


@pytest.mark.parametrize("info", RULES, ids=lambda info: info.code)
def test_every_rule_has_a_page_with_both_examples(info: RuleInfo) -> None:
    page = page_of(info)
    assert (page.code, page.name, page.summary) == (info.code, info.name, info.summary)
    if info.code != "AML901":  # nothing that a project holds makes a rule crash
        assert {example.verdict for example in page.examples} == {"Bad", "Good"}
