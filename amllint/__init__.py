"""amllint: finds, on your desk, why an Azure Machine Learning deployment would fail."""

__version__ = "0.1.0"
