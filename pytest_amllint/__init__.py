"""The pytest plugin of amllint: `pytest --amllint` gives one test item for each deployment unit."""
