package notice_test

import (
	"suaraloket/domain/notice"
	"testing"
	"time"
)

func TestQuietHours(t *testing.T) {
	night, noon := notice.DefaultQuietHours(), notice.QuietHours{From: 12 * 60, Until: 13 * 60}
	for _, c := range []struct {
		quiet notice.QuietHours
		at    string
		want  bool
	}{
		{night, "19:59", false}, {night, "20:00", true}, {night, "23:59", true}, {night, "00:00", true}, {night, "06:59", true}, {night, "07:00", false},
		{noon, "11:59", false}, {noon, "12:00", true}, {noon, "12:59", true}, {noon, "13:00", false},
		{notice.QuietHours{From: 60, Until: 60}, "01:00", false}, {notice.QuietHours{}, "00:00", false},
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
		want        notice.QuietHours
		ok          bool
	}{
		{"20:00", "07:00", notice.DefaultQuietHours(), true}, {"20.00", "7", notice.DefaultQuietHours(), true}, {"24:00", "00:00", notice.QuietHours{}, true},
		{"", "07:00", notice.QuietHours{}, false}, {"20:00", "25:00", notice.QuietHours{}, false}, {"malam", "pagi", notice.QuietHours{}, false},
	} {
		got, ok := notice.ParseQuietHours(c.from, c.until)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%q–%q: %+v %v", c.from, c.until, got, ok)
		}
	}
}
