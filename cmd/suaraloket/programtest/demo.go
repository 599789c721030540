package programtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Demo is demo.json, which the demo writes into its folder.
type Demo struct {
	BaseURL     string        `json:"base_url"`
	HRURL       string        `json:"hr_url"`
	PracticeURL string        `json:"practice_chat_url"`
	Accounts    []DemoAccount `json:"accounts"`
	Counters    []DemoCounter `json:"counters"`
	APIKeys     []DemoKey     `json:"api_keys"`
}

// DemoAccount is an account of the portal.
type DemoAccount struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Role     string `json:"role"`
	Unit     string `json:"unit"`
}

// DemoCounter is a counter with the key of its tablet.
type DemoCounter struct {
	Code      string `json:"code"`
	Unit      string `json:"unit"`
	PageURL   string `json:"page_url"`
	DeviceKey string `json:"device_key"`
}

// DemoKey is a key for the API.
type DemoKey struct {
	Key string `json:"key"`
}

// ReadDemo reads demo.json.
func ReadDemo(t testing.TB, dir string) Demo {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d Demo
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}
