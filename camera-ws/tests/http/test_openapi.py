"""Requests generated from the API description: every response is described, none is a crash."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.checks import positive_data_acceptance

from support.cameras.fake_camera import FakeCamera
from support.services import serving_api


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The service with a small simulator on another thread, because Schemathesis blocks."""
    urls: list[str] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving_api(tmp_path, FakeCamera()) as (url, _):
            urls.append(url)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="service under test")
    thread.start()
    assert ready.wait(60)
    yield urls[0]
    over.set()
    thread.join(60)
    assert not thread.is_alive()


@pytest.fixture
def api_schema(address: str) -> schemathesis.BaseSchema:
    # The live view has no end.
    return schemathesis.openapi.from_url(f"{address}/openapi.json").exclude(path="/video/feed")


# The camera's limits are not part of the schema: 422 is a correct response to data that fits the schema.
CHECKED = [check for check in CHECKS.get_all() if check is not positive_data_acceptance]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "otherwise"])
def test_responses_match_the_description(api_schema: schemathesis.BaseSchema, mode: GenerationMode) -> None:
    operations = [found.ok() for found in api_schema.get_all_operations()]
    assert len(operations) >= 8
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # it has no input that could be invalid
        check(operation.as_strategy(generation_mode=mode))


def check(cases: SearchStrategy[schemathesis.Case]) -> None:
    @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def each(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKED)

    each()
