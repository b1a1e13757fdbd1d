"""The address of a video source."""

import pytest

from camera_ws.camera.video.address import parse_address

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        (f"rtsp://ana:{SECRET}@cam.lab:554/live", "rtsp", "rtsp://cam.lab:554"),
        (f"rtsp://cam.lab/user=ana_password={SECRET}_channel=1.sdp", "rtsp", "rtsp://cam.lab"),
        (f"http://cam.lab/video.cgi?user=ana&pwd={SECRET}", "http", "http://cam.lab"),
        (f"https://{SECRET}@[fe80::1]:8443/mjpeg", "http", "https://[fe80::1]:8443"),
        ("usb:0", "usb", "usb:0"),
        ("usb:/dev/v4l/by-id/usb-Maker_Cam-video-index0", "usb", "usb:/dev/v4l/by-id/usb-Maker_Cam-video-index0"),
        (f"/films/{SECRET}/plate.mp4", "file", "plate.mp4"),
        (f"lavfi:testsrc2,drawtext=text={SECRET}", "lavfi", "lavfi"),
    ],
)
def test_shows_an_address_without_its_credentials(text: str, kind: str, shown: str) -> None:
    address = parse_address(text)
    assert (address.kind, address.shown) == (kind, shown)
    assert SECRET not in f"{address!r} {address}"
    assert SECRET in address.target or kind == "usb"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 3000,
        f"ftp://ana:{SECRET}@cam/x",
        f"file:///etc/{SECRET}",
        f"rtsp://ana:{SECRET}@",
        f"rtsp://cam:{SECRET}/x",
        f"rtsp://[{SECRET}/x",
        f"http://cam/{SECRET} x",
        f"http://cam/{SECRET}é",
        f"rtsp://cam/\n{SECRET}",
        f"usb:../{SECRET}",
        "usb:/dev/sda",
        "usb:/dev/v4l/by-id/../../sda",
        f"concat://{SECRET}",
    ],
)
def test_refuses_what_is_no_address_and_does_not_quote_it(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  (each message is different)
        parse_address(text)
    assert SECRET not in str(refused.value)
