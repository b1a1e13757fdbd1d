"""JSON-RPC of the link."""

import json

import pytest

from camera_ws.protocol import rpc


def test_parses_requests_notifications_and_answers() -> None:
    assert rpc.parse('{"jsonrpc":"2.0","id":3,"method":"ping","params":{"a":1}}') == rpc.Request("ping", {"a": 1}, 3)
    assert rpc.parse('{"jsonrpc":"2.0","method":"demand"}') == rpc.Request("demand", {}, None)
    assert rpc.parse('{"jsonrpc":"2.0","id":"x","result":null}') == rpc.Answer("x", None)
    failed = rpc.parse('{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}}')
    assert isinstance(failed, rpc.Answer)
    assert failed.error is not None
    assert (failed.id, failed.error.code, failed.error.message) == (None, -32600, "no")


@pytest.mark.parametrize(
    "text", ["", "{", "nonsense", '{"jsonrpc":"2.0","id":1,"method":"x","params":NaN}', "[" * 100_000]
)
def test_invalid_json_is_a_parse_error(text: str) -> None:
    with pytest.raises(rpc.RpcFault) as caught:
        rpc.parse(text)
    assert caught.value.code == rpc.PARSE_ERROR


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("[]", None),
        ("1", None),
        ('{"id":5,"method":"x"}', 5),
        ('{"jsonrpc":"1.0","id":5,"method":"x"}', 5),
        ('{"jsonrpc":"2.0","id":5}', 5),
        ('{"jsonrpc":"2.0","id":5,"method":7}', 5),
        ('{"jsonrpc":"2.0","id":true,"method":"x"}', None),
        ('{"jsonrpc":"2.0","id":1.5,"method":"x"}', None),
        ('{"jsonrpc":"2.0","id":5,"error":"text"}', 5),
    ],
)
def test_json_that_is_not_a_message_is_an_invalid_request(text: str, id: int | None) -> None:
    with pytest.raises(rpc.RpcFault) as caught:
        rpc.parse(text)
    assert (caught.value.code, caught.value.id) == (rpc.INVALID_REQUEST, id)


def test_failures_carry_their_issues() -> None:
    issue = rpc.FieldIssue(path="exposure", message="too long", value=9000, min=0.02, max=2000, unit="ms")
    message = json.loads(rpc.failure(rpc.RpcFault(rpc.SETTING_REJECTED, "too long", 4, [issue])))
    assert message == {
        "jsonrpc": "2.0",
        "id": 4,
        "error": {
            "code": -32002,
            "message": "too long",
            "data": {
                "issues": [
                    {
                        "path": "exposure",
                        "message": "too long",
                        "value": 9000,
                        "min": 0.02,
                        "max": 2000,
                        "unit": "ms",
                    }
                ]
            },
        },
    }
