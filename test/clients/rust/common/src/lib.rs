//! What the Rust clients share: the questions, the loop over checks, the loop over streams to read.

use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::StreamExt;
use serde::Serialize;
use serde_json::{json, Value};
use tokio::io::{AsyncBufReadExt, BufReader};

const CHECK_TIMEOUT: Duration = Duration::from_secs(20);
const READS_AT_ONCE: usize = 8;

/// Where to send requests. `base_url` ends in `/v1`.
#[derive(Clone)]
pub struct Target {
    pub base_url: String,
    pub model: String,
    pub api_key: String,
}

#[derive(Clone)]
pub struct Targets {
    pub main: Target,
    /// A server whose answers go on for a minute, to be left.
    pub slow: Option<Target>,
    /// A server that answers 429 to everything.
    pub limited: Option<Target>,
}

/// Why a check did not pass.
pub enum NotPassed {
    Fail(String),
    Skip(String),
}

impl From<String> for NotPassed {
    fn from(text: String) -> Self {
        Self::Fail(text)
    }
}

/// What was seen, for a reader.
pub type Outcome = Result<Option<String>, NotPassed>;
pub type Check = Box<dyn Fn(Targets) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

pub fn check<Made, Asked>(ask: Made) -> Check
where
    Made: Fn(Targets) -> Asked + Send + Sync + 'static,
    Asked: Future<Output = Outcome> + Send + 'static,
{
    Box::new(move |targets| Box::pin(ask(targets)))
}

/// A check the client has nothing for.
pub fn skipped(reason: &'static str) -> Check {
    check(move |_| async move { Err(NotPassed::Skip(reason.to_owned())) })
}

/// The server at `target`, or the check cannot be made.
pub fn needed(target: Option<Target>, what: &str) -> Result<Target, NotPassed> {
    target.ok_or_else(|| NotPassed::Skip(format!("needs {what}, which only the runner's own servers are")))
}

pub fn expect(is_good: bool, seen: impl std::fmt::Debug) -> Result<(), NotPassed> {
    if is_good {
        Ok(())
    } else {
        Err(NotPassed::Fail(format!("Unexpected: {seen:?}")))
    }
}

#[derive(Clone, Default, Serialize)]
pub struct Reading {
    pub text: String,
    pub calls: Vec<Value>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<String>,
}

/// Filled as the stream arrives, so that what came before an error is told.
pub type SharedReading = Arc<Mutex<Reading>>;
pub type Read = fn(Target, SharedReading) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Runs one client as the environment says. `cargo_toml` is the client's own, whose pinned version of `package` is told.
pub async fn run_client(client: &'static str, package: &str, cargo_toml: &str, checks: Vec<(&'static str, Check)>, read: Read) {
    if std::env::var("GOLDWIRE_READ").is_ok() {
        read_all(client, read).await;
    } else {
        check_all(client, &version_of(package, cargo_toml), checks).await;
    }
}

async fn check_all(client: &str, version: &str, checks: Vec<(&'static str, Check)>) {
    let targets = Targets {
        main: target("GOLDWIRE"),
        slow: other("GOLDWIRE_SLOW"),
        limited: other("GOLDWIRE_LIMITED"),
    };
    let only = std::env::var("GOLDWIRE_CHECKS").ok();
    for (name, ask) in checks {
        if only.as_ref().is_some_and(|only| !only.split(',').any(|one| one == name)) {
            continue;
        }
        let begin = Instant::now();
        // A task of its own: a client that panics fails one check.
        let asked = tokio::spawn(tokio::time::timeout(CHECK_TIMEOUT, ask(targets.clone()))).await;
        let (status, detail) = match asked {
            Err(panic) => ("fail", Some(format!("panicked: {panic}"))),
            Ok(Err(_)) => ("fail", Some(format!("timeout: nothing after {CHECK_TIMEOUT:?}"))),
            Ok(Ok(Ok(detail))) => ("pass", detail),
            Ok(Ok(Err(NotPassed::Skip(reason)))) => ("skip", Some(reason)),
            Ok(Ok(Err(NotPassed::Fail(reason)))) => ("fail", Some(reason)),
        };
        let mut line =
            json!({"client": client, "version": version, "check": name, "status": status, "ms": begin.elapsed().as_millis() as u64});
        if let Some(detail) = detail {
            line["detail"] = json!(shortened(&detail));
        }
        print(&line);
    }
}

async fn read_all(client: &'static str, read: Read) {
    let Target { model, api_key, .. } = target("GOLDWIRE");
    let lines = BufReader::new(tokio::io::stdin()).lines();
    // In the order of the lines, several at once: a stream that hangs holds up its own answer only.
    let mut answers = Box::pin(
        futures::stream::unfold(lines, |mut lines| async {
            match lines.next_line().await {
                Ok(Some(line)) => Some((line, lines)),
                _ => None,
            }
        })
        .filter(|line| std::future::ready(!line.trim().is_empty()))
        .map(|line| {
            let target = Target {
                base_url: line.trim().to_owned(),
                model: model.clone(),
                api_key: api_key.clone(),
            };
            read_one(client, read, target)
        })
        .buffered(READS_AT_ONCE),
    );
    while let Some(answer) = answers.next().await {
        print(&answer);
    }
}

async fn read_one(client: &str, read: Read, target: Target) -> Value {
    let limit = Duration::from_millis(
        std::env::var("GOLDWIRE_READ_TIMEOUT")
            .ok()
            .and_then(|given| given.parse().ok())
            .unwrap_or(5_000),
    );
    let reading = SharedReading::default();
    let base_url = target.base_url.clone();
    let asked = tokio::spawn(tokio::time::timeout(limit, read(target, reading.clone()))).await;
    let error = match asked {
        Err(panic) => Some(format!("panicked: {panic}")),
        Ok(Err(_)) => Some(format!("timeout: nothing after {limit:?}")),
        Ok(Ok(Err(error))) => Some(error),
        Ok(Ok(Ok(()))) => None,
    };
    let seen = reading.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let mut line = json!({"client": client, "baseUrl": base_url, "read": if error.is_none() { "ok" } else { "error" }});
    if let Some(error) = error {
        line["error"] = json!(shortened(&error));
    }
    if let (Value::Object(line), Ok(Value::Object(seen))) = (&mut line, serde_json::to_value(seen)) {
        line.extend(seen);
    }
    line
}

fn other(prefix: &str) -> Option<Target> {
    std::env::var(format!("{prefix}_BASE_URL")).ok().map(|_| target(prefix))
}

fn target(prefix: &str) -> Target {
    let get = |name: &str| std::env::var(format!("{prefix}_{name}")).ok();
    Target {
        base_url: get("BASE_URL").unwrap_or_default(),
        model: get("MODEL").unwrap_or_else(|| "reference".to_owned()),
        api_key: get("API_KEY")
            .or_else(|| std::env::var("GOLDWIRE_API_KEY").ok())
            .unwrap_or_else(|| "sk-none".to_owned()),
    }
}

fn version_of(package: &str, cargo_toml: &str) -> String {
    cargo_toml
        .lines()
        .find(|line| line.starts_with(package))
        .and_then(|line| line.split_once("\"="))
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or("?")
        .to_owned()
}

fn shortened(text: &str) -> String {
    text.chars().take(600).collect()
}

fn print(line: &Value) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// What is asked, in words that a model of three million parameters understands; any other does too.
pub mod questions {
    pub const COUNT: &str = "Count from 3 to 8.";
    pub const WEATHER: &str = "What's the weather in Tallinn?";
    pub const WEATHER_OF_TWO: &str = "What's the weather in Tallinn and in Bologna?";
    pub const CAPITAL: &str = "What is the capital of France?";
    pub const PERSON: &str = "Rosalind is 34 years old.";
    pub const NAME_SAID: &str = "My name is Rosalind.";
    pub const NAME_ASKED: &str = "What is my name?";
    pub const HELLO: &str = "Hello!";
    pub const WEATHER_RESULT: &str = "{\"temperature\":14,\"condition\":\"cloudy\"}";
}

pub fn weather_parameters() -> Value {
    json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false})
}

pub fn person_schema() -> Value {
    json!({
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
        "additionalProperties": false
    })
}

pub fn expect_count(text: &str) -> Result<(), NotPassed> {
    let numbers: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    expect(numbers.windows(6).any(|window| window == ["3", "4", "5", "6", "7", "8"]), text)
}

pub fn expect_pieces(pieces: &[String], whole: &str) -> Result<(), NotPassed> {
    expect(pieces.len() >= 2 && pieces.concat() == whole, (pieces, whole))
}

pub fn expect_weather(text: &str) -> Result<(), NotPassed> {
    expect(text.contains("14") || text.contains("cloudy"), text)
}

/// `calls`: name, arguments, id.
pub fn expect_calls(calls: &[(String, Value, String)], cities: &[&str]) -> Result<(), NotPassed> {
    let mut seen: Vec<&str> = calls.iter().filter_map(|(_, arguments, _)| arguments["city"].as_str()).collect();
    seen.sort_unstable();
    let mut ids: Vec<&String> = calls.iter().map(|(_, _, id)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    expect(
        seen == cities && ids.len() == calls.len() && calls.iter().all(|(name, _, _)| name == "get_weather"),
        calls,
    )
}

pub fn expect_person(text: &str) -> Result<(), NotPassed> {
    let person: Value = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
    expect(person == json!({"name": "Rosalind", "age": 34}), person)
}

pub fn expect_usage(input: u64, output: u64, total: u64) -> Outcome {
    expect(input > 0 && output > 0 && total == input + output, (input, output, total))?;
    Ok(Some(format!("{input} + {output} = {total}")))
}
