//! Rig as it was while it read events into closed types (0.38): `sequence_number` and a whole response are required.

use futures::StreamExt;
use goldwire_client_common::*;
use rig_core::client::CompletionClient;
use rig_core::completion::{
    CompletionError, CompletionModel, CompletionRequest, CompletionRequestBuilder, CompletionResponse, ToolDefinition,
};
use rig_core::message::{AssistantContent, Message, ToolCall};
use rig_core::providers::openai;
use rig_core::streaming::StreamedAssistantContent;
use rig_core::OneOrMany;
use serde_json::{json, Value};

const CLIENT: &str = "rig-0.38";

type Model = openai::responses_api::ResponsesCompletionModel;

fn open(target: &Target) -> Result<Model, String> {
    let client = openai::Client::builder()
        .api_key(&target.api_key)
        .base_url(&target.base_url)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(client.completion_model(&target.model))
}

fn ask(target: &Target, text: &str) -> Result<CompletionRequestBuilder<Model>, String> {
    Ok(open(target)?.completion_request(text).temperature(0.0))
}

fn weather_tool() -> ToolDefinition {
    ToolDefinition {
        name: "get_weather".to_owned(),
        description: "Get the weather".to_owned(),
        parameters: weather_parameters(),
    }
}

fn told(error: CompletionError) -> NotPassed {
    NotPassed::Fail(error.to_string())
}

type Answer = CompletionResponse<<Model as CompletionModel>::Response>;

async fn call(target: &Target, request: CompletionRequest) -> Result<Answer, NotPassed> {
    open(target)?.completion(request).await.map_err(told)
}

fn text_of(choice: &OneOrMany<AssistantContent>) -> String {
    choice
        .iter()
        .filter_map(|part| {
            if let AssistantContent::Text(text) = part {
                Some(text.text.as_str())
            } else {
                None
            }
        })
        .collect()
}

fn calls_of(choice: &OneOrMany<AssistantContent>) -> Vec<ToolCall> {
    choice
        .iter()
        .filter_map(|part| {
            if let AssistantContent::ToolCall(call) = part {
                Some(call.clone())
            } else {
                None
            }
        })
        .collect()
}

fn expect_tool_calls(calls: &[ToolCall], cities: &[&str]) -> Result<(), NotPassed> {
    let calls: Vec<(String, Value, String)> = calls
        .iter()
        .map(|call| {
            (
                call.function.name.clone(),
                call.function.arguments.clone(),
                call.call_id.clone().unwrap_or_default(),
            )
        })
        .collect();
    expect_calls(&calls, cities)
}

struct Streamed {
    pieces: Vec<String>,
    thought: String,
    choice: OneOrMany<AssistantContent>,
    id: Option<String>,
}

async fn stream(target: &Target, request: CompletionRequest) -> Result<Streamed, NotPassed> {
    let mut stream = open(target)?.stream(request).await.map_err(told)?;
    let (mut pieces, mut thought) = (Vec::new(), String::new());
    while let Some(item) = stream.next().await {
        match item.map_err(told)? {
            StreamedAssistantContent::Text(text) => pieces.push(text.text),
            // It comes as deltas first and whole afterwards.
            StreamedAssistantContent::ReasoningDelta { reasoning, .. } => thought.push_str(&reasoning),
            _ => {}
        }
    }
    Ok(Streamed {
        pieces,
        thought,
        choice: stream.choice.clone(),
        id: stream.message_id.clone(),
    })
}

/// This version tells the status in the text of its error.
async fn expect_refusal(target: &Target, request: CompletionRequest, words: &[&str]) -> Outcome {
    match open(target)?.completion(request).await {
        Ok(answer) => Err(NotPassed::Fail(format!("It answered {:?}", text_of(&answer.choice)))),
        Err(error) => {
            let text = error.to_string();
            expect(words.iter().all(|word| text.contains(word)), &text)?;
            Ok(None)
        }
    }
}

async fn read(target: Target, reading: SharedReading) -> Result<(), String> {
    let model = open(&target)?;
    let request = model.completion_request(questions::HELLO).tool(weather_tool()).build();
    let mut stream = model.stream(request).await.map_err(|error| error.to_string())?;
    while let Some(item) = stream.next().await {
        let item = item.map_err(|error| error.to_string())?;
        let mut seen = reading.lock().map_err(|error| error.to_string())?;
        match item {
            StreamedAssistantContent::Text(text) => seen.text.push_str(&text.text),
            StreamedAssistantContent::ReasoningDelta { reasoning, .. } => seen.reasoning.push_str(&reasoning),
            StreamedAssistantContent::ToolCall { tool_call, .. } => seen
                .calls
                .push(json!({"name": tool_call.function.name, "arguments": tool_call.function.arguments.to_string()})),
            StreamedAssistantContent::Final(_) => seen.finish = Some("final".to_owned()),
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
                expect_count(&text_of(&call(&to.main, ask(&to.main, questions::COUNT)?.build()).await?.choice))?;
                Ok(None)
            }),
        ),
        (
            "stream",
            check(|to: Targets| async move {
                let Streamed { pieces, choice, .. } = stream(&to.main, ask(&to.main, questions::COUNT)?.build()).await?;
                expect_pieces(&pieces, &text_of(&choice))?;
                expect_count(&text_of(&choice))?;
                Ok(None)
            }),
        ),
        (
            "multi-turn",
            check(|to: Targets| async move {
                let first = stream(&to.main, ask(&to.main, questions::NAME_SAID)?.build()).await?;
                let request = ask(&to.main, questions::NAME_ASKED)?
                    .message(Message::user(questions::NAME_SAID))
                    .message(Message::Assistant {
                        id: first.id,
                        content: first.choice,
                    })
                    .build();
                let second = text_of(&call(&to.main, request).await?.choice);
                expect(second.contains("Rosalind"), &second)?;
                Ok(None)
            }),
        ),
        (
            "tools",
            check(|to: Targets| async move {
                let first = stream(&to.main, ask(&to.main, questions::WEATHER)?.tool(weather_tool()).build()).await?;
                let calls = calls_of(&first.choice);
                expect_tool_calls(&calls, &["Tallinn"])?;
                let mut request = ask(&to.main, questions::WEATHER)?.tool(weather_tool()).build();
                request.chat_history.push(Message::Assistant {
                    id: first.id,
                    content: first.choice,
                });
                for call in calls {
                    request
                        .chat_history
                        .push(Message::tool_result_with_call_id(call.id, call.call_id, questions::WEATHER_RESULT));
                }
                let second = text_of(&stream(&to.main, request).await?.choice);
                expect_weather(&second)?;
                Ok(Some(second))
            }),
        ),
        (
            "parallel-tools",
            check(|to: Targets| async move {
                let streamed = stream(&to.main, ask(&to.main, questions::WEATHER_OF_TWO)?.tool(weather_tool()).build()).await?;
                expect_tool_calls(&calls_of(&streamed.choice), &["Bologna", "Tallinn"])?;
                Ok(None)
            }),
        ),
        (
            "structured",
            check(|to: Targets| async move {
                let schema = serde_json::from_value(person_schema()).map_err(|error| error.to_string())?;
                let answer = call(&to.main, ask(&to.main, questions::PERSON)?.output_schema(schema).build()).await?;
                expect_person(&text_of(&answer.choice))?;
                Ok(None)
            }),
        ),
        (
            "reasoning",
            check(|to: Targets| async move {
                let request = ask(&to.main, questions::CAPITAL)?
                    .additional_params(json!({"reasoning": {"effort": "medium", "summary": "auto"}}))
                    .build();
                let Streamed { thought, choice, .. } = stream(&to.main, request).await?;
                expect(
                    !thought.is_empty() && text_of(&choice).contains("Paris"),
                    (&thought, text_of(&choice)),
                )?;
                Ok(Some(thought))
            }),
        ),
        (
            "usage",
            check(|to: Targets| async move {
                let usage = call(&to.main, ask(&to.main, questions::HELLO)?.build()).await?.usage;
                expect_usage(usage.input_tokens, usage.output_tokens, usage.total_tokens)
            }),
        ),
        (
            "abort",
            check(|to: Targets| async move {
                let slow = needed(to.slow, "a slow server")?;
                let mut stream = open(&slow)?.stream(ask(&slow, questions::HELLO)?.build()).await.map_err(told)?;
                let mut deltas = 0;
                while let Some(item) = stream.next().await {
                    if let StreamedAssistantContent::Text(_) = item.map_err(told)? {
                        deltas += 1;
                        if deltas == 3 {
                            stream.cancel();
                        }
                    }
                    expect(deltas < 50, "it goes on")?;
                }
                expect(deltas >= 3, deltas)?;
                Ok(None)
            }),
        ),
        (
            "error-400",
            check(|to: Targets| async move {
                let request = ask(&to.main, questions::HELLO)?.max_tokens(1).build();
                expect_refusal(&to.main, request, &["max_output_tokens", "integer_below_min_value"]).await
            }),
        ),
        (
            "error-401",
            check(|to: Targets| async move {
                let wrong = Target {
                    api_key: "sk-wrong".to_owned(),
                    ..to.main
                };
                expect_refusal(&wrong, ask(&wrong, questions::HELLO)?.build(), &["invalid_api_key"]).await
            }),
        ),
        (
            "unknown-model",
            check(|to: Targets| async move {
                let wrong = Target {
                    model: "no-such-model".to_owned(),
                    ..to.main
                };
                expect_refusal(
                    &wrong,
                    ask(&wrong, questions::HELLO)?.build(),
                    &["no-such-model", "model_not_found"],
                )
                .await
            }),
        ),
        (
            "error-429",
            check(|to: Targets| async move {
                let limited = needed(to.limited, "a limited server")?;
                expect_refusal(&limited, ask(&limited, questions::HELLO)?.build(), &["rate_limit_exceeded"]).await
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
