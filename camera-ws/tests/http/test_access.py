"""Access to the HTTP API: no pages of other origins, and a token if one is set."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from camera_ws.http.access import Access
from camera_ws.http.loopback import is_loopback
from camera_ws.service.app import create_app
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.services import api, running_service
from support.serving import serving
from support.waiting import DEADLINE_S

TOKEN = "token-of-the-http-api"
ROUTES = [("GET", "/health"), ("GET", "/settings"), ("PUT", "/settings"), ("POST", "/capture"), ("GET", "/video/feed")]


@asynccontextmanager
async def guarded(folder: Path, access: Access) -> AsyncIterator[tuple[httpx.AsyncClient, CameraService]]:
    async with running_service(FakeCamera(), folder) as service:
        async with (
            serving(create_app(service, access)) as url,
            httpx.AsyncClient(base_url=url, timeout=DEADLINE_S) as http,
        ):
            yield http, service


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8001", "localhost.evil.example", "192.0.2.7", "", "[::2]:1"]
)
async def test_foreign_host_names_are_refused(tmp_path: Path, host: str) -> None:
    async with api(tmp_path) as (http, service):
        for method, path in [*ROUTES, ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/nothing")]:
            answer = await http.request(method, path, headers={"Host": host})
            assert (answer.status_code, answer.json()["code"]) == (403, "host_not_allowed")
            assert "CAMERA_ALLOWED_HOSTS" in answer.json()["detail"]
        assert service.spool.count == 0


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9000", "127.0.0.1", "127.4.5.6:1", "[::1]:8001", "lab-7.example:80"]
)
async def test_own_and_allowed_host_names_pass(tmp_path: Path, host: str) -> None:
    async with guarded(tmp_path, Access(allowed_hosts=frozenset({"lab-7.example"}))) as (http, _):
        assert (await http.get("/settings", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "file://"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"},
    ],
    ids=str,
)
async def test_pages_of_other_origins_are_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    async with api(tmp_path) as (http, service):
        for method, path in ROUTES:
            answer = await http.request(method, path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")
        assert service.spool.count == 0
        assert not service.acquisition.current.streaming


async def test_a_form_of_another_page_is_refused(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        headers = {
            "Origin": "http://evil.example",
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        }
        assert (await http.post("/capture", headers=headers)).status_code == 403
        # Without Origin, as from older browsers: documents may only be read.
        assert (await http.post("/capture", headers={**headers, "Origin": "null"})).status_code == 403
        del headers["Origin"]
        assert (await http.post("/capture", headers=headers)).status_code == 403
        assert service.spool.count == 0


async def test_the_own_page_and_programs_pass(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        own = str(http.base_url).rstrip("/")
        browser = {"Origin": own, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
        assert (await http.post("/capture", headers=browser)).status_code == 200
        assert (await http.post("/capture")).status_code == 200
        followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert (await http.get("/docs", headers=followed)).status_code == 200
        secure = {"Host": "localhost", "Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"}
        assert (await http.put("/settings", json={"gain": 1}, headers=secure)).status_code == 200


async def test_responses_cannot_be_framed_or_embedded(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        for path in ("/docs", "/health", "/nothing"):
            headers = (await http.get(path)).headers
            assert headers["x-frame-options"] == "DENY"
            assert headers["content-security-policy"] == "frame-ancestors 'none'"
            assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_requests_without_the_token_are_refused(tmp_path: Path) -> None:
    async with guarded(tmp_path, Access(TOKEN)) as (http, service):
        for method, path in [*ROUTES[1:], ("GET", "/jobs"), ("GET", "/corrections"), ("GET", "/nothing")]:
            for credentials in (None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \u00e9"):
                headers = {} if credentials is None else {"Authorization": credentials.encode("latin-1")}
                answer = await http.request(method, path, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
                assert answer.headers["www-authenticate"] == "Bearer"
                assert TOKEN not in answer.text
        assert service.spool.count == 0
        for scheme in ("Bearer", "bearer"):
            assert (await http.post("/capture", headers={"Authorization": f"{scheme} {TOKEN}"})).status_code == 200
        assert (await http.get("/health")).status_code == 200


async def test_the_page_at_docs_has_a_field_for_the_token(tmp_path: Path) -> None:
    async with guarded(tmp_path, Access(TOKEN)) as (http, _):
        page = (await http.get("/docs")).text
        for asset in re.findall(r'(?:src|href)="([^"]+)"', page):
            assert (await http.get(asset)).status_code == 200
        described = (await http.get("/openapi.json")).json()
        assert described["components"]["securitySchemes"] == {"HTTPBearer": {"type": "http", "scheme": "bearer"}}
        assert described["paths"]["/capture"]["post"]["security"] == [{"HTTPBearer": []}]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("camera-ws", False),
        ("", False),
    ],
)
def test_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
