package domain_test

import (
	"regexp"
	"strings"
	"testing"

	"suaraloket/domain"
)

func TestScreenMasksWhatNamesAPerson(t *testing.T) {
	for text, want := range map[string]string{
		"NIK saya 1971012305900001 ya":         "NIK saya [nomor] ya",
		"19.71.01.230590.0001":                 "[nomor]",
		"hubungi +62 812-3456-7890 segera":     "hubungi [nomor] segera",
		"0717 421 2345 kantor":                 "[nomor] kantor",
		"(0812)34567890":                       "[nomor]",
		"kirim ke ani.b@contoh.co.id saja":     "kirim ke [e-mail] saja",
		"ani(at)contoh.id":                     "[e-mail]",
		"antre A-012 sejak 08.30 sampai 10.15": "antre A-012 sejak 08.30 sampai 10.15",
		"bayar Rp 150.000, kuitansi 12345":     "bayar Rp 150.000, kuitansi 12345",
		"tanggal 23-11-2026":                   "tanggal 23-11-2026",
		"":                                     "",
	} {
		if got := domain.Screen(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func FuzzScreen(f *testing.F) {
	f.Add("NIK 1971012305900001")
	f.Add("a@b.co 0812 3456 7890")
	long := regexp.MustCompile(`[0-9]{10,}`)
	f.Fuzz(func(t *testing.T, text string) {
		screened := domain.Screen(text)
		if long.MatchString(screened) {
			t.Errorf("%q left %q", text, screened)
		}
		if strings.Contains(screened, "@") && regexp.MustCompile(`[a-z]@[a-z]+\.[a-z]`).MatchString(screened) {
			t.Errorf("%q left %q", text, screened)
		}
	})
}
