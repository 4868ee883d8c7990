r"""AML905 stale-baseline: an entry of the baseline has no finding any more.

The problem was solved, or the file is gone. As long as the entry stands there, the same problem would come back
unseen. `amllint baseline` writes the baseline anew. Entries are judged only where somebody looked: of rules that ran,
in files below the paths that were checked.

## Bad
Config:
```toml
[tool.amllint]
baseline = "amllint-baseline.json"
```

`amllint-baseline.json`
```json
{
  "version": 1,
  "findings": [
    {
      "fingerprint": "5a0f7c0e2f1d4d2c9b1e6a7f8c3d2e10",  // <-
      "code": "AML603",
      "name": "size-retired",
      "file": "deployment.yml",
      "message": "Standard_NC6 is retired",
      "count": 1
    }
  ]
}
```

## Good
Config:
```toml
[tool.amllint]
baseline = "amllint-baseline.json"
```

`amllint-baseline.json`
```json
{
  "version": 1,
  "findings": []
}
```
"""

from __future__ import annotations

from ...registry import RuleInfo

RULE = RuleInfo("AML905", "stale-baseline", "warning", on="itself", module=__name__)
