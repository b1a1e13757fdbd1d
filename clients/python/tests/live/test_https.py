"""A hub with a certificate authority of its own."""

from pathlib import Path

import pytest

from eyepiece import AsyncHub, ConnectionFailed, EyepieceError, FrameTimeout
from support.people import Person
from support.running_hub import CAMERA
from support.tls_proxy import make_certificate, tls_proxy


async def test_requests_frames_and_control_trust_the_named_authority(ana: Person, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    async with tls_proxy(ana.url, certificate, key) as url:
        async with AsyncHub(url, ana.key, ca_file=certificate) as hub:
            assert [camera.id for camera in await hub.cameras()] == [CAMERA]
            async with hub.camera(CAMERA).frames(timeout=60) as frames:
                assert (await frames.next()).jpeg
            async with hub.camera(CAMERA).control(timeout=60) as camera:
                capture = await camera.capture(format="png8")
            assert len(await capture.read()) == capture.size_bytes
        async with AsyncHub(url, ana.key) as hub:
            with pytest.raises(ConnectionFailed, match="certificate"):
                await hub.camera(CAMERA).capture()
            async with hub.camera(CAMERA).frames(timeout=1) as frames:
                with pytest.raises(FrameTimeout, match="certificate"):
                    await frames.next()


def test_a_file_without_certificates_is_named(ana: Person, tmp_path: Path) -> None:
    with pytest.raises(EyepieceError, match=r"none\.pem"):
        AsyncHub("https://127.0.0.1:9", ana.key, ca_file=tmp_path / "none.pem")
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(EyepieceError, match=r"empty\.pem"):
        AsyncHub("https://127.0.0.1:9", ana.key, ca_file=tmp_path / "empty.pem")
