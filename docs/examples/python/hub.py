"""Signs in to a hub and calls its REST API. Uses only the standard library."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Hub:
    url: str
    token: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Returns the JSON response. An error ends the program with the hub's message."""
        return json.loads(_send(method, f"{self.url}/api/v1{path}", body, self.token))

    def path(self) -> str:
        """The path below which the hub is published; empty for the root of the host."""
        return urllib.parse.urlsplit(self.url).path

    def download(self, path: str) -> bytes:
        """Downloads a path from a response of the hub, such as the `url` of a capture."""
        return _send("GET", urllib.parse.urljoin(self.url, path), None, self.token)


def sign_in() -> Hub:
    """Uses EYEPIECE_URL with the API key in EYEPIECE_KEY, or with EYEPIECE_EMAIL and EYEPIECE_PASSWORD."""
    url = os.environ.get("EYEPIECE_URL", "http://localhost:3000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        sys.exit(f"EYEPIECE_URL={url} must begin with http:// or https://")
    if key := os.environ.get("EYEPIECE_KEY"):
        return Hub(url, key)
    credentials = {"email": _variable("EYEPIECE_EMAIL"), "password": _variable("EYEPIECE_PASSWORD")}
    answer = json.loads(_send("POST", f"{url}/api/v1/auth/login", credentials, None))
    return Hub(url, answer["access_token"])


def _variable(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        sys.exit(f"{name} is not set")
    return value


def _send(method: str, url: str, body: object, token: str | None) -> bytes:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {url}: {error.code} {_message(error.read())}")
    except urllib.error.URLError as error:
        sys.exit(f"{url} does not answer: {error.reason}")


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")[:200]
