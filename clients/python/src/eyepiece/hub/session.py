"""What all parts of one hub share."""

import os
from typing import Any

from eyepiece.errors import EyepieceError
from eyepiece.hub.address import find_address
from eyepiece.hub.leases.leases import Leases
from eyepiece.hub.requests import ANSWER_S, Requests
from eyepiece.values.record import mapping


class Session:
    def __init__(
        self, url: str | None, key: str | None, ca_file: str | os.PathLike[str] | None, timeout: float = ANSWER_S
    ) -> None:
        self.address = find_address(url, key, ca_file)
        self.leases = Leases(self.address)
        self.requests = Requests(self.address, timeout)
        self._user: dict[str, Any] | None = None

    async def user(self) -> dict[str, Any]:
        """The account of the key."""
        if self._user is None:
            self._user = mapping(await self.requests.json("GET", "/auth/me"), "the account")
        return self._user

    async def user_id(self) -> str:
        identity = (await self.user()).get("id")
        if not isinstance(identity, str):
            raise EyepieceError("the hub does not say whose key this is")
        return identity


def positive(name: str, value: float) -> float:
    """A deadline, s."""
    if not 0 < value < 1e7:
        raise EyepieceError(f"{name} must be above 0 and below 10,000,000 s, not {value}")
    return value
