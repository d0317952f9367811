// What runs a client: the loop over checks, the loop over streams to read.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	checkTimeout = 20 * time.Second
	readsAtOnce  = 8
)

// Milliseconds in GOLDWIRE_READ_TIMEOUT.
func readTimeout() time.Duration {
	if given, err := strconv.Atoi(os.Getenv("GOLDWIRE_READ_TIMEOUT")); err == nil {
		return time.Duration(given) * time.Millisecond
	}
	return 5 * time.Second
}

// Target is where to send requests; BaseURL ends in /v1.
type Target struct{ BaseURL, Model, APIKey string }

// Targets holds the server under test, one whose answers go on for a minute, and one that answers 429 to everything.
type Targets struct {
	Target
	Slow, Limited *Target
}

// Reading is filled as the stream arrives, so that what came before an error is told.
type Reading struct {
	mutex     sync.Mutex
	Text      string
	Calls     []Call
	Reasoning string
	Finish    string
}

// Call is one call of a function as read from a stream.
type Call struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
	ID        string `json:"-"`
}

// Skip says why a check cannot be made here.
type Skip struct{ Reason string }

func (s Skip) Error() string { return s.Reason }

// Check returns what was seen, for a reader.
type Check struct {
	Name string
	Run  func(ctx context.Context, to Targets) (string, error)
}

func runClient(client, module string, checks []Check, read func(ctx context.Context, target Target, reading *Reading) error) {
	if os.Getenv("GOLDWIRE_READ") != "" {
		readAll(client, read)
		return
	}
	to := Targets{Target: target("GOLDWIRE"), Slow: other("GOLDWIRE_SLOW"), Limited: other("GOLDWIRE_LIMITED")}
	only := os.Getenv("GOLDWIRE_CHECKS")
	for _, check := range checks {
		if only != "" && !slices.Contains(strings.Split(only, ","), check.Name) {
			continue
		}
		begin := time.Now()
		detail, err := within(checkTimeout, func(ctx context.Context) (string, error) { return check.Run(ctx, to) })
		line := map[string]any{
			"client": client, "version": versionOf(module), "check": check.Name, "status": "pass", "ms": time.Since(begin).Milliseconds(),
		}
		if detail != "" {
			line["detail"] = detail
		}
		if err != nil {
			line["status"] = "fail"
			if _, isSkip := err.(Skip); isSkip {
				line["status"] = "skip"
			}
			line["detail"] = shortened(err.Error())
		}
		print(line)
	}
}

// In the order of the lines, several at once: a stream that hangs holds up its own answer only.
func readAll(client string, read func(ctx context.Context, target Target, reading *Reading) error) {
	main := target("GOLDWIRE")
	answers := make(chan chan map[string]any, readsAtOnce)
	go func() {
		defer close(answers)
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			url := strings.TrimSpace(lines.Text())
			if url == "" {
				continue
			}
			answer := make(chan map[string]any, 1)
			go func() { answer <- readOne(client, read, Target{url, main.Model, main.APIKey}) }()
			answers <- answer
		}
	}()
	for answer := range answers {
		print(<-answer)
	}
}

func readOne(client string, read func(ctx context.Context, target Target, reading *Reading) error, where Target) map[string]any {
	var reading Reading
	_, err := within(readTimeout(), func(ctx context.Context) (string, error) { return "", read(ctx, where, &reading) })
	reading.mutex.Lock()
	defer reading.mutex.Unlock()
	line := map[string]any{
		"client": client, "baseUrl": where.BaseURL, "read": "ok", "text": reading.Text, "calls": append([]Call{}, reading.Calls...),
	}
	if err != nil {
		line["read"], line["error"] = "error", shortened(err.Error())
	}
	if reading.Reasoning != "" {
		line["reasoning"] = reading.Reasoning
	}
	if reading.Finish != "" {
		line["finish"] = reading.Finish
	}
	return line
}

// A panic of the client is an error of this action alone.
func within(limit time.Duration, action func(ctx context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	type outcome struct {
		detail string
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() {
			if panicked := recover(); panicked != nil {
				done <- outcome{"", fmt.Errorf("panicked: %v", panicked)}
			}
		}()
		detail, err := action(ctx)
		done <- outcome{detail, err}
	}()
	select {
	case outcome := <-done:
		if ctx.Err() != nil && outcome.err != nil {
			return "", fmt.Errorf("timeout: nothing after %s (%w)", limit, outcome.err)
		}
		return outcome.detail, outcome.err
	case <-ctx.Done():
		return "", fmt.Errorf("timeout: nothing after %s", limit)
	}
}

func target(prefix string) Target {
	get := func(name, otherwise string) string {
		if value := os.Getenv(prefix + "_" + name); value != "" {
			return value
		}
		return otherwise
	}
	key := os.Getenv("GOLDWIRE_API_KEY")
	if key == "" {
		key = "sk-none"
	}
	return Target{get("BASE_URL", ""), get("MODEL", "reference"), get("API_KEY", key)}
}

func other(prefix string) *Target {
	if os.Getenv(prefix+"_BASE_URL") == "" {
		return nil
	}
	found := target(prefix)
	return &found
}

func needed(target *Target, what string) (Target, error) {
	if target == nil {
		return Target{}, Skip{"needs " + what + ", which only the runner's own servers are"}
	}
	return *target, nil
}

func versionOf(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, one := range info.Deps {
			if one.Path == module {
				return strings.TrimPrefix(one.Version, "v")
			}
		}
	}
	return "?"
}

func shortened(text string) string {
	if letters := []rune(text); len(letters) > 600 {
		return string(letters[:600])
	}
	return text
}

var output sync.Mutex

func print(line map[string]any) {
	output.Lock()
	defer output.Unlock()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(line)
}

func expect(isGood bool, seen any) error {
	if isGood {
		return nil
	}
	text, err := json.Marshal(seen)
	if err != nil {
		return fmt.Errorf("unexpected: %v", seen)
	}
	return fmt.Errorf("unexpected: %s", text)
}

var counted = regexp.MustCompile(`3\D+4\D+5\D+6\D+7\D+8`)

func expectCount(text string) error { return expect(counted.MatchString(text), text) }

func expectPieces(pieces []string, whole string) error {
	return expect(len(pieces) >= 2 && strings.Join(pieces, "") == whole, append(pieces, whole))
}

func expectWeather(text string) error {
	return expect(strings.Contains(text, "14") || strings.Contains(text, "cloudy"), text)
}

func expectCalls(calls []Call, cities ...string) error {
	var seen, ids []string
	for _, call := range calls {
		var arguments struct{ City string }
		if err := json.Unmarshal([]byte(call.Arguments), &arguments); err != nil || call.Name != "get_weather" {
			return fmt.Errorf("unexpected call %+v: %w", call, err)
		}
		seen, ids = append(seen, arguments.City), append(ids, call.ID)
	}
	slices.Sort(seen)
	slices.Sort(ids)
	return expect(slices.Equal(seen, cities) && len(slices.Compact(ids)) == len(calls), calls)
}
