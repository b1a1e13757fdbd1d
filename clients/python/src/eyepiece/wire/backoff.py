"""Delays between attempts."""

import random

_FIRST_S = 0.5
_MAX_S = 10.0


def backoff_s(attempt: int) -> float:
    """Doubles from 0.5 s to 10 s. Its upper half is random, so that clients do not reconnect in the same instant."""
    full = min(_MAX_S, _FIRST_S * 2 ** min(attempt, 10))
    return float(max(_FIRST_S, full / 2 + full / 2 * random.random()))
