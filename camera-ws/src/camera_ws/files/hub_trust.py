"""Which certificates of the hub are trusted, and why one is not."""

import ssl
from pathlib import Path

_EXPIRED = 10
_NOT_YET_VALID = 9
_WRONG_HOST = (62, 64)
"""Verify codes of OpenSSL, x509_vfy.h."""


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """Certificates are always verified: by the authorities of the system, or by those of the file alone.

    OSError when the file cannot be read; ssl.SSLError, which is an OSError, when it has no certificate.
    """
    if ca_file is not None:
        ca_file.read_bytes()  # its error names the file; that of OpenSSL does not
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def explain(error: BaseException, *, has_ca: bool) -> str | None:
    """What to do about a failed TLS handshake; None for any other error."""
    cause = _unwrapped(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _explain_certificate(cause, has_ca=has_ca)
    if isinstance(cause, ssl.SSLError):
        return f"the TLS handshake with the hub failed ({cause.reason}): HUB_URL must name its HTTPS port"
    return None


def _unwrapped(error: BaseException) -> BaseException:
    """aiohttp wraps the errors of ssl in errors that have their classes too, but not their fields."""
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None)
    return _unwrapped(inner) if isinstance(inner, BaseException) else error


def _explain_certificate(error: ssl.SSLCertVerificationError, *, has_ca: bool) -> str:
    why = error.verify_message
    if error.verify_code in _WRONG_HOST:
        return f"the certificate of the hub is not for the host in HUB_URL ({why}): add the host to the hub's TLS_NAMES"
    if error.verify_code in (_EXPIRED, _NOT_YET_VALID):
        return f"the certificate of the hub is not valid now ({why}): compare the clocks of hub and camera service"
    if has_ca:
        return f"the certificate of the hub is not signed by the authority in HUB_CA ({why})"
    return (
        f"the certificate of the hub is not trusted ({why}):"
        " set HUB_CA to the file of its authority, which the hub offers at /trust"
    )
