"""Tells the types of JSON values apart."""

from typing import Any, TypeGuard


def json_object(value: object) -> dict[str, Any] | None:
    """None for anything else."""
    return value if _is_object(value) else None


def json_list(value: object) -> list[Any] | None:
    """None for anything else."""
    return value if _is_list(value) else None


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
