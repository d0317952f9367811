"""What the Python clients share: the questions, the loop over checks, the loop over streams to read."""

from __future__ import annotations

import concurrent.futures
import json
import os
import re
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any, Callable

CHECK_TIMEOUT = 20.0
READ_TIMEOUT = float(os.environ.get("GOLDWIRE_READ_TIMEOUT", "5000")) / 1000
# Fewer than elsewhere: threads of Python take turns.
READS_AT_ONCE = 4


class Skip(Exception):
    """A check that cannot be made here, with the reason."""


@dataclass
class Target:
    """Where to send requests. `base_url` ends in `/v1`."""

    base_url: str
    model: str
    api_key: str

    def but(self, **change: str) -> Target:
        return replace(self, **change)


@dataclass
class Targets:
    main: Target
    slow: Target | None
    limited: Target | None


@dataclass
class Reading:
    """Filled as the stream arrives, so that what came before an error is told."""

    text: str = ""
    calls: list[dict[str, str]] = field(default_factory=list)
    reasoning: str = ""
    finish: str | None = None

    def to_json(self) -> dict[str, Any]:
        line: dict[str, Any] = {"text": self.text, "calls": self.calls}
        if self.reasoning:
            line["reasoning"] = self.reasoning
        if self.finish is not None:
            line["finish"] = self.finish
        return line


Check = Callable[[Targets], "str | None"]


def expect(is_good: bool, seen: object) -> None:
    if not is_good:
        raise AssertionError(f"Unexpected: {seen!r}")


def needed(target: Target | None, what: str) -> Target:
    if target is None:
        raise Skip(f"needs {what}, which only the runner's own servers are")
    return target


def run_client(client: str, version: str, checks: dict[str, Check | str], read: Callable[[Target, Reading], None]) -> None:
    if os.environ.get("GOLDWIRE_READ"):
        read_all(client, read)
    else:
        check_all(client, version, checks)
    # Threads that hang on a stream must not hold the process.
    sys.stdout.flush()
    os._exit(0)


def check_all(client: str, version: str, checks: dict[str, Check | str]) -> None:
    targets = Targets(target("GOLDWIRE"), other("GOLDWIRE_SLOW"), other("GOLDWIRE_LIMITED"))
    only = os.environ.get("GOLDWIRE_CHECKS")
    for name, check in checks.items():
        if only is not None and name not in only.split(","):
            continue
        begin = time.monotonic()
        status, detail = "pass", None
        try:
            detail = raise_skip(check) if isinstance(check, str) else within(CHECK_TIMEOUT, lambda: check(targets))
        except Skip as reason:
            status, detail = "skip", str(reason)
        except BaseException as error:
            status, detail = "fail", describe(error)
        line = {"client": client, "version": version, "check": name, "status": status, "ms": round((time.monotonic() - begin) * 1000)}
        if detail is not None:
            line["detail"] = detail
        print(json.dumps(line), flush=True)


def raise_skip(reason: str) -> None:
    raise Skip(reason)


def read_all(client: str, read: Callable[[Target, Reading], None]) -> None:
    main = target("GOLDWIRE")
    # In the order of the lines, several at once: a stream that hangs holds up its own answer only.
    with concurrent.futures.ThreadPoolExecutor(READS_AT_ONCE) as pool:
        answers: list[concurrent.futures.Future[dict[str, Any]]] = []
        for line in sys.stdin:
            if not line.strip():
                continue
            answers.append(pool.submit(read_one, client, read, main.but(base_url=line.strip())))
            if len(answers) >= READS_AT_ONCE:
                print(json.dumps(answers.pop(0).result()), flush=True)
        for answer in answers:
            print(json.dumps(answer.result()), flush=True)


def read_one(client: str, read: Callable[[Target, Reading], None], where: Target) -> dict[str, Any]:
    reading = Reading()
    head: dict[str, Any] = {"client": client, "baseUrl": where.base_url}
    try:
        within(READ_TIMEOUT, lambda: read(where, reading))
    except BaseException as error:
        return {**head, "read": "error", "error": describe(error), **reading.to_json()}
    return {**head, "read": "ok", **reading.to_json()}


def within(seconds: float, action: Callable[[], Any]) -> Any:
    """Runs `action` in a thread of its own, which is left behind when it does not end in time."""
    result: concurrent.futures.Future[Any] = concurrent.futures.Future()

    def run() -> None:
        try:
            result.set_result(action())
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return result.result(seconds)
    except concurrent.futures.TimeoutError:
        if result.done():
            raise
        raise TimeoutError(f"timeout: nothing after {seconds} s") from None


def describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:600]


def other(prefix: str) -> Target | None:
    return target(prefix) if os.environ.get(f"{prefix}_BASE_URL") else None


def target(prefix: str) -> Target:
    def get(name: str, default: str) -> str:
        return os.environ.get(f"{prefix}_{name}", default)

    return Target(get("BASE_URL", ""), get("MODEL", "reference"), get("API_KEY", os.environ.get("GOLDWIRE_API_KEY", "sk-none")))


# What is asked, in words that a model of three million parameters understands; any other does too.
COUNT = "Count from 3 to 8."
WEATHER = "What's the weather in Tallinn?"
WEATHER_OF_TWO = "What's the weather in Tallinn and in Bologna?"
CAPITAL = "What is the capital of France?"
PERSON = "Rosalind is 34 years old."
NAME_SAID = "My name is Rosalind."
NAME_ASKED = "What is my name?"
HELLO = "Hello!"
WEATHER_RESULT = json.dumps({"temperature": 14, "condition": "cloudy"})

WEATHER_TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "Get the weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False},
    "strict": True,
}


def expect_count(text: str) -> None:
    expect(re.search(r"3\D+4\D+5\D+6\D+7\D+8", text) is not None, text)


def expect_pieces(pieces: list[str], whole: str) -> None:
    expect(len(pieces) >= 2 and "".join(pieces) == whole, (pieces, whole))


def expect_weather(text: str) -> None:
    expect("14" in text or "cloudy" in text, text)


def expect_calls(calls: list[tuple[str, str, str]], cities: list[str]) -> None:
    """`calls`: name, arguments, id."""
    expect(sorted(json.loads(arguments)["city"] for _, arguments, _ in calls) == sorted(cities), calls)
    expect(all(name == "get_weather" for name, _, _ in calls) and len({id for _, _, id in calls}) == len(calls), calls)


def expect_usage(input: int, output: int, total: int) -> str:
    expect(input > 0 and output > 0 and total == input + output, (input, output, total))
    return f"{input} + {output} = {total}"
