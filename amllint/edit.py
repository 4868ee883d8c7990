"""Edits that a rule names and `fix` turns into text: what a plain `finding.Edit` cannot say.

Every edit is a span and a text; its class says how the text gets there. A plain `Edit` puts it there as it is, with
the file's own line ends. Those below depend on how the file is written, so that a rule need not know.
"""

from __future__ import annotations

from .finding import Edit


class TextValue(Edit):
    """The value (YAML, JSON, or a Python literal) at the span becomes `text`, quoted as the file needs it."""


class NewEntry(Edit):
    """`text` becomes an entry of the list in front of the entry at the span, quoted as that one is.

    For lists of YAML, JSON and Python, and for the lines of a requirements file.
    """


class Guard(Edit):
    """The statement that holds the span goes into a `try` that logs what failed and raises a clear error from it.

    `text` names what is tried ("joblib.load"). Only inside a function.
    """


class Import(Edit):
    """The Python file of the span imports the module `text`, if it does not yet."""
