package domain_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"suaraloket/domain"
)

func TestACounterIsNamedAsPeopleWrite(t *testing.T) {
	snapshot := oneCounter("1", "DKC-01", "DKC-11", "AB-1-2", "AB-12", "AB12-X", "7")
	roster := domain.NewRoster(&atlas{snapshot: snapshot}, nil, morning)
	for text, want := range map[string]string{
		"DKC-01": "DKC-01", "dkc-01": "DKC-01", " dkc 01\n": "DKC-01", "DKC01": "DKC-01", "Dkc – 01": "DKC-01", "d.k.c_01.": "DKC-01",
		"dkc11": "DKC-11", "7": "7", "ab12x": "AB12-X",
		"ab-1-2": "AB-1-2", "AB-12": "AB-12", // as written, though the other is alike
		"ab12": "", // two could be meant
		"":     "", "-": "", "DKC": "", "DKC-01 lama": "", "dkc-02": "", "DKC/01": "", "😀": "", strings.Repeat("-", 70) + "7": "",
	} {
		c, err := roster.FindCounter(context.Background(), text)
		if c.Code != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, domain.ErrCounterUnknown) {
			t.Errorf("%q is %q %v, want %q", text, c.Code, err, want)
		}
	}
}

// While the database is away the cached roster answers without delay.
func TestACounterIsNamedWithoutTheDatabase(t *testing.T) {
	store := &atlas{snapshot: oneCounter("1", "DKC-01")}
	roster := domain.NewRoster(store, nil, morning)
	if _, err := roster.FindCounter(context.Background(), "dkc 01"); err != nil {
		t.Fatal(err)
	}
	store.change(func(a *atlas) { a.err = domain.ErrUnavailable })
	if c, err := roster.FindCounter(context.Background(), "dkc 01"); err != nil || c.Code != "DKC-01" {
		t.Errorf("%q %v", c.Code, err)
	}
	if _, err := roster.FindCounter(context.Background(), "dkc 02"); !errors.Is(err, domain.ErrCounterUnknown) {
		t.Error(err)
	}
}

func FuzzNamed(f *testing.F) {
	roster := domain.NewRoster(&atlas{snapshot: oneCounter("1", "DKC-01")}, nil, morning)
	for _, seed := range []string{"DKC-01", "dkc 01", "dkc01", "\u2013", "\xff", "ǆkc01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := roster.FindCounter(context.Background(), text)
		if (err == nil) != (c.Code == "DKC-01") {
			t.Errorf("%q is %q %v", text, c.Code, err)
		}
	})
}
