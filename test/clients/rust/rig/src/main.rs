//! Rig, as its users stream: `Model::stream` of the Responses provider, and `call`.

use futures::StreamExt;
use goldwire_client_common::*;
use rig_core::completion::{CompletionRequest, CompletionResponse, ToolDefinition};
use rig_core::message::{AssistantContent, Message, ToolResultContent};
use rig_core::providers::openai::OpenAIConfig;
use rig_core::streaming::{Item, StreamEvent};
use rig_core::ProviderError;
use serde_json::{json, Value};

const CLIENT: &str = "rig";

macro_rules! open {
    ($target:expr) => {
        OpenAIConfig::new($target.api_key.clone())
            .with_base_url($target.base_url.clone())
            .client()
            .responses($target.model.clone())
    };
}

fn ask(text: &str) -> CompletionRequest {
    CompletionRequest::new(text).temperature(0.0)
}

fn weather_tool() -> ToolDefinition {
    ToolDefinition::new(
        "get_weather".to_owned().try_into().expect("a name"),
        "Get the weather",
        weather_parameters(),
    )
}

fn told(error: ProviderError) -> NotPassed {
    NotPassed::Fail(format!("{error}"))
}

async fn call(target: &Target, request: CompletionRequest) -> Result<CompletionResponse, NotPassed> {
    open!(target).call(request).await.map_err(told)
}

/// The pieces of text and thought as they came, and the response they fold into.
async fn stream(target: &Target, request: CompletionRequest) -> Result<(Vec<String>, String, CompletionResponse), NotPassed> {
    let mut stream = open!(target).stream(request).map_err(told)?;
    let (mut pieces, mut thought) = (Vec::new(), String::new());
    while let Some(item) = stream.next().await {
        match item.map_err(told)? {
            Item::Event(StreamEvent::Text { text, .. }) => pieces.push(text),
            Item::Event(StreamEvent::Reasoning { text, .. }) => thought.push_str(&text),
            _ => {}
        }
    }
    let response = stream.finish().await.map_err(told)?;
    Ok((pieces, thought, response))
}

fn calls_of(response: &CompletionResponse) -> Vec<(String, Value, String)> {
    response
        .tool_calls()
        .map(|call| {
            (
                call.function.name.as_str().to_owned(),
                arguments_of(call),
                call.id.wire().into_owned(),
            )
        })
        .collect()
}

fn arguments_of(call: &rig_core::message::ToolCall) -> Value {
    serde_json::to_value(&call.function.arguments).unwrap_or_default()
}

async fn status_of_refusal(target: &Target, request: CompletionRequest) -> Result<u16, NotPassed> {
    match open!(target).call(request).await {
        Ok(response) => Err(NotPassed::Fail(format!("It answered {:?}", response.text()))),
        Err(error) => error
            .provider_response_status()
            .map(|status| status.as_u16())
            .ok_or_else(|| NotPassed::Fail(format!("No status: {error}"))),
    }
}

async fn read(target: Target, reading: SharedReading) -> Result<(), String> {
    let request = CompletionRequest::new(questions::HELLO).tool(weather_tool());
    let mut stream = open!(target).stream(request).map_err(|error| error.to_string())?;
    while let Some(item) = stream.next().await {
        let item = item.map_err(|error| error.to_string())?;
        let mut seen = reading.lock().map_err(|error| error.to_string())?;
        match item {
            Item::Event(StreamEvent::Text { text, .. }) => seen.text.push_str(&text),
            Item::Event(StreamEvent::Reasoning { text, .. }) => seen.reasoning.push_str(&text),
            Item::Event(StreamEvent::End {
                content: AssistantContent::ToolCall(call),
                ..
            }) => seen
                .calls
                .push(json!({"name": call.function.name.as_str(), "arguments": arguments_of(&call).to_string()})),
            _ => {}
        }
    }
    let response = stream.finish().await.map_err(|error| error.to_string())?;
    reading.lock().map_err(|error| error.to_string())?.finish = response.finish_reason().map(|reason| format!("{reason:?}"));
    Ok(())
}

fn checks() -> Vec<(&'static str, Check)> {
    vec![
        (
            "text",
            check(|to: Targets| async move {
                expect_count(&call(&to.main, ask(questions::COUNT)).await?.text())?;
                Ok(None)
            }),
        ),
        (
            "stream",
            check(|to: Targets| async move {
                let (pieces, _, response) = stream(&to.main, ask(questions::COUNT)).await?;
                expect_pieces(&pieces, &response.text())?;
                expect_count(&response.text())?;
                Ok(None)
            }),
        ),
        (
            "multi-turn",
            check(|to: Targets| async move {
                let (_, _, first) = stream(&to.main, ask(questions::NAME_SAID)).await?;
                let mut request = ask(questions::NAME_SAID);
                request.chat_history.extend(first.message());
                request.chat_history.push(Message::user(questions::NAME_ASKED));
                let second = call(&to.main, request).await?;
                expect(second.text().contains("Rosalind"), second.text())?;
                Ok(None)
            }),
        ),
        (
            "tools",
            check(|to: Targets| async move {
                let mut request = ask(questions::WEATHER).tool(weather_tool());
                let (_, _, first) = stream(&to.main, request.clone()).await?;
                expect_calls(&calls_of(&first), &["Tallinn"])?;
                let results = first
                    .tool_calls()
                    .map(|call| call.result(vec![ToolResultContent::text(questions::WEATHER_RESULT)]))
                    .collect();
                request.chat_history.extend(first.message());
                request.chat_history.push(Message::tool_results(results));
                let (_, _, second) = stream(&to.main, request).await?;
                expect_weather(&second.text())?;
                Ok(Some(second.text()))
            }),
        ),
        (
            "parallel-tools",
            check(|to: Targets| async move {
                let request = ask(questions::WEATHER_OF_TWO).tool(weather_tool()).parallel_tool_calls(true);
                let (_, _, response) = stream(&to.main, request).await?;
                expect_calls(&calls_of(&response), &["Bologna", "Tallinn"])?;
                Ok(None)
            }),
        ),
        (
            "structured",
            check(|to: Targets| async move {
                let schema = rig_core::schemars::Schema::try_from(person_schema()).map_err(|error| error.to_string())?;
                expect_person(&call(&to.main, ask(questions::PERSON).output_schema(schema)).await?.text())?;
                Ok(None)
            }),
        ),
        (
            "reasoning",
            check(|to: Targets| async move {
                let request = ask(questions::CAPITAL).additional_params(json!({"reasoning": {"effort": "medium", "summary": "auto"}}));
                let (_, thought, response) = stream(&to.main, request).await?;
                expect(
                    !thought.is_empty() && response.text().contains("Paris"),
                    (&thought, response.text()),
                )?;
                expect(response.usage.reasoning_tokens.unwrap_or_default() > 0, &response.usage)?;
                Ok(Some(thought))
            }),
        ),
        (
            "usage",
            check(|to: Targets| async move {
                let usage = call(&to.main, ask(questions::HELLO)).await?.usage;
                expect_usage(
                    usage.input_tokens.unwrap_or_default(),
                    usage.output_tokens.unwrap_or_default(),
                    usage.total_tokens.unwrap_or_default(),
                )
            }),
        ),
        (
            "abort",
            check(|to: Targets| async move {
                let slow = needed(to.slow, "a slow server")?;
                let mut stream = open!(slow).stream(ask(questions::HELLO)).map_err(told)?;
                let mut deltas = 0;
                while deltas < 3 {
                    match stream.next().await.ok_or_else(|| "It ended.".to_owned())?.map_err(told)? {
                        Item::Event(StreamEvent::Text { .. }) => deltas += 1,
                        _ => {}
                    }
                }
                let partial = stream.partial().text();
                drop(stream);
                expect(partial.starts_with("word0 word1 word2"), &partial)?;
                Ok(None)
            }),
        ),
        (
            "error-400",
            check(|to: Targets| async move {
                let status = status_of_refusal(&to.main, ask(questions::HELLO).max_tokens(1)).await?;
                expect(status == 400, status)?;
                Ok(None)
            }),
        ),
        (
            "error-401",
            check(|to: Targets| async move {
                let wrong = Target {
                    api_key: "sk-wrong".to_owned(),
                    ..to.main
                };
                let status = status_of_refusal(&wrong, ask(questions::HELLO)).await?;
                expect(status == 401, status)?;
                Ok(None)
            }),
        ),
        (
            "unknown-model",
            check(|to: Targets| async move {
                let wrong = Target {
                    model: "no-such-model".to_owned(),
                    ..to.main
                };
                let status = status_of_refusal(&wrong, ask(questions::HELLO)).await?;
                expect(status == 400, status)?;
                Ok(None)
            }),
        ),
        (
            "error-429",
            check(|to: Targets| async move {
                let limited = needed(to.limited, "a limited server")?;
                let status = status_of_refusal(&limited, ask(questions::HELLO)).await?;
                expect(status == 429, status)?;
                Ok(None)
            }),
        ),
    ]
}

#[tokio::main]
async fn main() {
    run_client(CLIENT, "rig-core", include_str!("../Cargo.toml"), checks(), |target, reading| {
        Box::pin(read(target, reading))
    })
    .await;
}
