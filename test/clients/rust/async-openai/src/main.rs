//! async-openai: its types for requests, its closed enum of events for streams.

use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::types::responses::{CreateResponse, OutputItem, Response, ResponseStreamEvent as Event, Status, SummaryPart};
use async_openai::Client;
use futures::StreamExt;
use goldwire_client_common::*;
use serde_json::{json, Value};

const CLIENT: &str = "async-openai";

fn open(target: &Target) -> Client<OpenAIConfig> {
    Client::with_config(OpenAIConfig::new().with_api_key(&target.api_key).with_api_base(&target.base_url))
}

/// `change` in the words of the wire, read into the client's own type.
fn ask(target: &Target, input: Value, change: Value) -> Result<CreateResponse, String> {
    let mut request = json!({"model": target.model, "input": input, "temperature": 0.0});
    if let (Value::Object(request), Value::Object(change)) = (&mut request, change) {
        request.extend(change);
    }
    serde_json::from_value(request).map_err(|error| format!("The client cannot say this: {error}"))
}

fn weather_tools() -> Value {
    json!([{"type": "function", "name": "get_weather", "description": "Get the weather", "parameters": weather_parameters(), "strict": true}])
}

fn told(error: OpenAIError) -> NotPassed {
    NotPassed::Fail(error.to_string())
}

async fn call(target: &Target, input: Value, change: Value) -> Result<Response, NotPassed> {
    open(target).responses().create(ask(target, input, change)?).await.map_err(told)
}

struct Streamed {
    pieces: Vec<String>,
    thought: String,
    response: Response,
}

async fn stream(target: &Target, input: Value, change: Value) -> Result<Streamed, NotPassed> {
    let mut stream = open(target)
        .responses()
        .create_stream(ask(target, input, change)?)
        .await
        .map_err(told)?;
    let (mut pieces, mut thought, mut last) = (Vec::new(), String::new(), None);
    while let Some(event) = stream.next().await {
        match event.map_err(told)? {
            Event::ResponseOutputTextDelta(event) => pieces.push(event.delta),
            Event::ResponseReasoningSummaryTextDelta(event) => thought.push_str(&event.delta),
            Event::ResponseCompleted(event) => last = Some(event.response),
            _ => {}
        }
    }
    let response = last.ok_or_else(|| "No response.completed came.".to_owned())?;
    Ok(Streamed { pieces, thought, response })
}

fn text_of(response: &Response) -> String {
    response.output_text().unwrap_or_default()
}

fn calls_of(response: &Response) -> Vec<(String, Value, String)> {
    response
        .output
        .iter()
        .filter_map(|item| match item {
            OutputItem::FunctionCall(call) => Some((
                call.name.clone(),
                serde_json::from_str(&call.arguments).unwrap_or_default(),
                call.call_id.clone(),
            )),
            _ => None,
        })
        .collect()
}

async fn expect_refusal(target: &Target, change: Value, status: u16, code: &str) -> Outcome {
    match open(target).responses().create(ask(target, json!(questions::HELLO), change)?).await {
        Ok(response) => Err(NotPassed::Fail(format!("It answered {}", text_of(&response)))),
        Err(OpenAIError::ApiError(error)) => {
            expect(
                error.status_code.as_u16() == status && error.api_error.code.as_deref() == Some(code),
                &error.api_error,
            )?;
            Ok(None)
        }
        Err(error) => Err(NotPassed::Fail(format!("Not an error of the API: {error}"))),
    }
}

async fn read(target: Target, reading: SharedReading) -> Result<(), String> {
    let request = ask(&target, json!(questions::HELLO), json!({"tools": weather_tools()}))?;
    let mut stream = open(&target)
        .responses()
        .create_stream(request)
        .await
        .map_err(|error| error.to_string())?;
    while let Some(event) = stream.next().await {
        let event = event.map_err(|error| error.to_string())?;
        let mut seen = reading.lock().map_err(|error| error.to_string())?;
        match event {
            Event::ResponseOutputTextDelta(event) => seen.text.push_str(&event.delta),
            Event::ResponseReasoningSummaryTextDelta(event) => seen.reasoning.push_str(&event.delta),
            Event::ResponseReasoningTextDelta(event) => seen.reasoning.push_str(&event.delta),
            Event::ResponseOutputItemDone(event) => {
                if let OutputItem::FunctionCall(call) = event.item {
                    seen.calls.push(json!({"name": call.name, "arguments": call.arguments}));
                }
            }
            Event::ResponseCompleted(_) => seen.finish = Some("completed".to_owned()),
            Event::ResponseIncomplete(_) => seen.finish = Some("incomplete".to_owned()),
            Event::ResponseFailed(_) => seen.finish = Some("failed".to_owned()),
            Event::ResponseError(event) => return Err(format!("error event: {event:?}")),
            _ => {}
        }
    }
    Ok(())
}

fn checks() -> Vec<(&'static str, Check)> {
    vec![
        (
            "text",
            check(|to: Targets| async move {
                let response = call(&to.main, json!(questions::COUNT), json!({})).await?;
                expect(matches!(response.status, Status::Completed), &response.status)?;
                expect_count(&text_of(&response))?;
                Ok(None)
            }),
        ),
        (
            "stream",
            check(|to: Targets| async move {
                let Streamed { pieces, response, .. } = stream(&to.main, json!(questions::COUNT), json!({})).await?;
                expect_pieces(&pieces, &text_of(&response))?;
                expect_count(&text_of(&response))?;
                Ok(None)
            }),
        ),
        (
            "multi-turn",
            check(|to: Targets| async move {
                let first = call(&to.main, json!(questions::NAME_SAID), json!({})).await?;
                let second = call(&to.main, json!(questions::NAME_ASKED), json!({"previous_response_id": first.id})).await?;
                expect(text_of(&second).contains("Rosalind"), text_of(&second))?;
                Ok(None)
            }),
        ),
        (
            "tools",
            check(|to: Targets| async move {
                let question = json!({"role": "user", "content": questions::WEATHER});
                let first = stream(&to.main, json!([question]), json!({"tools": weather_tools()}))
                    .await?
                    .response;
                let calls = calls_of(&first);
                expect_calls(&calls, &["Tallinn"])?;
                let mut input = vec![question];
                input.extend(first.output.iter().map(|item| serde_json::to_value(item).unwrap_or_default()));
                for (_, _, id) in calls {
                    input.push(json!({"type": "function_call_output", "call_id": id, "output": questions::WEATHER_RESULT}));
                }
                let second = stream(&to.main, json!(input), json!({"tools": weather_tools()})).await?.response;
                expect_weather(&text_of(&second))?;
                Ok(Some(text_of(&second)))
            }),
        ),
        (
            "parallel-tools",
            check(|to: Targets| async move {
                let change = json!({"tools": weather_tools(), "parallel_tool_calls": true});
                let response = stream(&to.main, json!(questions::WEATHER_OF_TWO), change).await?.response;
                expect_calls(&calls_of(&response), &["Bologna", "Tallinn"])?;
                Ok(None)
            }),
        ),
        (
            "structured",
            check(|to: Targets| async move {
                let format = json!({"type": "json_schema", "name": "person", "schema": person_schema(), "strict": true});
                let response = call(&to.main, json!(questions::PERSON), json!({"text": {"format": format}})).await?;
                expect_person(&text_of(&response))?;
                Ok(None)
            }),
        ),
        (
            "reasoning",
            check(|to: Targets| async move {
                let change = json!({"reasoning": {"effort": "medium", "summary": "auto"}});
                let Streamed { thought, response, .. } = stream(&to.main, json!(questions::CAPITAL), change).await?;
                let summary = response.output.iter().find_map(|item| match item {
                    OutputItem::Reasoning(item) => item.summary.first().map(|SummaryPart::SummaryText(part)| part.text.clone()),
                    _ => None,
                });
                expect(summary.as_ref() == Some(&thought) && !thought.is_empty(), (&thought, &summary))?;
                expect(text_of(&response).contains("Paris"), text_of(&response))?;
                let reasoned = response
                    .usage
                    .as_ref()
                    .map(|usage| usage.output_tokens_details.reasoning_tokens)
                    .unwrap_or_default();
                expect(reasoned > 0, &response.usage)?;
                Ok(Some(thought))
            }),
        ),
        (
            "usage",
            check(|to: Targets| async move {
                let usage = call(&to.main, json!(questions::HELLO), json!({}))
                    .await?
                    .usage
                    .ok_or_else(|| "No usage.".to_owned())?;
                expect_usage(usage.input_tokens.into(), usage.output_tokens.into(), usage.total_tokens.into())
            }),
        ),
        (
            "abort",
            check(|to: Targets| async move {
                let slow = needed(to.slow, "a slow server")?;
                let mut stream = open(&slow)
                    .responses()
                    .create_stream(ask(&slow, json!(questions::HELLO), json!({}))?)
                    .await
                    .map_err(told)?;
                let mut deltas = 0;
                while deltas < 3 {
                    let event = stream.next().await.ok_or_else(|| "It ended.".to_owned())?.map_err(told)?;
                    if matches!(event, Event::ResponseOutputTextDelta(_)) {
                        deltas += 1;
                    }
                }
                drop(stream);
                Ok(None)
            }),
        ),
        (
            "error-400",
            check(
                |to: Targets| async move { expect_refusal(&to.main, json!({"max_output_tokens": 1}), 400, "integer_below_min_value").await },
            ),
        ),
        (
            "error-401",
            check(|to: Targets| async move {
                expect_refusal(
                    &Target {
                        api_key: "sk-wrong".to_owned(),
                        ..to.main
                    },
                    json!({}),
                    401,
                    "invalid_api_key",
                )
                .await
            }),
        ),
        (
            "unknown-model",
            check(|to: Targets| async move {
                expect_refusal(
                    &Target {
                        model: "no-such-model".to_owned(),
                        ..to.main
                    },
                    json!({}),
                    400,
                    "model_not_found",
                )
                .await
            }),
        ),
        (
            "error-429",
            check(|to: Targets| async move {
                expect_refusal(&needed(to.limited, "a limited server")?, json!({}), 429, "rate_limit_exceeded").await
            }),
        ),
        (
            "cancel",
            check(|to: Targets| async move {
                let slow = needed(to.slow, "a slow server")?;
                let begun = call(&slow, json!(questions::HELLO), json!({"background": true})).await?;
                let cancelled = open(&slow).responses().cancel(&begun.id).await.map_err(told)?;
                expect(matches!(cancelled.status, Status::Cancelled), &cancelled.status)?;
                Ok(None)
            }),
        ),
        (
            "delete",
            check(|to: Targets| async move {
                let client = open(&to.main);
                let response = call(&to.main, json!(questions::HELLO), json!({})).await?;
                let whole = client.responses().retrieve(&response.id).await.map_err(told)?;
                expect(text_of(&whole) == text_of(&response), text_of(&whole))?;
                expect(client.responses().delete(&response.id).await.map_err(told)?.deleted, "not deleted")?;
                expect(client.responses().retrieve(&response.id).await.is_err(), "it is still there")?;
                Ok(None)
            }),
        ),
        (
            "input-items",
            check(|to: Targets| async move {
                let response = call(&to.main, json!(questions::HELLO), json!({})).await?;
                let items = open(&to.main).responses().list_input_items(&response.id).await.map_err(told)?;
                expect(items.data.len() == 1, &items.data)?;
                Ok(None)
            }),
        ),
        (
            "conversations",
            check(|to: Targets| async move {
                let client = open(&to.main);
                let made = client
                    .conversations()
                    .create(serde_json::from_value(json!({})).map_err(|error| error.to_string())?)
                    .await
                    .map_err(told)?;
                call(&to.main, json!(questions::NAME_SAID), json!({"conversation": made.id})).await?;
                let second = call(&to.main, json!(questions::NAME_ASKED), json!({"conversation": made.id})).await?;
                expect(text_of(&second).contains("Rosalind"), text_of(&second))?;
                let items = client.conversations().items(&made.id).list().await.map_err(told)?;
                expect(items.data.len() == 4, items.data.len())?;
                Ok(None)
            }),
        ),
    ]
}

#[tokio::main]
async fn main() {
    run_client(
        CLIENT,
        "async-openai",
        include_str!("../Cargo.toml"),
        checks(),
        |target, reading| Box::pin(read(target, reading)),
    )
    .await;
}
