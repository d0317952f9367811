"""openai for Python. `client.py openai-python` reads raw streams, `client.py openai-python-stream` through `responses.stream()`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from common import (
    CAPITAL,
    COUNT,
    HELLO,
    NAME_ASKED,
    NAME_SAID,
    PERSON,
    WEATHER,
    WEATHER_OF_TWO,
    WEATHER_RESULT,
    WEATHER_TOOL,
    Check,
    Reading,
    Target,
    Targets,
    expect,
    expect_calls,
    expect_count,
    expect_pieces,
    expect_usage,
    expect_weather,
    needed,
    run_client,
)


class Person(BaseModel):
    name: str
    age: int


# One for all: what it costs to make one (certificates, above all) is not what is looked at.
shared = OpenAI(base_url="http://127.0.0.1", api_key="sk-none", max_retries=0)


def connect(target: Target) -> OpenAI:
    return shared.with_options(base_url=target.base_url, api_key=target.api_key)


def warm_up() -> None:
    """The SDK builds its types when the first event comes, which takes seconds on a busy machine: not the stream's fault."""
    from openai._models import construct_type
    from openai.types.responses import Response, ResponseStreamEvent

    empty = {"id": "", "object": "response", "status": "in_progress", "output": [], "tools": []}
    construct_type(type_=ResponseStreamEvent, value={"type": "response.created", "sequence_number": 0, "response": empty})
    construct_type(type_=Response, value=empty)
    shared.responses


def ask(target: Target, input: Any, **change: Any) -> Any:
    return connect(target).responses.create(model=target.model, input=input, temperature=0, **change)


def calls_of(response: Any) -> list[tuple[str, str, str]]:
    return [(item.name, item.arguments, item.call_id) for item in response.output if item.type == "function_call"]


def refusal(target: Target, **change: Any) -> openai.APIStatusError:
    try:
        response = ask(target, HELLO, **change)
    except openai.APIStatusError as error:
        return error
    raise AssertionError(f"It answered {response.output_text}")


def text(to: Targets) -> None:
    response = ask(to.main, COUNT)
    expect_count(response.output_text)
    expect(response.status == "completed", response.status)


def stream(to: Targets) -> None:
    pieces, final = [], ""
    for event in ask(to.main, COUNT, stream=True):
        if event.type == "response.output_text.delta":
            pieces.append(event.delta)
        if event.type == "response.completed":
            final = event.response.output_text
    expect_pieces(pieces, final)
    expect_count(final)


def stream_async(to: Targets) -> None:
    async def run() -> str:
        client = AsyncOpenAI(base_url=to.main.base_url, api_key=to.main.api_key, max_retries=0)
        pieces = ""
        async for event in await client.responses.create(model=to.main.model, input=COUNT, temperature=0, stream=True):
            if event.type == "response.output_text.delta":
                pieces += event.delta
        return pieces

    expect_count(asyncio.run(run()))


def multi_turn(to: Targets) -> None:
    first = ask(to.main, NAME_SAID)
    second = ask(to.main, NAME_ASKED, previous_response_id=first.id)
    expect("Rosalind" in second.output_text, second.output_text)
    # The other way: what came is sent again.
    third = ask(to.main, [{"role": "user", "content": NAME_SAID}, *first.output, {"role": "user", "content": NAME_ASKED}])
    expect("Rosalind" in third.output_text, third.output_text)


def tools(to: Targets) -> str:
    question = {"role": "user", "content": WEATHER}
    first = ask(to.main, [question], tools=[WEATHER_TOOL])
    expect_calls(calls_of(first), ["Tallinn"])
    results = [{"type": "function_call_output", "call_id": id, "output": WEATHER_RESULT} for _, _, id in calls_of(first)]
    second = ask(to.main, [question, *first.output, *results], tools=[WEATHER_TOOL])
    expect_weather(second.output_text)
    return str(second.output_text)


def parallel_tools(to: Targets) -> None:
    response = ask(to.main, WEATHER_OF_TWO, tools=[WEATHER_TOOL], parallel_tool_calls=True)
    expect_calls(calls_of(response), ["Tallinn", "Bologna"])


def structured(to: Targets) -> None:
    response = connect(to.main).responses.parse(model=to.main.model, input=PERSON, temperature=0, text_format=Person)
    expect(response.output_parsed == Person(name="Rosalind", age=34), response.output_parsed)


def reasoning(to: Targets) -> str:
    response = ask(to.main, CAPITAL, reasoning={"effort": "medium", "summary": "auto"})
    thoughts = [item.summary[0].text for item in response.output if item.type == "reasoning"]
    expect(len(thoughts) == 1 and thoughts[0] != "", response.output)
    expect(response.usage.output_tokens_details.reasoning_tokens > 0, response.usage)
    expect("Paris" in response.output_text, response.output_text)
    return str(thoughts[0])


def usage(to: Targets) -> str:
    used = ask(to.main, HELLO).usage
    return expect_usage(used.input_tokens, used.output_tokens, used.total_tokens)


def abort(to: Targets) -> None:
    deltas = 0
    events = ask(needed(to.slow, "a slow server"), HELLO, stream=True)
    for event in events:
        deltas += event.type == "response.output_text.delta"
        if deltas == 3:
            break
    events.close()
    expect(deltas == 3, deltas)


def error_400(to: Targets) -> None:
    error = refusal(to.main, max_output_tokens=1)
    expect(isinstance(error, openai.BadRequestError) and error.param == "max_output_tokens", error)


def error_401(to: Targets) -> None:
    error = refusal(to.main.but(api_key="sk-wrong"))
    expect(isinstance(error, openai.AuthenticationError), error)


def unknown_model(to: Targets) -> None:
    error = refusal(to.main.but(model="no-such-model"))
    expect(isinstance(error, openai.BadRequestError) and error.code == "model_not_found", error)


def error_429(to: Targets) -> None:
    error = refusal(needed(to.limited, "a limited server"))
    expect(isinstance(error, openai.RateLimitError) and error.code == "rate_limit_exceeded", error)


def resume(to: Targets) -> str:
    client = connect(to.main)
    seen, text, id, final = [], "", "", None
    for event in ask(to.main, COUNT, stream=True, background=True):
        seen.append(event.sequence_number)
        if event.type == "response.created":
            id = event.response.id
        if event.type == "response.output_text.delta":
            text += event.delta
        if len(seen) == 6:
            break
    for event in client.responses.retrieve(id, stream=True, starting_after=seen[-1]):
        seen.append(event.sequence_number)
        if event.type == "response.output_text.delta":
            text += event.delta
        if event.type == "response.completed":
            final = event.response
    expect(seen == list(range(len(seen))) and final is not None, seen)
    expect_count(text)
    expect(client.responses.retrieve(id).output_text == text, text)
    return f"left after event 5 of {len(seen)}"


def cancel(to: Targets) -> None:
    target = needed(to.slow, "a slow server")
    begun = ask(target, HELLO, background=True)
    expect(begun.status in ("queued", "in_progress"), begun.status)
    cancelled = connect(target).responses.cancel(begun.id)
    expect(cancelled.status == "cancelled", cancelled.status)


def delete(to: Targets) -> None:
    client = connect(to.main)
    id = ask(to.main, HELLO).id
    client.responses.delete(id)
    try:
        client.responses.retrieve(id)
    except openai.NotFoundError:
        return
    raise AssertionError("It is still there.")


def input_items(to: Targets) -> None:
    id = ask(to.main, [{"role": "user", "content": f"Hello {number}!"} for number in (1, 2, 3)]).id
    # One a page, so that the SDK has to turn pages.
    items = [item.to_json() for item in connect(to.main).responses.input_items.list(id, limit=1, order="asc")]
    expect(len(items) == 3 and all(f"Hello {index + 1}!" in item for index, item in enumerate(items)), items)


def conversations(to: Targets) -> None:
    client = connect(to.main)
    id = client.conversations.create().id
    ask(to.main, NAME_SAID, conversation=id)
    answer = ask(to.main, NAME_ASKED, conversation=id).output_text
    expect("Rosalind" in answer, answer)
    expect(len(list(client.conversations.items.list(id))) == 4, "not four items")
    expect(client.conversations.delete(id).deleted, "not deleted")


def websocket(to: Targets) -> None:
    texts = []
    with connect(to.main).responses.connect() as connection:
        id = None
        for question in (NAME_SAID, NAME_ASKED):
            more = {} if id is None else {"previous_response_id": id}
            connection.response.create(model=to.main.model, input=question, temperature=0, **more)
            text = ""
            for event in connection:
                if event.type == "response.output_text.delta":
                    text += event.delta
                if event.type == "error":
                    raise AssertionError(event)
                if event.type == "response.completed":
                    id = event.response.id
                    break
            texts.append(text)
    expect("Rosalind" in texts[1], texts)


def take(event: Any, reading: Reading) -> None:
    if event.type == "response.output_text.delta":
        reading.text += event.delta
    if event.type in ("response.reasoning_summary_text.delta", "response.reasoning_text.delta"):
        reading.reasoning += event.delta
    if event.type == "response.output_item.done" and event.item.type == "function_call":
        reading.calls.append({"name": event.item.name, "arguments": event.item.arguments})
    if event.type in ("response.completed", "response.incomplete", "response.failed"):
        reading.finish = event.response.status


def read(target: Target, reading: Reading) -> None:
    stream = connect(target).responses.create(model=target.model, input=HELLO, tools=[WEATHER_TOOL], stream=True)
    for event in stream:
        take(event, reading)


def helper(target: Target, **change: Any) -> Any:
    return connect(target).responses.stream(model=target.model, temperature=0, **change)


def helper_stream(to: Targets) -> None:
    pieces = []
    with helper(to.main, input=COUNT) as events:
        for event in events:
            if event.type == "response.output_text.delta":
                pieces.append(event.delta)
                expect(event.snapshot == "".join(pieces), event.snapshot)
        final = events.get_final_response()
    expect_pieces(pieces, final.output_text)
    expect_count(final.output_text)


def helper_tools(to: Targets) -> None:
    with helper(to.main, input=WEATHER, tools=[WEATHER_TOOL]) as events:
        snapshots = [event.snapshot for event in events if event.type == "response.function_call_arguments.delta"]
        first = events.get_final_response()
    expect_calls(calls_of(first), ["Tallinn"])
    expect(snapshots[-1] == calls_of(first)[0][1], snapshots)
    result = {"type": "function_call_output", "call_id": calls_of(first)[0][2], "output": WEATHER_RESULT}
    with helper(to.main, input=[result], previous_response_id=first.id, tools=[WEATHER_TOOL]) as events:
        expect_weather(events.get_final_response().output_text)


def helper_parallel(to: Targets) -> None:
    with helper(to.main, input=WEATHER_OF_TWO, tools=[WEATHER_TOOL]) as events:
        expect_calls(calls_of(events.get_final_response()), ["Tallinn", "Bologna"])


def helper_structured(to: Targets) -> None:
    with helper(to.main, input=PERSON, text_format=Person) as events:
        parsed = events.get_final_response().output_parsed
    expect(parsed == Person(name="Rosalind", age=34), parsed)


def helper_reasoning(to: Targets) -> None:
    with helper(to.main, input=CAPITAL, reasoning={"effort": "medium", "summary": "auto"}) as events:
        thought = "".join(event.delta for event in events if event.type == "response.reasoning_summary_text.delta")
        final = events.get_final_response()
    expect(thought != "" and "Paris" in final.output_text, (thought, final.output_text))


def helper_multi_turn(to: Targets) -> None:
    with helper(to.main, input=NAME_SAID) as events:
        first = events.get_final_response()
    with helper(to.main, input=NAME_ASKED, previous_response_id=first.id) as events:
        second = events.get_final_response()
    expect("Rosalind" in second.output_text, second.output_text)


def helper_usage(to: Targets) -> str:
    with helper(to.main, input=HELLO) as events:
        used = events.get_final_response().usage
    return expect_usage(used.input_tokens, used.output_tokens, used.total_tokens)


def helper_abort(to: Targets) -> None:
    deltas = 0
    with helper(needed(to.slow, "a slow server"), input=HELLO) as events:
        for event in events:
            deltas += event.type == "response.output_text.delta"
            if deltas == 3:
                break
    expect(deltas == 3, deltas)


def helper_resume(to: Targets) -> None:
    begun = ask(to.main, COUNT, background=True)
    with connect(to.main).responses.stream(response_id=begun.id) as events:
        expect_count(events.get_final_response().output_text)


def helper_read(target: Target, reading: Reading) -> None:
    with connect(target).responses.stream(model=target.model, input=HELLO, tools=[WEATHER_TOOL]) as events:
        for event in events:
            take(event, reading)
        reading.finish = events.get_final_response().status


SAME = "the same code as openai-python"
RAW: dict[str, Check | str] = {
    "text": text,
    "stream": stream,
    "multi-turn": multi_turn,
    "tools": tools,
    "parallel-tools": parallel_tools,
    "structured": structured,
    "reasoning": reasoning,
    "usage": usage,
    "abort": abort,
    "error-400": error_400,
    "error-401": error_401,
    "unknown-model": unknown_model,
    "error-429": error_429,
    "stream-async": stream_async,
    "resume": resume,
    "cancel": cancel,
    "delete": delete,
    "input-items": input_items,
    "conversations": conversations,
    "websocket": websocket,
}
HELPER: dict[str, Check | str] = {
    "text": SAME,
    "stream": helper_stream,
    "multi-turn": helper_multi_turn,
    "tools": helper_tools,
    "parallel-tools": helper_parallel,
    "structured": helper_structured,
    "reasoning": helper_reasoning,
    "usage": helper_usage,
    "abort": helper_abort,
    "error-400": SAME,
    "error-401": SAME,
    "unknown-model": SAME,
    "error-429": SAME,
    "resume": helper_resume,
}

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    warm_up()
    if name == "openai-python":
        run_client(name, openai.__version__, RAW, read)
    elif name == "openai-python-stream":
        run_client(name, openai.__version__, HELPER, helper_read)
    else:
        sys.exit("Which client? openai-python, openai-python-stream")
