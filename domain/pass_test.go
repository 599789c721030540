package domain_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

func passesAt(now *time.Time, key string) *domain.Passes {
	return domain.NewPasses([]byte(key), func() time.Time { return *now })
}

func TestPasses(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := passesAt(&now, "0123456789abcdef")
	const counter = "ABCDEFGHIJ-123456789"
	poster := p.Poster(counter)
	if poster != p.Poster(counter) {
		t.Error("a printed code changes")
	}
	visit, right, err := p.Open(poster, "")
	if err != nil || right.Counter != counter || right.Visit == "" || right.Channel != domain.ChannelPage ||
		right.Assurance != domain.AssurancePoster || !right.Expires.Equal(now.Add(domain.VisitTime)) {
		t.Fatalf("%+v %v", right, err)
	}
	second, _, _ := p.Open(poster, "")
	if second == visit {
		t.Error("two visits share a pass")
	}
	chat, err := p.OpenChat(poster)
	if err != nil {
		t.Fatal(err)
	}
	for _, pass := range []string{poster, visit, chat} {
		if len(pass) > domain.MaxPass || !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(pass) {
			t.Errorf("%q does not fit a deep link", pass)
		}
	}
	if r, err := p.Read(visit); err != nil || r != right {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := p.ReadChat(chat, "author"); err != nil || r.Author != "author" || r.Channel != domain.ChannelTelegram {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := p.Read(poster); err != nil || r.Visit != "" || !r.Expires.IsZero() {
		t.Errorf("%+v %v", r, err)
	}
}

// A visit opened by a written code says so: it is the least sure of all.
func TestTypedPasses(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p, other := passesAt(&now, "0123456789abcdef"), passesAt(&now, "another-key-0123")
	pass := p.OpenTyped("DKC-01")
	poster, _ := p.OpenChat(p.Poster("DKC-01"))
	r, err := p.ReadChat(pass, "author")
	if err != nil || r.Assurance != domain.AssuranceTyped || r.Counter != "DKC-01" || r.Author != "author" ||
		r.Channel != domain.ChannelTelegram || !r.Expires.Equal(now.Add(domain.VisitTime)) || len(pass) != len(poster) {
		t.Errorf("%q gave %+v %v", pass, r, err)
	}
	for _, bad := range []string{strings.Replace(pass, "c4", "c1", 1), strings.Replace(poster, "c1", "c4", 1), other.OpenTyped("DKC-01")} {
		if r, err := p.ReadChat(bad, "author"); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("%q gave %+v %v", bad, r, err)
		}
	}
	if _, err := p.Read(pass); !errors.Is(err, domain.ErrPassInvalid) {
		t.Errorf("a chat's pass on a page: %v", err)
	}
}

func TestPassesOfOthersAreRefused(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p, other := passesAt(&now, "0123456789abcdef"), passesAt(&now, "another-key-0123")
	poster := p.Poster("DKC-01")
	visit, _, _ := p.Open(poster, "")
	chat, _ := p.OpenChat(poster)
	bad := []string{
		"", "_", "p1_DKC-01", other.Poster("DKC-01"), strings.Replace(poster, "DKC-01", "DKC-02", 1),
		strings.Replace(visit, "v1", "p1", 1), poster + "x", strings.ToUpper(poster), chat, strings.Repeat("a_", 40),
	}
	for _, pass := range bad {
		if r, err := p.Read(pass); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("%q gave %+v, %v", pass, r, err)
		}
	}
	for _, pass := range []string{visit, chat, "", poster[:10]} {
		if _, _, err := p.Open(pass, ""); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("%q was opened: %v", pass, err)
		}
	}
	if _, err := p.ReadChat(visit, "a"); !errors.Is(err, domain.ErrPassInvalid) {
		t.Errorf("a page's pass in a chat: %v", err)
	}
}

func FuzzReadPass(f *testing.F) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := passesAt(&now, "0123456789abcdef")
	visit, _, _ := p.Open(p.Poster("DKC-01"), "")
	f.Add(visit)
	f.Add(p.Poster("DKC-01"))
	f.Fuzz(func(t *testing.T, pass string) {
		right, err := p.Read(pass)
		if err == nil && right.Counter != "DKC-01" {
			t.Errorf("%q gave %+v", pass, right)
		}
	})
}
