package programtest

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"testing"
)

// Readiness is what /readyz answers.
type Readiness struct {
	Status   string `json:"status"`
	Database string `json:"database"`
	Journal  struct {
		Ratings int64 `json:"ratings"`
	} `json:"journal"`
}

// ReadyOf reads /readyz and fails unless the program is ready.
func ReadyOf(t *testing.T, base string) (r Readiness) {
	t.Helper()
	status, body := Get(t, base+"/readyz")
	if status != http.StatusOK {
		t.Fatalf("not ready: %d %s", status, body)
	}
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Get returns the status and the body of the answer to a GET request.
func Get(t testing.TB, address string) (int, []byte) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body
}

// PostRating sends a rating as JSON and returns the status. It sends no key if key is empty.
func PostRating(address, key string, rating map[string]any) (int, error) {
	body, err := json.Marshal(rating)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequest(http.MethodPost, address+"/api/v1/ratings", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// FreeAddress returns an address on which no program listens, for a program that keeps its
// address across restarts. The port is below 32768: the system assigns higher ports to
// outgoing connections and to listeners on port 0.
func FreeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(20_000+rand.IntN(10_000)))
		if err != nil {
			continue
		}
		defer listener.Close()
		return listener.Addr().String()
	}
	t.Fatal("no port is free")
	return ""
}

// ReadFile reads a whole file.
func ReadFile(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// WriteFile writes a whole file.
func WriteFile(t testing.TB, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
