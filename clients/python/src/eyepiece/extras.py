"""Loads optional packages on first use."""

import importlib
from typing import Any

from eyepiece.errors import MissingExtra


def extra(module: str, name: str) -> Any:
    """The module, or MissingExtra that names the extra of this package to install."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        message = f'this needs the package {package}: pip install "eyepiece[{name}]" ({error})'
        raise MissingExtra(message) from error
