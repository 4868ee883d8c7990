"""The rules: one rule, one file, in a folder for each family; `index` is the generated table of them."""
