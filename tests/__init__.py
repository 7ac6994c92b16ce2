"""The tests, laid out like the package; beside them those of the notebooks and of the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
