"""The configuration from environment variables."""

from pathlib import Path

import certifi
import pytest

from camera_ws.service import video_tiers
from camera_ws.service.configuration import Settings, load_settings
from camera_ws.service.video_tiers import usable_tiers

GOOD = {"CAMERA_TOKEN": "secret"}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in (GOOD | variables).items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch)
    assert settings.hub_url == "http://127.0.0.1:3000"
    assert (settings.camera_host, settings.camera_port) == ("127.0.0.1", 8001)
    assert settings.data_dir == Path("data") / "camera-1"


def test_empty_variables_mean_defaults_and_an_empty_hub_url_means_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, HUB_URL="", CAMERA_PORT="", CAMERA_SERIAL="", CAMERA_DATA_DIR="", LOG_LEVEL="")
    assert (settings.hub_url, settings.camera_port, settings.camera_serial) == ("", 8001, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAMERA_PORT", "80000"),
        ("CAMERA_PORT", "http"),
        ("CAMERA_ID", "Camera One"),
        ("CAMERA_ID", "../x"),
        ("CAMERA_ID", "con"),
        ("CAMERA_NAME", "photo\u202egpj"),
        ("CAMERA_NAME", "two\nlines"),
        ("CAMERA_NAME", "\u200b"),
        ("CAMERA_ID", "com9"),
        ("CAMERA_ID", "lpt1"),
        ("CAMERA_DRIVER", "webcam"),
        ("CAMERA_SERIAL", "4294967296"),
        ("CAMERA_SERIAL", "0"),
        ("HUB_URL", "localhost:3000"),
        ("HUB_URL", "ftp://hub"),
        ("HUB_URL", "http://hub:99999"),
        ("HUB_CA", "/does/not/exist.pem"),
        ("HUB_CA", __file__),
        ("REPLAY_FPS", "0"),
        ("VIDEO_SIZE", "big"),
        ("VIDEO_SIZE", "1x1"),
        ("VIDEO_SIZE", "99999x99999"),
        ("REPLAY_FPS", "nan"),
        ("JPEG_QUALITY", "101"),
        ("SIMULATOR_SEED", "-1"),
        ("SIMULATOR_FPS", "0.5"),
        ("SIMULATOR_FPS", "201"),
        ("SIMULATOR_SIZE", "640"),
        ("SIMULATOR_SIZE", "640x513"),
        ("SIMULATOR_SIZE", "56x512"),
        ("SIMULATOR_SIZE", "2056x512"),
        ("CAMERA_VIDEO", "maybe"),
        ("VIDEO_SHARP_KBPS", "63"),
        ("VIDEO_LEAN_KBPS", "much"),
        ("VIDEO_WIDTH", "32"),
        ("VIDEO_FPS", "0"),
        ("LOG_LEVEL", "loud"),
        ("CAMERA_RESTORE_SETTINGS", "perhaps"),
        ("CAMERA_ALLOWED_HOSTS", "http://lab"),
        ("CAMERA_ALLOWED_HOSTS", "lab:8001, x y"),
        ("ANALYSIS_STEP", "absent.py"),
        ("ANALYSIS_STEP", "pyproject.toml"),
        ("ANALYSIS_TIMEOUT", "0"),
        ("ANALYSIS_MEMORY_MB", "100"),
    ],
)
def test_a_wrong_value_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        load(monkeypatch, **{name: value})
    assert caught.value.code == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"camera-ws: {name}={value!r}: ")


def test_an_authority_is_accepted_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, HUB_URL="https://lab-pc:3443", HUB_CA=certifi.where())
    assert settings.hub_ca == Path(certifi.where())


def test_a_wrong_token_is_refused_and_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        load(monkeypatch, CAMERA_TOKEN="two words")
    error = capsys.readouterr().err
    assert "CAMERA_TOKEN" in error
    assert "two words" not in error


@pytest.mark.parametrize("address", ["ftp://ana:pass@camera/stream", "rtsp://ana:pass@camera:99999/", "usb:pass"])
def test_a_wrong_video_source_is_refused_and_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    with pytest.raises(SystemExit):
        load(monkeypatch, CAMERA_DRIVER="video", VIDEO_SOURCE=address)
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("camera-ws: VIDEO_SOURCE: ")
    assert "pass" not in lines[0]


def test_a_video_source_keeps_its_password_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch, CAMERA_DRIVER="video", VIDEO_SOURCE="rtsp://ana:pass@camera/live", VIDEO_SIZE="640x480"
    )
    assert settings.video_source is not None
    assert (settings.video_source.shown, settings.video_size) == ("rtsp://camera", (640, 480))
    assert "pass" not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({"CAMERA_TOKEN": ""}, "CAMERA_TOKEN"),
        ({"CAMERA_DRIVER": "replay"}, "REPLAY_SOURCE"),
        ({"CAMERA_DRIVER": "video"}, "VIDEO_SOURCE"),
        ({"CAMERA_DRIVER": "micromanager"}, "MICROMANAGER_CONFIG"),
    ],
)
def test_variables_that_belong_together_are_required(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variables: dict[str, str], missing: str
) -> None:
    with pytest.raises(SystemExit):
        load(monkeypatch, **variables)
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert missing in lines[0]
    assert "secret" not in lines[0]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"HUB_CA": certifi.where()}, "HUB_CA is for a HUB_URL that begins with https://"),
        ({"VIDEO_LEAN_KBPS": "4000"}, "VIDEO_SHARP_KBPS=3000, VIDEO_LEAN_KBPS=4000 and VIDEO_THIN_KBPS=500"),
        ({"VIDEO_THIN_KBPS": "1001"}, "must not increase"),
        ({"VIDEO_WIDTH": "320"}, "VIDEO_THIN_WIDTH=640 must not be above VIDEO_WIDTH=320"),
    ],
)
def test_variables_must_agree(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variables: dict[str, str], reason: str
) -> None:
    with pytest.raises(SystemExit):
        load(monkeypatch, **variables)
    [line] = capsys.readouterr().err.strip().splitlines()
    assert reason in line


def test_the_tiers_of_the_video_are_configurable(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, VIDEO_SHARP_KBPS="6000", VIDEO_THIN_WIDTH="320", VIDEO_FPS="15")
    assert [(tier.name, tier.bits_per_second, tier.max_width, tier.max_fps) for tier in usable_tiers(settings)] == [
        ("sharp", 6_000_000, 1280, 15),
        ("lean", 950_000, 1280, 15),
        ("thin", 500_000, 320, 15),
    ]
    assert usable_tiers(load(monkeypatch, CAMERA_VIDEO="off")) == []


def test_without_libx264_there_is_no_video(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_tiers, "has_x264", lambda: False)
    assert usable_tiers(load(monkeypatch)) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "camera-ws"])
def test_a_token_is_required_when_other_machines_have_access(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        load(monkeypatch, CAMERA_HOST=host)
    assert caught.value.code == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"camera-ws: CAMERA_API_TOKEN is required while CAMERA_HOST={host} ")
    assert load(monkeypatch, CAMERA_HOST=host, CAMERA_API_TOKEN="0123456789abcdef").camera_host == host


@pytest.mark.parametrize("token", ["short", "with a space in it", "x" * 257])
def test_a_wrong_api_token_is_refused_and_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], token: str
) -> None:
    with pytest.raises(SystemExit):
        load(monkeypatch, CAMERA_API_TOKEN=token)
    error = capsys.readouterr().err
    assert "CAMERA_API_TOKEN: must be" in error
    assert token not in error


def test_allowed_hosts_are_names_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, CAMERA_ALLOWED_HOSTS="Lab-7.example., 192.0.2.7 ,::2,")
    assert settings.camera_allowed_hosts == {"lab-7.example", "192.0.2.7", "::2"}
