"""The fence: with several hubs, the camera obeys only its newest home.

The hub that this service dials becomes the camera's home, with a fence above that of every earlier home. A hub that was
paused or cut off and comes back still has its old fence, and is refused.
"""

from dataclasses import dataclass

from camera_ws.protocol import rpc


@dataclass(frozen=True, slots=True)
class WelcomeFence:
    """From the answer of a hub that is one of several."""

    fence: int
    hub_id: str


class FormerHome(Exception):
    """A hub with a lower fence than another one that this service has accepted."""


class FenceGate:
    """One object for all links of this process."""

    def __init__(self) -> None:
        self._newest: WelcomeFence | None = None

    @property
    def highest(self) -> int | None:
        """For hello."""
        return self._newest.fence if self._newest else None

    def accept(self, welcome: WelcomeFence) -> bool:
        """False for the welcome of a former home: the link must be closed."""
        newest = self._newest
        if newest and (welcome.fence < newest.fence or (welcome.fence == newest.fence and welcome != newest)):
            return False
        self._newest = welcome
        return True

    def permits(self, welcome: WelcomeFence | None, fence: int | None) -> bool:
        """Whether to carry out an order with this fence.

        welcome: the accepted one of its link; None before it, and for a single hub.
        """
        if welcome is None:
            return fence is None
        return fence == welcome.fence and welcome == self._newest


class LinkFence:
    """The gate for the orders of one link."""

    def __init__(self, gate: FenceGate) -> None:
        self._gate = gate
        self._welcome: WelcomeFence | None = None

    def accept(self, fence: int | None, hub_id: str | None) -> None:
        """Raises FormerHome."""
        if fence is None or hub_id is None:
            return
        welcome = WelcomeFence(fence, hub_id)
        if not self._gate.accept(welcome):
            raise FormerHome(f"the hub's fence {fence} is not above {self._gate.highest}, that of a newer home")
        self._welcome = welcome

    def check(self, request: rpc.Request) -> None:
        """Raises RpcFault for an order of a hub that is not the home."""
        if not self._gate.permits(self._welcome, request.fence):
            raise rpc.RpcFault(rpc.REPLACED, f"{request.method} has fence {request.fence}: this hub is not the home")
