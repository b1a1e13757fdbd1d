"""Converts exceptions to JSON-RPC errors."""

import logging

from pydantic import ValidationError

from camera_ws.errors import CameraServiceError, SettingRejected
from camera_ws.protocol import rpc
from camera_ws.protocol.issues import issues_from
from camera_ws.protocol.text import cut

log = logging.getLogger(__name__)


def fault_from(error: Exception, id: rpc.RpcId | None) -> rpc.RpcFault:
    """The fault to respond with. Unexpected errors are logged and sent without details."""
    if isinstance(error, rpc.RpcFault):
        return rpc.RpcFault(error.code, str(error), id if error.id is None else error.id, error.issues)
    if isinstance(error, ValidationError):
        issues = issues_from(error)
        message = "; ".join(f"{issue.path}: {issue.message}" for issue in issues)
        return rpc.RpcFault(rpc.INVALID_PARAMS, cut(message, 2000), id, issues)
    if isinstance(error, SettingRejected):
        return rpc.RpcFault(rpc.SETTING_REJECTED, str(error), id, error.issues)
    if isinstance(error, CameraServiceError):
        return rpc.RpcFault(error.rpc_code, str(error), id)
    log.error("a command failed unexpectedly", exc_info=error)
    return rpc.RpcFault(rpc.INTERNAL_ERROR, "internal error", id)
