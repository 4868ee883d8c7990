"""AML906 stale-snapshot: the snapshot is too old to prove anything, or cannot be read.

A snapshot (`amllint snapshot --workspace W --resource-group G`) tells which models, environments, computes and
endpoints a workspace holds. Older than `max-snapshot-age-days` (7 if nothing is said) it proves nothing any more:
findings that rest on it are warnings at most, and say how old it is. What `az ml model list` prints is read too, but
states no date.

## Bad
Config:
```toml
[tool.amllint]
snapshot = "workspace.json"
```

`workspace.json`
```json
{  // <-
  "amllint_snapshot": 1,
  "generated_at": "2024-01-01T00:00:00Z",
  "workspace": "ws",
  "resource_group": "rg",
  "archived": true,
  "models": [{"name": "classifier", "versions": [{"version": "1", "type": "custom_model"}]}],
  "environments": [],
  "computes": [],
  "endpoints": []
}
```

## Good
Config:
```toml
[tool.amllint]
models = ["classifier:1"]
```
"""

from __future__ import annotations

from ...registry import RuleInfo

RULE = RuleInfo("AML906", "stale-snapshot", "warning", on="itself", module=__name__)
