"""The link and the uploads over TLS, with an authority of the test."""

from pathlib import Path

import pytest

from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads.client import Answer, UploadClient
from support.authority import Authority
from support.cameras.fake_camera import FakeCamera
from support.data.metadata import metadata_for
from support.fake_hub import TOKEN, FakeHub, running_hub
from support.services import running_service
from support.serving import Identity, serving
from support.waiting import until

MASTER = b"the picture" * 5000


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "hub", "authority of the hub")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "other", "another authority")


async def put(url: str, hub_ca: Path | None, metadata: CaptureMetadata | None = None) -> Answer:
    client = UploadClient(url, TOKEN, hub_ca)
    try:
        return await client.put_parts(metadata or metadata_for(MASTER), [MASTER])
    finally:
        await client.close()


async def test_frames_and_captures_reach_a_hub_whose_authority_is_trusted(tmp_path: Path, authority: Authority) -> None:
    hub = FakeHub()
    async with running_hub(hub, identity=authority.issue("IP:127.0.0.1")) as url:
        assert url.startswith("https://")
        async with running_service(FakeCamera(), tmp_path, url, hub_ca=authority.certificate):
            link = await hub.next_link()
            await link.notify("demand", {"streaming": True})
            await link.next_frames(2)
        metadata = metadata_for(MASTER)
        assert await put(url, authority.certificate, metadata) == Answer("stored")
        assert hub.uploads[metadata.id][1] == MASTER


async def refused_by(tmp_path: Path, caplog: pytest.LogCaptureFixture, identity: Identity, hub_ca: Path | None) -> str:
    """The reason that the link logs. Uploads have the same one."""
    hub = FakeHub()
    async with running_hub(hub, identity=identity) as url:
        async with running_service(FakeCamera(), tmp_path, url, hub_ca=hub_ca):
            await until(lambda: any(record.message == "no link to the hub" for record in caplog.records))
        answer = await put(url, hub_ca)
    reason = next(record.reason for record in caplog.records if record.message == "no link to the hub")
    assert answer == Answer("unavailable", reason)
    assert (hub.connections, hub.uploads) == (0, {})
    return reason


async def test_an_unknown_authority_is_refused_and_hub_ca_named(
    tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    reason = await refused_by(tmp_path, caplog, authority.issue("IP:127.0.0.1"), None)
    assert reason.startswith("the certificate of the hub is not trusted (")
    assert "set HUB_CA to the file of its authority" in reason


async def test_another_authority_is_refused(
    tmp_path: Path, authority: Authority, other: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    reason = await refused_by(tmp_path, caplog, authority.issue("IP:127.0.0.1"), other.certificate)
    assert reason.startswith("the certificate of the hub is not signed by the authority in HUB_CA (")


async def test_a_certificate_for_another_host_is_refused(
    tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    reason = await refused_by(tmp_path, caplog, authority.issue("DNS:lab.example"), authority.certificate)
    assert reason.startswith("the certificate of the hub is not for the host in HUB_URL (")
    assert "TLS_NAMES" in reason


async def test_an_expired_certificate_is_refused(
    tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    reason = await refused_by(tmp_path, caplog, authority.issue("IP:127.0.0.1", days=-1), authority.certificate)
    assert reason.startswith("the certificate of the hub is not valid now (certificate has expired)")


async def test_the_port_of_plain_http_is_named(tmp_path: Path, authority: Authority) -> None:
    hub = FakeHub()
    async with serving(hub.app, ws="websockets-sansio") as url:
        answer = await put(url.replace("http:", "https:"), authority.certificate)
    assert answer.outcome == "unavailable"
    assert answer.reason.endswith("HUB_URL must name its HTTPS port")
