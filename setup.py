"""What pip installs beside the package is what requirements.txt lists: there is one list."""

from pathlib import Path

from setuptools import setup

lines = Path(__file__).with_name("requirements.txt").read_text(encoding="utf-8").splitlines()
setup(install_requires=[line.partition("#")[0].strip() for line in lines if line[:1].isalpha()])
