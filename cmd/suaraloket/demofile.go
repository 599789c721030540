package main

import (
	"fmt"
	"io"
	"path/filepath"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain/account"
	"suaraloket/domain/sample"
)

// demoFile is demo.json.
type demoFile struct {
	BaseURL     string        `json:"base_url"`
	HRURL       string        `json:"hr_url"`
	PracticeURL string        `json:"practice_chat_url"`
	Accounts    []demoAccount `json:"accounts"`
	Units       []demoUnit    `json:"units"`
	Counters    []demoCounter `json:"counters"`
	Officers    []demoOfficer `json:"officers"`
	APIKeys     []demoAPIKey  `json:"api_keys"`
}

type demoAccount struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Role     string `json:"role"`
	Unit     string `json:"unit,omitempty"`
	Officer  string `json:"officer,omitempty"`
}

type demoUnit struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type demoCounter struct {
	Code      string `json:"code"`
	Unit      string `json:"unit"`
	Name      string `json:"name"`
	PageURL   string `json:"page_url"`
	DeviceKey string `json:"device_key"`
}

type demoOfficer struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Unit string `json:"unit"`
}

type demoAPIKey struct {
	Name   string          `json:"name"`
	Key    string          `json:"key"`
	Scopes []account.Scope `json:"scopes"`
}

func (d *demo) places(s *server.Server, city *sample.City) demoFile {
	f := demoFile{BaseURL: s.BaseURL, HRURL: s.HRURL}
	f.APIKeys = []demoAPIKey{{queueName, d.apiKey(), []account.Scope{account.ScopeTickets}}}
	if s.Practice != nil {
		f.PracticeURL = s.BaseURL + server.PracticePath
	}
	for _, a := range city.Accounts() {
		f.Accounts = append(f.Accounts, demoAccount{a.Login, d.password(a.Login), string(a.Role), a.Unit, a.Officer})
	}
	ours := map[string]bool{}
	for _, c := range city.OwnCounters() {
		if !ours[c.Unit.Code] {
			ours[c.Unit.Code] = true
			f.Units = append(f.Units, demoUnit{c.Unit.Code, c.Unit.Name})
		}
		page := s.Addresses().Page(c.Code, s.Passes.Poster(c.Code))
		f.Counters = append(f.Counters, demoCounter{c.Code, c.Unit.Code, c.Name, page, d.deviceKey(c.Code)})
	}
	for _, o := range city.Officers() {
		if ours[o.Unit] {
			f.Officers = append(f.Officers, demoOfficer{o.Code, o.Name, o.Unit})
		}
	}
	return f
}

func (d *demo) writePlaces(s *server.Server, city *sample.City) error {
	return writeFile(filepath.Join(d.dir, "demo.json"), 0o600, func(w io.Writer) error {
		return writeJSON(w, d.places(s, city))
	})
}

// announce prints the same for people.
func (d *demo) announce(s *server.Server, city *sample.City) {
	first := city.OwnCounters()[0]
	fmt.Fprintf(s.Stdout, "\nSuara Loket, sample city. Everyone in it is invented.\n\n")
	fmt.Fprintf(s.Stdout, "  Front page      %s/\n", s.BaseURL)
	fmt.Fprintf(s.Stdout, "  Kiosk           %s/k#key=%s\n", s.BaseURL, d.deviceKey(first.Code))
	fmt.Fprintf(s.Stdout, "  Phone page      %s\n", s.Addresses().Page(first.Code, s.Passes.Poster(first.Code)))
	fmt.Fprintf(s.Stdout, "  HR portal       %s\n", s.HRURL)
	if s.Practice != nil {
		fmt.Fprintf(s.Stdout, "  Practice chat   %s%s\n", s.BaseURL, s.Practice.Path(s.Passes.Poster(first.Code)))
	}
	fmt.Fprintf(s.Stdout, "\n  Accounts of the portal:\n")
	for _, a := range city.Accounts() {
		fmt.Fprintf(s.Stdout, "    %-14s %s   %s\n", a.Login, d.password(a.Login), a.Role)
	}
	fmt.Fprintf(s.Stdout, "\n  All of this, and every counter: %s\n  Stop with Ctrl+C; a second start continues with the same data.\n\n", filepath.Join(d.dir, "demo.json"))
}
