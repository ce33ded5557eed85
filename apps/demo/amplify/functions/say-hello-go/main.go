package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

type event struct {
	Arguments struct {
		Name string `json:"name"`
	} `json:"arguments"`
}

// sayHello greets by name, as the handler of a custom query.
func sayHello(_ context.Context, e event) (string, error) {
	name := e.Arguments.Name
	if name == "" {
		name = "World"
	}
	return fmt.Sprintf("%s, %s!", os.Getenv("GREETING"), name), nil
}

func main() {
	lambda.Start(sayHello)
}
