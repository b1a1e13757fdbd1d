"""The fence: orders of a hub that is no longer the camera's home are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from camera_ws.link.fence import FenceGate, FormerHome, LinkFence
from camera_ws.protocol import rpc
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import running_service

HUB_A = "3f2a7c1e-58d4-4b6f-9a0e-1c2d3e4f5a6b"
HUB_B = "9b8a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "shared-types" / "vectors" / "fences.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_decides_as_the_vectors_say(vector: dict[str, Any]) -> None:
    gate = FenceGate()
    links: dict[int, LinkFence] = {}
    for step in vector["steps"]:
        link = links.setdefault(step["link"], LinkFence(gate))
        assert (_welcome(link, step["welcome"]) if "welcome" in step else _order(link, step["order"])) == step[
            "accepted"
        ]


def _welcome(link: LinkFence, welcome: dict[str, Any]) -> bool:
    try:
        link.accept(welcome.get("fence"), welcome.get("hubId"))
    except FormerHome:
        return False
    return True


def _order(link: LinkFence, order: dict[str, Any]) -> bool:
    try:
        link.check(rpc.Request("capture", {}, 1, fence=order.get("fence")))
    except rpc.RpcFault:
        return False
    return True


@pytest.mark.parametrize("fence", [0, -1, 1.5, "7", True, None, 2**53])
def test_refuses_a_request_whose_fence_is_no_fence(fence: object) -> None:
    with pytest.raises(rpc.RpcFault) as caught:
        rpc.parse(json.dumps({"jsonrpc": "2.0", "id": 4, "method": "capture", "fence": fence}))
    assert (caught.value.code, caught.value.id) == (rpc.INVALID_REQUEST, 4)


async def _ping(link: Link, id: int, **fence: int) -> dict[str, Any]:
    message: dict[str, Any] = {"jsonrpc": "2.0", "id": id, "method": "ping", "params": {"hubTimeUs": 1}, **fence}
    return await link.raw(message)


async def test_a_link_obeys_its_fence_and_hello_tells_the_highest(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.fences = [{"fence": 7, "hubId": HUB_A}]
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        link = await hub.next_link()
        assert link.hello is not None
        assert link.hello.fence is None
        assert "result" in await _ping(link, 1, fence=7)
        for number, fence in enumerate([{"fence": 6}, {"fence": 8}, {}]):
            answer = await _ping(link, 10 + number, **fence)
            assert answer["error"]["code"] == rpc.REPLACED
        await link.socket.close(1001)
        second = await hub.next_link()
        assert second.hello is not None
        assert second.hello.fence == 7


async def test_a_former_home_is_left_and_the_next_hub_is_tried(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.fences = [{"fence": 7, "hubId": HUB_A}, {"fence": 7, "hubId": HUB_B}, {"fence": 8, "hubId": HUB_B}]
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        first = await hub.next_link()
        assert "result" in await _ping(first, 1, fence=7)
        await first.socket.close(1001)
        refused = await hub.next_link()
        third = await hub.next_link()
        await third.until(lambda: len(third.states) > 0)
        assert "result" in await _ping(third, 2, fence=8)
        assert refused.states == []
