"""Stands in for joblib: loads nothing, and gives a model whose predictions look like an array."""


class Predictions(list):
    def tolist(self):
        return list(self)


class Model:
    def predict(self, rows):
        if isinstance(rows, str):
            raise ValueError("Expected 2D array, got scalar array instead")
        return Predictions(0 for _ in rows)


def load(path):
    with open(path, "rb"):
        return Model()
