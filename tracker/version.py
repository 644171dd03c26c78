"""The version of the code, written here alone; the dataset has versions of its own."""

__version__ = "0.3.0"
