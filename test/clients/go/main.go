// openai-go, as its users call it: New, NewStreaming, Get, GetStreaming, Cancel, Delete, input items, conversations.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/conversations"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
)

const (
	askCount        = "Count from 3 to 8."
	askWeather      = "What's the weather in Tallinn?"
	askWeatherOfTwo = "What's the weather in Tallinn and in Bologna?"
	askCapital      = "What is the capital of France?"
	sayPerson       = "Rosalind is 34 years old."
	sayName         = "My name is Rosalind."
	askName         = "What is my name?"
	sayHello        = "Hello!"
	weatherResult   = `{"temperature":14,"condition":"cloudy"}`
)

func object(required []string, properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func weatherTools() []responses.ToolUnionParam {
	tool := responses.ToolParamOfFunction("get_weather", object([]string{"city"}, map[string]any{"city": map[string]any{"type": "string"}}), true)
	tool.OfFunction.Description = param.NewOpt("Get the weather")
	return []responses.ToolUnionParam{tool}
}

func open(target Target) openai.Client {
	return openai.NewClient(option.WithBaseURL(target.BaseURL), option.WithAPIKey(target.APIKey), option.WithMaxRetries(0))
}

type change = func(*responses.ResponseNewParams)

func request(target Target, text string, changes ...change) responses.ResponseNewParams {
	body := responses.ResponseNewParams{
		Model:       target.Model,
		Input:       responses.ResponseNewParamsInputUnion{OfString: param.NewOpt(text)},
		Temperature: param.NewOpt(0.0),
	}
	for _, apply := range changes {
		apply(&body)
	}
	return body
}

func ask(ctx context.Context, target Target, text string, changes ...change) (*responses.Response, error) {
	client := open(target)
	return client.Responses.New(ctx, request(target, text, changes...))
}

func withTools(body *responses.ResponseNewParams) { body.Tools = weatherTools() }

func after(id string) change {
	return func(body *responses.ResponseNewParams) { body.PreviousResponseID = param.NewOpt(id) }
}

func inBackground(body *responses.ResponseNewParams) { body.Background = param.NewOpt(true) }

func thinking(body *responses.ResponseNewParams) {
	body.Reasoning = shared.ReasoningParam{Effort: shared.ReasoningEffortMedium, Summary: shared.ReasoningSummaryAuto}
}

type streamed struct {
	pieces  []string
	thought string
	numbers []int64
	final   *responses.Response
}

func stream(ctx context.Context, target Target, text string, changes ...change) (seen streamed, err error) {
	client := open(target)
	events := client.Responses.NewStreaming(ctx, request(target, text, changes...))
	defer events.Close()
	for events.Next() {
		event := events.Current()
		seen.numbers = append(seen.numbers, event.SequenceNumber)
		switch event := event.AsAny().(type) {
		case responses.ResponseTextDeltaEvent:
			seen.pieces = append(seen.pieces, event.Delta)
		case responses.ResponseReasoningSummaryTextDeltaEvent:
			seen.thought += event.Delta
		case responses.ResponseCompletedEvent:
			seen.final = &event.Response
		}
	}
	if err = events.Err(); err == nil && seen.final == nil {
		err = errors.New("no response.completed came")
	}
	return seen, err
}

func callsOf(response *responses.Response) (calls []Call) {
	for _, item := range response.Output {
		if call, isCall := item.AsAny().(responses.ResponseFunctionToolCall); isCall {
			calls = append(calls, Call{call.Name, call.Arguments, call.CallID})
		}
	}
	return calls
}

func expectRefusal(ctx context.Context, target Target, status int, code string, changes ...change) (string, error) {
	response, err := ask(ctx, target, sayHello, changes...)
	if err == nil {
		return "", fmt.Errorf("it answered %q", response.OutputText())
	}
	var refused *openai.Error
	if !errors.As(err, &refused) {
		return "", fmt.Errorf("not an error of the API: %w", err)
	}
	return "", expect(refused.StatusCode == status && refused.Code == code, []any{refused.StatusCode, refused.Code, refused.Message})
}

func read(ctx context.Context, target Target, reading *Reading) error {
	client := open(target)
	events := client.Responses.NewStreaming(ctx, request(target, sayHello, withTools))
	defer events.Close()
	for events.Next() {
		event := events.Current().AsAny()
		reading.mutex.Lock()
		switch event := event.(type) {
		case responses.ResponseTextDeltaEvent:
			reading.Text += event.Delta
		case responses.ResponseReasoningSummaryTextDeltaEvent:
			reading.Reasoning += event.Delta
		case responses.ResponseReasoningTextDeltaEvent:
			reading.Reasoning += event.Delta
		case responses.ResponseOutputItemDoneEvent:
			if call, isCall := event.Item.AsAny().(responses.ResponseFunctionToolCall); isCall {
				reading.Calls = append(reading.Calls, Call{call.Name, call.Arguments, call.CallID})
			}
		case responses.ResponseCompletedEvent:
			reading.Finish = string(event.Response.Status)
		case responses.ResponseIncompleteEvent:
			reading.Finish = string(event.Response.Status)
		case responses.ResponseFailedEvent:
			reading.Finish = string(event.Response.Status)
		}
		reading.mutex.Unlock()
	}
	return events.Err()
}

func main() {
	runClient("openai-go", "github.com/openai/openai-go/v3", []Check{
		{"text", func(ctx context.Context, to Targets) (string, error) {
			response, err := ask(ctx, to.Target, askCount)
			if err != nil {
				return "", err
			}
			return "", errors.Join(expectCount(response.OutputText()), expect(response.Status == responses.ResponseStatusCompleted, response.Status))
		}},
		{"stream", func(ctx context.Context, to Targets) (string, error) {
			seen, err := stream(ctx, to.Target, askCount)
			if err != nil {
				return "", err
			}
			return "", errors.Join(expectPieces(seen.pieces, seen.final.OutputText()), expectCount(seen.final.OutputText()))
		}},
		{"multi-turn", func(ctx context.Context, to Targets) (string, error) {
			first, err := ask(ctx, to.Target, sayName)
			if err != nil {
				return "", err
			}
			second, err := ask(ctx, to.Target, askName, after(first.ID))
			if err != nil {
				return "", err
			}
			return "", expect(strings.Contains(second.OutputText(), "Rosalind"), second.OutputText())
		}},
		{"tools", tools},
		{"parallel-tools", func(ctx context.Context, to Targets) (string, error) {
			seen, err := stream(ctx, to.Target, askWeatherOfTwo, withTools, func(body *responses.ResponseNewParams) { body.ParallelToolCalls = param.NewOpt(true) })
			if err != nil {
				return "", err
			}
			return "", expectCalls(callsOf(seen.final), "Bologna", "Tallinn")
		}},
		{"structured", structured},
		{"reasoning", func(ctx context.Context, to Targets) (string, error) {
			seen, err := stream(ctx, to.Target, askCapital, thinking)
			if err != nil {
				return "", err
			}
			text, used := seen.final.OutputText(), seen.final.Usage.OutputTokensDetails.ReasoningTokens
			return seen.thought, expect(seen.thought != "" && used > 0 && strings.Contains(text, "Paris"), []any{seen.thought, used, text})
		}},
		{"usage", func(ctx context.Context, to Targets) (string, error) {
			response, err := ask(ctx, to.Target, sayHello)
			if err != nil {
				return "", err
			}
			used := response.Usage
			isGood := used.InputTokens > 0 && used.OutputTokens > 0 && used.TotalTokens == used.InputTokens+used.OutputTokens
			return fmt.Sprintf("%d + %d = %d", used.InputTokens, used.OutputTokens, used.TotalTokens), expect(isGood, used)
		}},
		{"abort", abort},
		{"error-400", func(ctx context.Context, to Targets) (string, error) {
			return expectRefusal(ctx, to.Target, 400, "integer_below_min_value", func(body *responses.ResponseNewParams) { body.MaxOutputTokens = param.NewOpt[int64](1) })
		}},
		{"error-401", func(ctx context.Context, to Targets) (string, error) {
			return expectRefusal(ctx, Target{to.BaseURL, to.Model, "sk-wrong"}, 401, "invalid_api_key")
		}},
		{"unknown-model", func(ctx context.Context, to Targets) (string, error) {
			return expectRefusal(ctx, Target{to.BaseURL, "no-such-model", to.APIKey}, 400, "model_not_found")
		}},
		{"error-429", func(ctx context.Context, to Targets) (string, error) {
			limited, err := needed(to.Limited, "a limited server")
			if err != nil {
				return "", err
			}
			return expectRefusal(ctx, limited, 429, "rate_limit_exceeded")
		}},
		{"resume", resume},
		{"cancel", cancel},
		{"delete", remove},
		{"input-items", inputItems},
		{"conversations", converse},
	}, read)
}

func tools(ctx context.Context, to Targets) (string, error) {
	first, err := stream(ctx, to.Target, askWeather, withTools)
	if err != nil {
		return "", err
	}
	calls := callsOf(first.final)
	if err := expectCalls(calls, "Tallinn"); err != nil {
		return "", err
	}
	result := responses.ResponseInputItemParamOfFunctionCallOutput(weatherResult)
	result.OfFunctionCallOutput.CallID = param.NewOpt(calls[0].ID)
	second, err := ask(ctx, to.Target, "", withTools, func(body *responses.ResponseNewParams) {
		body.Input = responses.ResponseNewParamsInputUnion{OfInputItemList: responses.ResponseInputParam{
			responses.ResponseInputItemParamOfMessage(askWeather, responses.EasyInputMessageRoleUser),
			responses.ResponseInputItemParamOfFunctionCall(calls[0].Arguments, calls[0].ID, calls[0].Name),
			result,
		}}
	})
	if err != nil {
		return "", err
	}
	return second.OutputText(), expectWeather(second.OutputText())
}

func structured(ctx context.Context, to Targets) (string, error) {
	schema := object([]string{"name", "age"}, map[string]any{"name": map[string]any{"type": "string"}, "age": map[string]any{"type": "integer"}})
	format := responses.ResponseFormatTextConfigParamOfJSONSchema("person", schema)
	format.OfJSONSchema.Strict = param.NewOpt(true)
	response, err := ask(ctx, to.Target, sayPerson, func(body *responses.ResponseNewParams) { body.Text = responses.ResponseTextConfigParam{Format: format} })
	if err != nil {
		return "", err
	}
	var person struct {
		Name string
		Age  int
	}
	if err := json.Unmarshal([]byte(response.OutputText()), &person); err != nil {
		return "", err
	}
	return "", expect(person.Name == "Rosalind" && person.Age == 34, person)
}

func abort(ctx context.Context, to Targets) (string, error) {
	slow, err := needed(to.Slow, "a slow server")
	if err != nil {
		return "", err
	}
	client := open(slow)
	leaving, leave := context.WithCancel(ctx)
	defer leave()
	events := client.Responses.NewStreaming(leaving, request(slow, sayHello))
	defer events.Close()
	deltas := 0
	for events.Next() {
		if _, isDelta := events.Current().AsAny().(responses.ResponseTextDeltaEvent); isDelta {
			deltas++
		}
		if deltas == 3 {
			leave()
		}
	}
	return "", expect(deltas >= 3 && deltas < 50 && errors.Is(events.Err(), context.Canceled), fmt.Sprint(deltas, events.Err()))
}

func resume(ctx context.Context, to Targets) (string, error) {
	client := open(to.Target)
	begun := client.Responses.NewStreaming(ctx, request(to.Target, askCount, inBackground))
	var id, text string
	var numbers []int64
	take := func(event responses.ResponseStreamEventUnion) {
		numbers = append(numbers, event.SequenceNumber)
		switch event := event.AsAny().(type) {
		case responses.ResponseCreatedEvent:
			id = event.Response.ID
		case responses.ResponseTextDeltaEvent:
			text += event.Delta
		}
	}
	for len(numbers) < 6 && begun.Next() {
		take(begun.Current())
	}
	if err := errors.Join(begun.Err(), begun.Close()); err != nil {
		return "", err
	}
	after := responses.ResponseGetParams{StartingAfter: param.NewOpt(numbers[len(numbers)-1])}
	// By itself it sends `stream` in the body of a GET, where no server looks: users give it as a query too.
	rest := client.Responses.GetStreaming(ctx, id, after, option.WithQuery("stream", "true"))
	defer rest.Close()
	for rest.Next() {
		take(rest.Current())
	}
	if err := rest.Err(); err != nil {
		return "", err
	}
	for index, number := range numbers {
		if number != int64(index) {
			return "", fmt.Errorf("unexpected: %v", numbers)
		}
	}
	return fmt.Sprintf("left after event 5 of %d", len(numbers)), expectCount(text)
}

func cancel(ctx context.Context, to Targets) (string, error) {
	slow, err := needed(to.Slow, "a slow server")
	if err != nil {
		return "", err
	}
	client := open(slow)
	begun, err := ask(ctx, slow, sayHello, inBackground)
	if err != nil {
		return "", err
	}
	cancelled, err := client.Responses.Cancel(ctx, begun.ID)
	if err != nil {
		return "", err
	}
	return "", expect(cancelled.Status == responses.ResponseStatusCancelled, cancelled.Status)
}

func remove(ctx context.Context, to Targets) (string, error) {
	client := open(to.Target)
	made, err := ask(ctx, to.Target, sayHello)
	if err != nil {
		return "", err
	}
	if err := client.Responses.Delete(ctx, made.ID); err != nil {
		return "", err
	}
	_, err = client.Responses.Get(ctx, made.ID, responses.ResponseGetParams{})
	var refused *openai.Error
	return "", expect(errors.As(err, &refused) && refused.StatusCode == 404, fmt.Sprint(err))
}

func inputItems(ctx context.Context, to Targets) (string, error) {
	made, err := ask(ctx, to.Target, "", func(body *responses.ResponseNewParams) {
		var items responses.ResponseInputParam
		for number := 1; number <= 3; number++ {
			items = append(items, responses.ResponseInputItemParamOfMessage(fmt.Sprintf("Hello %d!", number), responses.EasyInputMessageRoleUser))
		}
		body.Input = responses.ResponseNewParamsInputUnion{OfInputItemList: items}
	})
	if err != nil {
		return "", err
	}
	client := open(to.Target)
	// One a page, so that the SDK has to turn pages.
	pages := client.Responses.InputItems.ListAutoPaging(ctx, made.ID, responses.InputItemListParams{Limit: param.NewOpt[int64](1), Order: responses.InputItemListParamsOrderAsc})
	count := 0
	for pages.Next() {
		count++
		if text := pages.Current().RawJSON(); !strings.Contains(text, fmt.Sprintf("Hello %d!", count)) {
			return "", fmt.Errorf("unexpected item %d: %s", count, text)
		}
	}
	return "", errors.Join(pages.Err(), expect(count == 3, count))
}

func converse(ctx context.Context, to Targets) (string, error) {
	client := open(to.Target)
	made, err := client.Conversations.New(ctx, conversations.ConversationNewParams{})
	if err != nil {
		return "", err
	}
	within := func(body *responses.ResponseNewParams) {
		body.Conversation = responses.ResponseNewParamsConversationUnion{OfString: param.NewOpt(made.ID)}
	}
	if _, err := ask(ctx, to.Target, sayName, within); err != nil {
		return "", err
	}
	answer, err := ask(ctx, to.Target, askName, within)
	if err != nil {
		return "", err
	}
	return "", expect(strings.Contains(answer.OutputText(), "Rosalind"), answer.OutputText())
}
