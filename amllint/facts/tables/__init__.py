"""Compiled facts: written by `tools/compile_facts.py` from `facts/data/`; do not edit."""
