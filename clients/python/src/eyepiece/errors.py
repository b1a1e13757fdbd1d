"""All errors of the client. Each has EyepieceError as its base."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eyepiece.json_types import json_list, json_object


class EyepieceError(Exception):
    """Base of all errors of this package."""


@dataclass(frozen=True)
class Issue:
    """One field that the hub refused, with its limits where it has some."""

    field: str
    message: str
    min: float | None = None
    max: float | None = None
    unit: str | None = None

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class Refused(EyepieceError):
    """The hub refused a request. `code` is from the closed list of the protocol."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        issues: tuple[Issue, ...] = (),
        holder: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        details = "; ".join(str(issue) for issue in issues if issue.message not in message)
        super().__init__(f"{message} ({details})" if details else message)
        self.code = code
        self.message = message
        self.status = status
        self.issues = issues
        self.holder = holder
        self.retry_after_s = retry_after_s


class AuthenticationFailed(Refused):
    """The key is unknown, revoked or expired."""


class NotPermitted(Refused):
    """The key or its account may not do this. The message names the missing scope."""


class NotFound(Refused):
    """The camera, capture or job does not exist."""


class InvalidRequest(Refused):
    """A field has a value that the hub or the camera does not accept; `issues` has field and limits."""


class ControlHeld(Refused):
    """Another person controls the camera; `holder` is the name."""


class ControlLost(ControlHeld):
    """Control of the camera has gone to another person, or has ended."""


class CameraUnavailable(Refused):
    """The camera is offline, disconnected, busy or does not answer."""


class RateLimited(Refused):
    """Too many requests; `retry_after_s` says how long to wait."""


class NoSpace(Refused):
    """There is no space for captures. `capture_waits`: the capture is safe at the camera service."""


class ConnectionFailed(EyepieceError):
    """The hub does not answer, or the connection broke."""


class UnexpectedAnswer(EyepieceError):
    """The hub, or something between, sent an answer that is not of this protocol."""


class WaitTimeout(EyepieceError, TimeoutError):
    """A deadline passed. The request may have been carried out."""


class ControlTimeout(WaitTimeout):
    """Control was not granted in time."""


class FrameTimeout(WaitTimeout):
    """No frame arrived in time."""


class JobTimeout(WaitTimeout):
    """The job did not end in time. It continues at the camera service."""


class JobFailed(EyepieceError):
    """The job ended as failed or cancelled."""


class DigestMismatch(EyepieceError):
    """The bytes that arrived are not those of the capture."""


class MissingExtra(EyepieceError, ImportError):
    """An optional package is not installed; the message names it and the extra."""


_BY_CODE: Mapping[str, type[Refused]] = {
    **dict.fromkeys(("unauthenticated", "session_expired", "invalid_credentials"), AuthenticationFailed),
    **dict.fromkeys(("forbidden", "bad_origin"), NotPermitted),
    **dict.fromkeys(("validation_failed", "setting_rejected", "invalid_json"), InvalidRequest),
    "control_held": ControlHeld,
    **dict.fromkeys(
        ("camera_offline", "camera_disconnected", "camera_busy", "camera_error", "camera_timeout"), CameraUnavailable
    ),
    **dict.fromkeys(("rate_limited", "too_many_connections"), RateLimited),
    **dict.fromkeys(("no_space", "capture_waits"), NoSpace),
}


def refused(answer: Mapping[str, Any], status: int | None = None, retry_after_s: float | None = None) -> Refused:
    """The error for a refusal as REST and sockets send it."""
    code = str(answer.get("code", "internal"))
    kind = NotFound if code.endswith("not_found") else _BY_CODE.get(code, Refused)
    given = (json_object(one) for one in json_list(answer.get("issues")) or [])
    issues = tuple(_issue(one) for one in given if one is not None)
    holder = answer.get("holder")
    return kind(
        code,
        str(answer.get("message", code)),
        status=status,
        issues=issues,
        holder=holder if isinstance(holder, str) else None,
        retry_after_s=retry_after_s,
    )


def _issue(one: Mapping[str, Any]) -> Issue:
    unit = one.get("unit")
    return Issue(
        field=str(one.get("path", "")),
        message=str(one.get("message", "")),
        min=_number(one.get("min")),
        max=_number(one.get("max")),
        unit=unit if isinstance(unit, str) else None,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
