"""Python code on paper: an abstract interpreter that resolves names, evaluates strings and paths, and runs nothing."""
