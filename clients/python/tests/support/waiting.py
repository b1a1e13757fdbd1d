"""Polls until something is so."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 60.0
"""Generous, because test machines are shared; passing tests do not wait for it."""


def eventually(look: Callable[[], T]) -> T:
    """What `look` returns once it is true."""
    ends = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)
    return found
