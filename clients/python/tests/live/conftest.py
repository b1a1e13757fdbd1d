"""One hub with a simulated camera for all tests of this folder, and people with keys."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from eyepiece import Hub
from support.people import Person, make_person, sign_in_admin
from support.running_hub import RunningHub

ALL = ["watch", "capture", "control", "library:read", "library:write"]


@pytest.fixture(scope="session")
def running_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """EYEPIECE_TEST_HUB names one that runs already, with the administrator of RunningHub."""
    given = os.environ.get("EYEPIECE_TEST_HUB")
    with RunningHub(tmp_path_factory.mktemp("hub"), given) as hub:
        yield hub


@pytest.fixture(scope="session")
def admin(running_hub: RunningHub) -> Person:
    return sign_in_admin(running_hub.url, [*ALL, "admin"])


@pytest.fixture(scope="session")
def ana(admin: Person) -> Person:
    return make_person(admin, "Ana Ruiz", ALL)


@pytest.fixture(scope="session")
def ben(admin: Person) -> Person:
    return make_person(admin, "Ben Okoro", ALL)


@pytest.fixture
def hub(ana: Person) -> Iterator[Hub]:
    with Hub(ana.url, ana.key) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_stored_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the login of the person who runs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("EYEPIECE_URL", "EYEPIECE_KEY", "EYEPIECE_CA"):
        monkeypatch.delenv(name, raising=False)
