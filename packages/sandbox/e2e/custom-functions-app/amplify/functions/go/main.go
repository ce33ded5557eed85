package main

import (
	"context"
	"encoding/json"
	"html"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Read when the package is initialised, before the first event.
var apiKey = os.Getenv("API_KEY")

type event struct {
	Arguments *struct{ Name string }
	FieldName string
	Endless   bool
}

func handle(ctx context.Context, received json.RawMessage) (any, error) {
	var e event
	if err := json.Unmarshal(received, &e); err != nil {
		return nil, err
	}
	for e.Endless {
	}
	if e.Arguments == nil {
		return received, nil
	}
	deadline, _ := ctx.Deadline()
	left := time.Until(deadline)
	answer, err := json.Marshal(map[string]any{
		"greeting": os.Getenv("GREETING") + " " + html.EscapeString(e.Arguments.Name),
		"field":    e.FieldName,
		"apiKey":   apiKey,
		"bucket":   os.Getenv("REPORTS_BUCKET_NAME"),
		"memory":   lambdacontext.MemoryLimitInMB,
		"hasTime":  left > 0 && left <= 2*time.Second,
	})
	return string(answer), err
}

func main() {
	lambda.Start(handle)
}
