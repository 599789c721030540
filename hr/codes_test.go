package hr_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"suaraloket/domain"
	"suaraloket/hr"
)

func TestCodesArePrintedAsAsked(t *testing.T) {
	telegram := func(options *hr.Options) { options.Telegram = true }
	for _, c := range []struct {
		login, query string
		bot          bool
		want         printed
	}{
		{"hr", "", true, printed{[]string{"DKC-01", "DKC-02", "PTS-01"}, "both", "a4"}},
		{"hr", "?unit=DKC&kode=telegram&ukuran=card", true, printed{[]string{"DKC-01", "DKC-02"}, "telegram", "card"}},
		{"hr", "?loket=DKC-02&loket=pts-01&kode=page&ukuran=a5", true, printed{[]string{"DKC-02", "PTS-01"}, "page", "a5"}},
		{"hr", "?kode=telegram", false, printed{[]string{"DKC-01", "DKC-02", "PTS-01"}, "page", "a4"}},
		{"hr", "?kode=nonsense&ukuran=a0", true, printed{[]string{"DKC-01", "DKC-02", "PTS-01"}, "both", "a4"}},
		{"kepala", "", true, printed{[]string{"DKC-01", "DKC-02"}, "both", "a4"}},
	} {
		o := openOffice(t)
		if c.bot {
			o = openOffice(t, telegram)
		}
		a := o.as(c.login).get("/hr/kode.pdf" + c.query)
		if a.Status != 200 || a.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.Body, "%PDF") {
			t.Fatalf("%s%s: %d", c.login, c.query, a.Status)
		}
		got := o.printed[0]
		if !slices.Equal(got.counters, c.want.counters) || got.codes != c.want.codes || got.size != c.want.size {
			t.Errorf("%s%s: printed %+v", c.login, c.query, got)
		}
	}
}

func TestTheSheetShowsTheOwnCounters(t *testing.T) {
	o := openOffice(t, func(options *hr.Options) {
		options.CodeSVG = func(c domain.Counter) (string, error) { return "<svg>" + c.Code + "</svg>", nil }
	})
	says(t, "HR's sheet", o.as("hr").get("/hr/kode").Body,
		[]string{"Loket 1", "Loket Izin", "data:image/svg", "Kode QR Loket 1, membuka halaman penilaian"}, []string{`value="telegram"`})
	says(t, "the head's sheet", o.as("kepala").get("/hr/kode").Body, []string{"Loket 1", "Loket 2"}, []string{"Loket Izin"})
	says(t, "one unit", o.as("hr").get("/hr/kode?unit=PTS").Body, []string{"Loket Izin"}, []string{"Loket 1"})
	bot := openOffice(t, func(options *hr.Options) { options.Telegram = true })
	says(t, "with a bot", bot.as("hr").get("/hr/kode").Body, []string{`name="kode"><option value="both" selected>`, `value="telegram"`}, nil)
	says(t, "an unknown unit", o.as("hr").get("/hr/kode?unit=XYZ").Body, []string{"Belum ada loket."}, []string{"Buat PDF"})
}

func TestAPrinterThatFailsSaysNothingOfWhy(t *testing.T) {
	o := openOffice(t, func(options *hr.Options) {
		options.PrintPosters = func(io.Writer, []domain.Counter, string, string) error { return errors.New("fonts are on the moon") }
	})
	a := o.as("hr").get("/hr/kode.pdf")
	if a.Status != 500 || strings.Contains(a.Body, "moon") || !strings.Contains(o.logs.String(), "fonts are on the moon") {
		t.Errorf("%d, logged %v", a.Status, strings.Contains(o.logs.String(), "moon"))
	}
	if a := o.as("hr").get("/hr/kode.pdf?unit=XYZ"); a.Status != 404 {
		t.Errorf("no counter: %d", a.Status)
	}
}
