"""What is known about Azure, base images and packages.

Authored in `data/` (CSV and TOML, every row or table with its source and date), compiled by `tools/compile_facts.py`
into the modules of `tables/`, which are all that is read at run time. The question modules here load their table at
the first question. What is not in the data is unknown: they answer None or an empty tuple, never a guess.
"""
