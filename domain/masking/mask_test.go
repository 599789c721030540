package masking_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"suaraloket/domain/masking"
)

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"NIK saya 1971012305900001 ya":       "NIK saya [nomor] ya",
		"19.71.01.230590.0001":               "[nomor]",
		"1971 0112 0388 0001":                "[nomor]",
		"NIP. 19850315 201001 1 005, lambat": "NIP. [nomor], lambat",
		"hubungi +62 812-3456-7890 segera":   "hubungi [nomor] segera",
		"0717 421 2345 kantor":               "[nomor] kantor",
		"(0812)34567890":                     "[nomor]",
		"telepon (0717) 42123":               "telepon [nomor]",
		"telp. 0717-42123.":                  "telp. [nomor].",
		"(0812 3456 7890)":                   "[nomor]",
		"kantor (telepon 0812 3456 7890)":    "kantor (telepon [nomor])",
		"hubungi 0812/3456/7890":             "hubungi [nomor]",
		"hubungi 0812_3456_7890":             "hubungi [nomor]",
		"hubungi 0812 - 3456 - 7890":         "hubungi [nomor]",
		"hubungi 0812  -  3456\n7890 ya":     "hubungi [nomor] ya",
		"hubungi 0812 3456\n7890 ya":         "hubungi [nomor] ya",
		"hubungi 0812—3456—7890 ya":          "hubungi [nomor] ya",
		"hubungi 0812−3456‒7890 ya":          "hubungi [nomor] ya",
		"hubungi 0812・3456・7890":             "hubungi [nomor]",
		"0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣ ya":                               "[nomor] ya",
		"⓪⑧①②③④⑤⑥⑦⑧":                                                      "[nomor]",
		"⁰⁸¹²³⁴⁵⁶⁷⁸⁹⁰":                                                    "[nomor]",
		"𝟎𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖 ya":                                                   "[nomor] ya",
		"०८१२३४५६७८९०":                                                    "[nomor]",
		"O812 3456 789O":                                                  "[nomor]",
		"kosong delapan satu dua tiga empat lima enam tujuh delapan":      "[nomor]",
		"Kosong-Delapan-Satu-Dua-Tiga-Empat-Lima-Enam-Tujuh ya":           "[nomor] ya",
		"nol, delapan, satu, dua, tiga, empat, lima, enam, tujuh, nol ya": "[nomor] ya",
		"nol 812 tiga empat 56 78":                                        "[nomor]",
		"nol wolu siji loro telu papat limo enem pitu wolu":               "[nomor]",
		"zero eight one two three four five six seven eight":              "[nomor]",
		"kartu 4111 1111 1111 1111":                                       "kartu [nomor]",
		"NPWP 12.345.678.9-012.345":                                       "NPWP [nomor]",
		"08.12.34.56.78.90":                                               "[nomor]",
		"30-11-2026 0812 3456 7890":                                       "30-11-2026 [nomor]",
		"bayar Rp 50.000 0812 3456 7890":                                  "bayar Rp 50.000 [nomor]",
		"wa.me/6281234567890":                                             "[akun]",

		"kirim ke ani.b@contoh.co.id saja":     "kirim ke [e-mail] saja",
		"ani(at)contoh.id":                     "[e-mail]",
		"ani [at] contoh [dot] id":             "[e-mail]",
		"ani@gmail":                            "[e-mail]",
		"surel saya siti＠contoh．id":            "surel saya [e-mail]",
		"IG @siti_contoh ya":                   "IG [akun] ya",
		"(@siti.contoh99)":                     "([akun])",
		"t.me/siti_contoh":                     "[akun]",
		"mobil BN 1234 AB parkir":              "mobil [pelat] parkir",
		"bn-4321-qa dan B2468XYZ":              "[pelat] dan [pelat]",
		"BN 1234 AB":                           "[pelat]",
		"rumah Jl. Melati No. 12 RT 03/RW 02":  "rumah [alamat]",
		"saya di gg. Mawar no 5, RT.003/002.":  "saya di [alamat].",
		"warga RT 3 RW 1 Air Itam":             "warga [alamat] Air Itam",
		"RT/RW 05/02":                          "[alamat]",
		"Jalan Kejaksaan 7 rt03/rw02 gabek":    "[alamat] gabek",
		"antre A-012 sejak 08.30 sampai 10.15": "antre A-012 sejak 08.30 sampai 10.15",
		"":                                     "",
	} {
		if got := masking.Mask(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// What looks like a number of a person at a glance stays letter by letter.
func TestPlainFiguresStay(t *testing.T) {
	for _, text := range []string{
		"bayar Rp 150.000, kuitansi 12345",
		"bayar Rp. 1.250.000.000,00 tunai",
		"Rp1500000000",
		"biaya 50.000 - 150.000 atau 1.000.000/2.500.000",
		"tarif Rp 50.000-Rp 150.000; denda 25.000,-",
		"tanggal 23-11-2026", "tanggal 2026-11-30 08.00", "30/11/2026 - 02/12/2026", "30/11/2026-02/12/2026",
		"tanggal 2026-11-30 antrean A-012, biaya 50.000 sampai 150.000",
		"30.11.2026 08:00:15", "datang 1/12/26 08.00-11.30",
		"buka 08.00-12.00, 13.00-16.00", "buka 08.00 - 12.00 / 13.00 - 16.00", "08.00–12.00 13.00–16.00",
		"halaman 120-135, 140-155, 160-175", "hlm. 1024–1030 / 2048–2051",
		"tahun 2024/2025 dan 2025/2026", "2023 2024 2025 2026",
		"antrean A-012, A-013 dan B-001", "loket A1B", "nomor A 12 di loket", "ke 3 kali", "A 120 ya",
		"dari jam 8 sampai jam 10, lalu 3 orang", "satu-satu dipanggil, dua atau tiga orang",
		"satu, dua, tiga, empat, lima loket", "@ 5.000", "beli 2 @5000",
		"RT minta fotokopi", "Pak RT dan Bu RW", "jalan kaki 2 km", "100% puas!!! ½ jam, 3×4, 2²", "terima kasih 🙏🙏",
	} {
		if got := masking.Mask(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// Every case that a list of real separators holds.
func TestSeparatorsOfPhones(t *testing.T) {
	var cases []struct{ Comment, Hidden, Note string }
	raw, err := os.ReadFile("testdata/separators.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		got := masking.Mask(c.Comment)
		if c.Hidden == "" && got != c.Comment {
			t.Errorf("%s: %q became %q", c.Note, c.Comment, got)
		}
		if c.Hidden != "" && (got == c.Comment || regexp.MustCompile(`\pN`).MatchString(got) || strings.Contains(got, c.Hidden)) {
			t.Errorf("%s: %q left %q", c.Note, c.Comment, got)
		}
	}
}

// scripts lists the zeros of digits in rows of ten.
var scripts = []rune{'0', '０', '٠', '۰', '०', '০', '๐', '𝟎', '𝟘', '᮰', '꧐'}

var separators = []string{
	"", " ", "\u00a0", "\u2002", "\u2003", "\u2006", "\u2007", "\u2009", "\u202f", "\u205f", "\u3000", "\t", "\n",
	"-", "‐", "\u2011", "‒", "–", "—", "―", "−", "﹣", "－", "\ufe0d", "\ufe0f", "\u200b", "\u2060", ".", "．", "/", "∕", "_", "＿",
	" - ", " – ", "  ", ") ", " (", "|", "·", "•", "*", " / ",
}

// A NIK, a NIP and a card number stay hidden whatever their digits and separators look like,
// wherever they are cut.
func TestNoDressUncoversALongNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]string{
			"1971052308970003", "3273014507850001", "198501012010012001", "197712312005011003", "4811110023456789", "5264221012345670",
		}).Draw(t, "number")
		zero := rapid.SampledFrom(scripts).Draw(t, "script")
		separator := rapid.SampledFrom(separators).Draw(t, "separator")
		group := rapid.IntRange(2, 8).Draw(t, "group")
		var text strings.Builder
		text.WriteString("data ")
		for i, d := range number {
			if i > 0 && i%group == 0 {
				text.WriteString(separator)
			}
			text.WriteRune(zero + d - '0')
		}
		text.WriteString(" ya")
		got := masking.Mask(text.String())
		if regexp.MustCompile(`\pN`).MatchString(got) || !strings.HasPrefix(got, "data [") || !strings.HasSuffix(got, "] ya") {
			t.Fatalf("%q became %q", text.String(), got)
		}
	})
}

// dated finds a number that is cut like a date.
var dated = regexp.MustCompile(`(^|[^0-9])([0-3]?[0-9][^0-9]{1,3}[01]?[0-9][^0-9]{1,3}(19|20)[0-9]{2}` +
	`|(19|20)[0-9]{2}[^0-9]{1,3}[01]?[0-9][^0-9]{1,3}[0-3]?[0-9])([^0-9]|$)`)

// A telephone number stays hidden whatever its digits and separators look like, unless it is cut
// like a date: dates stay.
func TestNoDressUncoversANumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zero := rapid.SampledFrom(scripts).Draw(t, "script")
		var text, plain strings.Builder
		text.WriteString("hubungi ")
		for i, d := range "0" + rapid.StringMatching(`8[1-9][0-9]{8,10}`).Draw(t, "number") {
			if i > 0 && rapid.IntRange(0, 2).Draw(t, "cut") == 0 {
				separator := rapid.SampledFrom(separators).Draw(t, "separator")
				text.WriteString(separator)
				plain.WriteString(separator)
			}
			text.WriteRune(zero + d - '0')
			plain.WriteRune(d)
		}
		if dated.MatchString(plain.String()) {
			t.Skip("a date")
		}
		text.WriteString(" ya")
		if got := masking.Mask(text.String()); got != "hubungi [nomor] ya" {
			t.Fatalf("%q became %q", text.String(), got)
		}
	})
}

// Dates, times, prices and queue numbers between words stay.
func TestFiguresBetweenWordsStay(t *testing.T) {
	figures := []*rapid.Generator[string]{
		rapid.StringMatching(`(0[1-9]|1[0-9]|2[0-8])[-/.](0[1-9]|1[0-2])[-/.]20[0-3][0-9]`),
		rapid.StringMatching(`20[0-3][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]) (0[1-9]|1[0-9])[.:][0-5][0-9]`),
		rapid.StringMatching(`(0[1-9]|1[0-9])[.:][0-5][0-9]( ?[-–] ?)(0[1-9]|1[0-9])[.:][0-5][0-9]`),
		rapid.StringMatching(`Rp ?[1-9][0-9]{0,2}(\.[0-9]{3}){1,3}(,00|,-)?`),
		rapid.StringMatching(`[1-9][0-9]{0,2}\.[0-9]{3} ?- ?[1-9][0-9]{0,2}\.[0-9]{3}`),
		rapid.StringMatching(`[A-C]-0[0-9]{2}`),
		rapid.StringMatching(`[1-4][0-9]{2}-[5-9][0-9]{2}`),
	}
	words := []string{"antrean ", " lalu ", ", ", " sampai ", " dan ", "; "}
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "figures") {
			text.WriteString(rapid.SampledFrom(words).Draw(t, "word"))
			text.WriteString(rapid.SampledFrom(figures).Draw(t, "kind").Draw(t, "figure"))
		}
		if got := masking.Mask(text.String()); got != text.String() {
			t.Fatalf("%q became %q", text.String(), got)
		}
	})
}

func FuzzMask(f *testing.F) {
	for _, text := range []string{
		"NIK 1971012305900001", "a@b.co 0812 3456 7890", "Jl. Melati RT 3/RW 2, BN 1234 AB", "@siti kosong delapan satu",
		"½½½½½½½½½½", "⑩⑩⑩⑩⑩", "\xff0812\xfe34567890", "2026-11-30 08.00", "0\u20e38",
	} {
		f.Add(text)
	}
	long := regexp.MustCompile(`[0-9]{11,}`)
	f.Fuzz(func(t *testing.T, text string) {
		masked := masking.Mask(text)
		if long.MatchString(masked) {
			t.Errorf("%q left %q", text, masked)
		}
		if regexp.MustCompile(`[a-z]@[a-z]`).MatchString(masked) {
			t.Errorf("%q left %q", text, masked)
		}
		if utf8.ValidString(text) && !utf8.ValidString(masked) {
			t.Errorf("%q became %q, which is no UTF-8", text, masked)
		}
		if again := masking.Mask(masked); again != masked {
			t.Errorf("%q became %q and then %q", text, masked, again)
		}
	})
}
