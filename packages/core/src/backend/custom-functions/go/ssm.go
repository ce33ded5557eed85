package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

type parameter struct {
	Name  string
	Value string
}

// The init phase of a function has 10 seconds.
var client = http.Client{Timeout: 3 * time.Second}

const attempts = 3

// getParameters calls ssm:GetParameters. Parameters that do not exist are left out.
func getParameters(names []string) ([]parameter, error) {
	body, err := json.Marshal(map[string]any{"Names": names, "WithDecryption": true})
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		found, retryable, err := callOnce(body)
		if err == nil || !retryable || attempt == attempts {
			return found, err
		}
		time.Sleep(time.Duration(attempt) * 200 * time.Millisecond)
	}
}

func callOnce(body []byte) (found []parameter, retryable bool, err error) {
	request, err := signedRequest(body, time.Now().UTC())
	if err != nil {
		return nil, false, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, true, fmt.Errorf("ssm:GetParameters failed: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, true, fmt.Errorf("ssm:GetParameters failed: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		retryable = response.StatusCode >= 500 || strings.Contains(string(answer), "Throttling")
		return nil, retryable, fmt.Errorf("ssm:GetParameters failed: %s %s", response.Status, errorIn(answer))
	}
	var result struct{ Parameters []parameter }
	if err := json.Unmarshal(answer, &result); err != nil {
		return nil, false, fmt.Errorf("the answer of ssm:GetParameters is not valid: %w", err)
	}
	return result.Parameters, false, nil
}

// errorIn returns AWS's code and message. It has no other part of the answer.
func errorIn(answer []byte) string {
	var failure struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if json.Unmarshal(answer, &failure) != nil {
		return ""
	}
	return strings.TrimSpace(failure.Type + " " + failure.Message)
}

func endpoint(region string) string {
	for _, name := range []string{"AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL"} {
		if url := os.Getenv(name); url != "" {
			return strings.TrimSuffix(url, "/")
		}
	}
	suffix := "amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		suffix = "amazonaws.com.cn"
	}
	return "https://ssm." + region + "." + suffix
}

// signedRequest signs with the credentials of the function's role.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func signedRequest(body []byte, now time.Time) (*http.Request, error) {
	region := os.Getenv("AWS_REGION")
	request, err := http.NewRequest(http.MethodPost, endpoint(region)+"/", strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	timestamp, date := now.Format("20060102T150405Z"), now.Format("20060102")
	headers := [][2]string{ // In the order of the names.
		{"content-type", "application/x-amz-json-1.1"},
		{"host", request.URL.Host},
		{"x-amz-date", timestamp},
		{"x-amz-security-token", os.Getenv("AWS_SESSION_TOKEN")},
		{"x-amz-target", "AmazonSSM.GetParameters"},
	}
	var canonical strings.Builder
	names := make([]string, 0, len(headers))
	for _, header := range headers {
		request.Header.Set(header[0], header[1])
		names = append(names, header[0])
		fmt.Fprintf(&canonical, "%s:%s\n", header[0], header[1])
	}
	signedHeaders := strings.Join(names, ";")
	canonicalRequest := strings.Join([]string{"POST", "/", "", canonical.String(), signedHeaders, sha256Hex(body)}, "\n")
	scope := strings.Join([]string{date, region, "ssm", "aws4_request"}, "/")
	toSign := strings.Join([]string{"AWS4-HMAC-SHA256", timestamp, scope, sha256Hex([]byte(canonicalRequest))}, "\n")

	key := []byte("AWS4" + os.Getenv("AWS_SECRET_ACCESS_KEY"))
	for _, part := range []string{date, region, "ssm", "aws4_request"} {
		key = hmacSHA256(key, part)
	}
	request.Header.Set("authorization", fmt.Sprintf(
		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		os.Getenv("AWS_ACCESS_KEY_ID"), scope, signedHeaders, hex.EncodeToString(hmacSHA256(key, toSign))))
	return request, nil
}

func hmacSHA256(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func sha256Hex(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
