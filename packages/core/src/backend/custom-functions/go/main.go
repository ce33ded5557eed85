// Command bootstrap sets the environment of a function written in Go, and then becomes the function.
//
// The values of secrets, and the names of the resources that Amplify's access grants, are in SSM
// parameters. Amplify lists them in AMPLIFY_SSM_ENV_CONFIG. Lambda starts this program at the cold
// start. It reads the parameters, and replaces itself by the program "function" beside it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"syscall"
)

// variable is where the value of an environment variable is.
type variable struct {
	Path       string `json:"path"`
	SharedPath string `json:"sharedPath"`
}

func main() {
	if err := loadEnvironment(); err != nil {
		reportInitError(err)
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	function := filepath.Join(os.Getenv("LAMBDA_TASK_ROOT"), "function")
	err := syscall.Exec(function, []string{function}, os.Environ())
	fmt.Fprintln(os.Stderr, "cannot start the function:", err)
	os.Exit(1)
}

func loadEnvironment() error {
	text := os.Getenv("AMPLIFY_SSM_ENV_CONFIG")
	if text == "" || text == "{}" {
		return nil
	}
	var variables map[string]variable
	if err := json.Unmarshal([]byte(text), &variables); err != nil {
		return fmt.Errorf("AMPLIFY_SSM_ENV_CONFIG is not valid: %w", err)
	}
	values := map[string]string{}
	if err := readParameters(variables, values, func(v variable) string { return v.Path }); err != nil {
		return err
	}
	// A secret that the branch does not set has the value of all branches.
	shared := func(v variable) string {
		if _, found := values[v.Path]; found {
			return ""
		}
		return v.SharedPath
	}
	if err := readParameters(variables, values, shared); err != nil {
		return err
	}
	for name, v := range variables {
		value, found := values[v.Path]
		if !found {
			value, found = values[v.SharedPath]
		}
		if !found {
			return fmt.Errorf("the environment variable %s has no value: there is no SSM parameter %s. If it is a secret, set it with: npx ampx sandbox secret set NAME", name, v.Path)
		}
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("the environment variable %s cannot be set: %w", name, err)
		}
	}
	return nil
}

// readParameters adds the values of the parameters that pathOf chooses. An empty path means none.
func readParameters(variables map[string]variable, values map[string]string, pathOf func(variable) string) error {
	chosen := map[string]bool{}
	for _, v := range variables {
		if path := pathOf(v); path != "" {
			chosen[path] = true
		}
	}
	paths := make([]string, 0, len(chosen))
	for path := range chosen {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	const batch = 10 // The limit of ssm:GetParameters.
	for start := 0; start < len(paths); start += batch {
		found, err := getParameters(paths[start:min(start+batch, len(paths))])
		if err != nil {
			return err
		}
		for _, parameter := range found {
			values[parameter.Name] = parameter.Value
		}
	}
	return nil
}

// reportInitError tells Lambda why the function cannot start. The caller of the function sees it.
func reportInitError(cause error) {
	body, err := json.Marshal(map[string]string{
		"errorType":    "Runtime.EnvironmentError",
		"errorMessage": cause.Error(),
	})
	if err != nil {
		return
	}
	url := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/init/error"
	if response, err := http.Post(url, "application/json", bytes.NewReader(body)); err == nil {
		response.Body.Close()
	}
}
