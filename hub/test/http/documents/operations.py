"""Requests that Schemathesis generates from the OpenAPI document of a running hub: each response is as described.

Reads a `Plan` as JSON from the standard input. Prints a JSON object: what each operation has answered, and the failures.
"""

import json
import re
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

EXAMPLES = 6
TIMEOUT_SECONDS = 60
# Ten times what a machine with two cores needs that does nothing else.
RUN_SECONDS = 600


@dataclass(frozen=True)
class Plan:
    url: str
    key: str
    # Tokens for operations that no key may call. Some of them end the sign-in.
    tokens: dict[str, str]
    # Operations that need no sign-in.
    public: list[str]
    # Responses without an end.
    endless: list[str]
    # Parameters of paths that name something, by the first part of the path.
    known: dict[str, dict[str, str]]
    # Parameters of the path and fields of query and body that cannot be guessed, by the operation. null: left out.
    # token: of a person who has not sent wrong values.
    given: dict[str, dict[str, Any]]


@dataclass
class Report:
    answered: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


class Runner:
    def __init__(self, plan: Plan, report: Report) -> None:
        self._plan = plan
        self._report = report
        self._ends = time.monotonic() + RUN_SECONDS
        self._slowest: Counter[str] = Counter()
        load_all_checks()
        # Limits that depend on the state of the hub are not part of the schema: 400 is right for data that fit the schema.
        self._checks = [
            check for check in CHECKS.get_all() if check is not positive_data_acceptance
        ]

    def run_all(self, operations: list[APIOperation]) -> None:
        for done, operation in enumerate(operations):
            begun = time.monotonic()
            self._run(operation)
            self._slowest[operation.label] = round(time.monotonic() - begun)
            if time.monotonic() > self._ends:
                raise SystemExit(
                    f"after {RUN_SECONDS} s, {done + 1} of {len(operations)} operations were called. "
                    f"The slowest, s: {self._slowest.most_common(10)}"
                )

    def _run(self, operation: APIOperation) -> None:
        answered = self._report.answered.setdefault(operation.label, Counter())
        if operation.label in self._plan.endless:
            self._open(operation, answered)
        else:
            self._generate(operation, answered)
        self._refuse(operation, answered)

    def _generate(self, operation: APIOperation, answered: Counter[str]) -> None:
        token = self._plan.tokens.get(operation.label, self._plan.key)
        headers = {"authorization": f"Bearer {token}"}
        known = self._known(operation)
        self._each(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            headers,
            answered,
        )
        if operation.body or operation.query:
            negative = operation.as_strategy(
                generation_mode=GenerationMode.NEGATIVE, path_parameters=known or None
            )
            self._each(negative, headers, answered)
        given = self._plan.given.get(operation.label, {})
        if known or given:
            positive = operation.as_strategy(
                generation_mode=GenerationMode.POSITIVE, path_parameters=known or None
            )
            if "token" in given:
                headers = {"authorization": f"Bearer {given['token']}"}
            self._each(
                positive.map(lambda case: filled(case, given)), headers, answered
            )

    def _each(
        self,
        cases: SearchStrategy[schemathesis.Case],
        headers: dict[str, str],
        answered: Counter[str],
    ) -> None:
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def each(case: schemathesis.Case) -> None:
            if time.monotonic() > self._ends:
                return
            response = case.call(headers=headers, timeout=TIMEOUT_SECONDS)
            answered[str(response.status_code)] += 1
            case.validate_response(response, checks=self._checks, headers=headers)

        try:
            each()
        except FailureGroup as group:
            self._report.failures.append(str(group))

    def _open(self, operation: APIOperation, answered: Counter[str]) -> None:
        headers = {"authorization": f"Bearer {self._plan.key}"}
        with requests.get(
            self._address(operation),
            headers=headers,
            stream=True,
            timeout=TIMEOUT_SECONDS,
        ) as response:
            answered[str(response.status_code)] += 1
            described = operation.definition.raw["responses"]["200"]["content"]
            media_type = response.headers["content-type"].split(";")[0]
            if response.status_code != 200 or media_type not in described:
                self._report.failures.append(
                    f"{operation.label}: {response.status_code} {media_type}"
                )

    def _refuse(self, operation: APIOperation, answered: Counter[str]) -> None:
        """Sends a wrong key."""
        # An unknown key for each operation: the hub delays guesses of one key.
        wrong = (
            f"eyepiece_{uuid.uuid5(uuid.NAMESPACE_URL, operation.label).hex}_{'A' * 43}"
        )
        headers = {
            "authorization": f"Bearer {wrong}",
            "content-type": "application/json",
        }
        response = requests.request(
            operation.method,
            self._address(operation),
            headers=headers,
            data="{}",
            timeout=TIMEOUT_SECONDS,
        )
        answered[f"wrong key {response.status_code}"] += 1
        code = response.json().get("code") if response.status_code >= 400 else None
        refused = (response.status_code, code) == (401, "unauthenticated")
        if operation.label not in self._plan.public and not refused:
            self._report.failures.append(
                f"{operation.label} with a wrong key: {response.status_code} {code}"
            )

    def _address(self, operation: APIOperation) -> str:
        return self._plan.url + re.sub(
            r"\{(\w+)\}", lambda name: self._known(operation)[name[1]], operation.path
        )

    def _known(self, operation: APIOperation) -> dict[str, str]:
        names = re.findall(r"\{(\w+)\}", operation.path)
        known = self._plan.known.get(operation.path.split("/")[3], {})
        given = self._plan.given.get(operation.label, {}).get("path", {})
        return {name: given.get(name, known.get(name)) for name in names}


def filled(case: schemathesis.Case, given: dict[str, Any]) -> schemathesis.Case:
    for part in ("query", "body"):
        fields = given.get(part, {})
        before = getattr(case, part)
        if fields and isinstance(before, dict | None):
            values = {**(before or {}), **fields}
            setattr(
                case,
                part,
                {name: value for name, value in values.items() if value is not None},
            )
    return case


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    report = Report()
    runner = Runner(plan, report)
    schema = schemathesis.openapi.from_url(f"{plan.url}/openapi.json")
    schema.config.generation.with_security_parameters = False
    runner.run_all([found.ok() for found in schema.get_all_operations()])
    json.dump({"answered": report.answered, "failures": report.failures}, sys.stdout)


main()
