"""The stored login, and where hub and key come from."""

import stat
from pathlib import Path

import pytest

from eyepiece import EyepieceError
from eyepiece.hub.address import find_address
from eyepiece.stored_login import Login, forget_login, login_path, read_login, store_login

LOGIN = Login("http://hub.example:3000", "eyepiece_stored")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("eyepiece.stored_login.user_config_path", lambda *_names, **_options: tmp_path / "config")
    for name in ("EYEPIECE_URL", "EYEPIECE_KEY", "EYEPIECE_CA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "config"


def test_only_the_owner_can_read_it(own_folder: Path) -> None:
    path = store_login(LOGIN)
    assert path == login_path()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_login() == LOGIN
    assert "eyepiece_stored" not in repr(read_login())
    store_login(Login("http://other", "k"))
    assert [one.name for one in own_folder.iterdir()] == ["login.json"]
    assert (forget_login(), forget_login(), read_login()) == (True, False, None)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"url": "http://a"}', "\udcff"])
def test_a_damaged_file_says_what_to_do(content: str) -> None:
    store_login(LOGIN)
    login_path().write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(EyepieceError, match="eyepiece login"):
        read_login()


def test_a_folder_that_cannot_be_written_is_named(own_folder: Path) -> None:
    own_folder.write_text("a file")
    with pytest.raises(EyepieceError, match="cannot be stored"):
        store_login(LOGIN)


def test_arguments_come_before_variables_before_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    store_login(LOGIN)
    assert find_address(None, None, None).key.reveal() == "eyepiece_stored"
    monkeypatch.setenv("EYEPIECE_KEY", "from-environment")
    found = find_address(None, None, None)
    assert (found.url, found.key.reveal()) == (LOGIN.url, "from-environment")
    assert find_address(None, "given", None).key.reveal() == "given"


def test_a_stored_key_goes_only_to_its_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    store_login(LOGIN)
    assert find_address(LOGIN.url + "/", None, None).key.reveal() == "eyepiece_stored"
    with pytest.raises(EyepieceError, match=r"no key for http://other\.example"):
        find_address("http://other.example", None, None)
    monkeypatch.setenv("EYEPIECE_URL", "http://other.example")
    with pytest.raises(EyepieceError, match="no key"):
        find_address(None, None, None)


def test_without_anything_it_says_what_to_do() -> None:
    with pytest.raises(EyepieceError, match="EYEPIECE_URL"):
        find_address(None, None, None)
