"""Accounts and keys, made by REST as people make them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

EMAIL, PASSWORD = "admin@example.org", "a long enough passphrase"


@dataclass(frozen=True)
class Person:
    url: str
    name: str
    id: str
    token: str = field(repr=False)
    key: str = field(repr=False)


def sign_in_admin(url: str, scopes: list[str]) -> Person:
    return _sign_in(url, EMAIL, PASSWORD, scopes)


def make_person(admin: Person, name: str, scopes: list[str], role: str = "operator") -> Person:
    email = f"{uuid4().hex}@example.org"
    account = {"email": email, "name": name, "role": role, "password": PASSWORD}
    _post(admin.url, "/users", account, admin.token)
    return _sign_in(admin.url, email, PASSWORD, scopes)


def make_key(person: Person, scopes: list[str]) -> tuple[str, str]:
    """The id of the key, and the key."""
    made = _post(person.url, "/keys", {"name": f"tests {uuid4().hex[:8]}", "scopes": scopes}, person.token)
    return made["id"], made["key"]


def _sign_in(url: str, email: str, password: str, scopes: list[str]) -> Person:
    answer = _post(url, "/auth/login", {"email": email, "password": password}, None)
    user, token = answer["user"], answer["access_token"]
    made = _post(url, "/keys", {"name": "tests", "scopes": scopes}, token)
    return Person(url, user["name"], user["id"], token, made["key"])


def _post(url: str, path: str, body: dict[str, Any], token: str | None) -> dict[str, Any]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    response = httpx.post(f"{url}/api/v1{path}", json=body, headers=headers, timeout=60)
    assert response.is_success, f"{path}: {response.text}"
    answer: dict[str, Any] = response.json()
    return answer
