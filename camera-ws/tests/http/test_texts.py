"""Texts, numbers and nesting that JSON allows but the service refuses."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.services import api

JSON = {"Content-Type": "application/json"}
BROKEN = ['"\\ud800"', '"a\\udfffb"', '"\\u0000"', '"left\\u0000right"']
BODIES = [
    ("POST", "/capture", '{"label": %s}', "label"),
    ("POST", "/capture", '{"notes": %s}', "notes"),
    ("POST", "/capture", '{"tags": ["good", %s]}', "tags.1"),
    ("POST", "/capture", '{"format": %s}', "format"),
    ("POST", "/capture", '{"exposure": %s}', "exposure"),
    ("PUT", "/settings", '{"pixelFormat": %s}', "pixelFormat"),
    ("PUT", "/settings", '{"roi": {"left": %s}}', "roi.left"),
    ("PUT", "/settings", "{%s: 1}", None),
    ("PUT", "/settings/file", '{"settings": {"pixelFormat": %s}}', "settings.pixelFormat"),
    ("PUT", "/settings/file", '{"settings": {"deep": [{"deeper": %s}]}}', "settings.deep.0.deeper"),
    ("PUT", "/settings/file", '{"settings": {}, "camera": {"model": %s}}', "camera.model"),
    ("PUT", "/settings/file", '{"settings": {%s: 1}}', None),
    ("PUT", "/settings/file", '{"settings": {}, "savedAt": %s}', "savedAt"),
    ("POST", "/settings/load", '{"channel": %s}', "channel"),
    ("PUT", "/corrections", '{"dark": %s}', "dark"),
    ("POST", "/jobs", '{"kind": "burst", "count": 2, "label": %s}', "burst.label"),
    ("POST", "/jobs", '{"kind": %s}', None),
    ("POST", "/jobs/estimate", '{"kind": "clip", "durationMs": 100, "notes": %s}', "clip.notes"),
]


async def rejected(http: httpx.AsyncClient, method: str, path: str, text: str) -> list[dict[str, Any]]:
    answer = await http.request(method, path, content=text, headers=JSON)
    assert answer.status_code == 422, (answer.status_code, answer.text[:300])
    return json.loads(answer.text)["detail"]


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_text_that_cannot_be_stored_is_refused(tmp_path: Path, broken: str) -> None:
    async with api(tmp_path) as (http, service):
        for method, path, body, field in BODIES:
            issues = await rejected(http, method, path, body % broken)
            assert all(issue["message"] for issue in issues)
            if field is not None:
                assert field in [issue["field"] for issue in issues], (path, body, issues)
        assert service.spool.count == 0


async def test_surrogate_pairs_are_accepted(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        answer = await http.post("/capture", content='{"label": "cell \\ud83d\\udd2c", "notes": "µ\\n"}', headers=JSON)
        assert answer.json()["capture"]["label"] == "cell 🔬"


GAIN = [("PUT", "/settings", '{"gain": %s}'), ("PUT", "/settings/file", '{"settings": {"gain": %s}}')]
WITH_NUMBER = [
    *GAIN,
    ("PUT", "/settings", '{"roi": {"left": %s, "top": 0, "width": 64, "height": 64}}'),
    ("PUT", "/settings/file", '{"settings": {}, "version": %s}'),
    ("POST", "/capture", '{"average": %s}'),
    ("POST", "/jobs", '{"kind": "burst", "count": %s}'),
    ("PUT", "/corrections", '{"display": {"black": %s, "white": 1, "gamma": 1}}'),
]
WITH_ANY_JSON = [
    *GAIN,
    ("PUT", "/settings", '{"unknown": %s}'),
    ("POST", "/jobs", '{"kind": %s}'),
    ("POST", "/capture", "%s"),
]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 400, "9" * 5000, "-" + "9" * 400])
async def test_an_invalid_number_is_refused(tmp_path: Path, number: str) -> None:
    async with api(tmp_path) as (http, _):
        for method, path, body in WITH_NUMBER:
            assert (await rejected(http, method, path, body % number))[0]["field"]
        unknown = await http.put("/settings/file", content=f'{{"settings": {{"own": [{number}]}}}}', headers=JSON)
        assert unknown.status_code in (200, 422)
        assert json.loads(unknown.text, parse_constant=pytest.fail)


@pytest.mark.parametrize("depth", [40, 900, 5_000, 30_000])
async def test_deeply_nested_json_is_refused(tmp_path: Path, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    async with api(tmp_path) as (http, _):
        for method, path, body in WITH_ANY_JSON:
            assert (await rejected(http, method, path, body % deep))[0]["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"label": "x" * 121}, "label"),
        ({"notes": "x" * 4001}, "notes"),
        ({"tags": ["x" * 65]}, "tags.0"),
        ({"tags": ["x"] * 33}, "tags"),
        ({"x" * 60_000: 1}, "x" * 200),
    ],
    ids=["label", "notes", "tag", "tags", "name"],
)
async def test_a_text_that_is_too_long_is_refused(tmp_path: Path, body: dict[str, Any], field: str) -> None:
    async with api(tmp_path) as (http, _):
        issues = await rejected(http, "POST", "/capture", json.dumps(body))
        assert issues[0]["field"] == field
        assert len(json.dumps(issues)) < 2000
