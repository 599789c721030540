package domain_test

import (
	"testing"
	"time"

	"suaraloket/domain"
)

func TestQuietHours(t *testing.T) {
	night, noon := domain.DefaultQuiet(), domain.Quiet{From: 12 * 60, Until: 13 * 60}
	for _, c := range []struct {
		quiet domain.Quiet
		at    string
		want  bool
	}{
		{night, "19:59", false}, {night, "20:00", true}, {night, "23:59", true}, {night, "00:00", true}, {night, "06:59", true}, {night, "07:00", false},
		{noon, "11:59", false}, {noon, "12:00", true}, {noon, "12:59", true}, {noon, "13:00", false},
		{domain.Quiet{From: 60, Until: 60}, "01:00", false}, {domain.Quiet{}, "00:00", false},
	} {
		at, err := time.Parse("15:04", c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.quiet.At(at); got != c.want {
			t.Errorf("%+v at %s: %v", c.quiet, c.at, got)
		}
	}
}

func TestQuietHoursAreRead(t *testing.T) {
	for _, c := range []struct {
		from, until string
		want        domain.Quiet
		ok          bool
	}{
		{"20:00", "07:00", domain.DefaultQuiet(), true}, {"20.00", "7", domain.DefaultQuiet(), true}, {"24:00", "00:00", domain.Quiet{}, true},
		{"", "07:00", domain.Quiet{}, false}, {"20:00", "25:00", domain.Quiet{}, false}, {"malam", "pagi", domain.Quiet{}, false},
	} {
		got, ok := domain.ParseQuiet(c.from, c.until)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%q–%q: %+v %v", c.from, c.until, got, ok)
		}
	}
}
