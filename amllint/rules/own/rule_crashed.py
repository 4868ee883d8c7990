"""AML901 rule-crashed: a rule of amllint failed on a file; the others went on.

The message names the exception and where in amllint it rose. The run ends with exit code 3, whatever else was found,
because a check that did not run has not passed. Please report it, with the file if you may show it.

Until it is mended, `ignore = ["CODE"]` with the code of the rule that crashed leaves that rule out.
"""

from __future__ import annotations

from ...registry import RuleInfo

RULE = RuleInfo("AML901", "rule-crashed", "error", on="itself", module=__name__)
