package masking_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"suaraloket/domain/masking"
)

// The officers of the tests; the first is rated.
var officers = []string{
	"Drs. H. Budi Hartono, M.Si.", "Bapak Budi", "Siti Nurhaliza Putri, S.Sos.", "Ibu Siti", "Rina Wati S.Kom", "Indah Lestari",
	"Ahmad Ma'ruf", "Nurhayati", "Muhammad Rizki Baik", "Dwi-Astuti, A.Md.",
}

var rated = officers[:2]

func screen() masking.Screen {
	return masking.Screen{Words: masking.NewWords(masking.AbusiveWords()), Names: masking.NewNames(officers)}
}

func TestScreenMasks(t *testing.T) {
	for text, want := range map[string]string{
		// Abusive words, and only those.
		"Petugas goblok, lambat sekali":      "Petugas [kata kasar], lambat sekali",
		"dasar ANJING!":                      "dasar [kata kasar]!",
		"Bangsat kalian semua":               "[kata kasar] kalian semua",
		"petugasnya tolol-tolol":             "petugasnya [kata kasar]-[kata kasar]",
		"anjiiiing lama banget":              "[kata kasar] lama banget",
		"4nj1ng, 90 menit":                   "[kata kasar], 90 menit",
		"a n j i n g betul":                  "[kata kasar] betul",
		"b.a.n.g.s.a.t":                      "[kata kasar]",
		"gobloknya minta ampun":              "[kata kasar] minta ampun",
		"goblok2 semua":                      "[kata kasar] semua",
		"otak udang semua":                   "[kata kasar] semua",
		"Ｇｏｂｌｏｋ ｓekali":                      "[kata kasar] ｓekali",
		"gob\u0301lok":                       "[kata kasar]",
		"babi lu, antre dua jam":             "[kata kasar] lu, antre dua jam",
		"what a fucking queue":               "what a [kata kasar] queue",
		"pukimak, tanda tangan tiga kali":    "[kata kasar], tanda tangan tiga kali",
		"[kata kasar] goblok [kata kasar]":   "[kata kasar] [kata kasar] [kata kasar]",
		"goblok 081234567890 Siti Nurhaliza": "[kata kasar] [nomor] [nama petugas]",

		// Other officers.
		"Siti Nurhaliza lebih ramah":            "[nama petugas] lebih ramah",
		"siti nurhaliza putri di loket 2":       "[nama petugas] di loket 2",
		"SITI  NURHALIZA marah":                 "[nama petugas] marah",
		"Siti-Nurhaliza dan Rina Wati":          "[nama petugas] dan [nama petugas]",
		"Nurhaliza Putri, S.Sos. cepat":         "[nama petugas], S.Sos. cepat",
		"Bu Rina judes":                         "Bu [nama petugas] judes",
		"bu rina judes":                         "bu [nama petugas] judes",
		"ibu Siti Nurhaliza":                    "ibu [nama petugas]",
		"Sdr. Rizki tidak ada":                  "Sdr. [nama petugas] tidak ada",
		"mbak  wati ke mana":                    "mbak  [nama petugas] ke mana",
		"Kak Nurhayati membantu":                "Kak [nama petugas] membantu",
		"petugas astuti pergi":                  "petugas [nama petugas] pergi",
		"pak ma'ruf dan pak maruf":              "pak [nama petugas] dan pak [nama petugas]",
		"Ahmad Ma’ruf lama":                     "[nama petugas] lama",
		"Dwi Astuti":                            "[nama petugas]",
		"Bu Indah lama sekali":                  "Bu [nama petugas] lama sekali",
		"Indah Lestari tidak di tempat":         "[nama petugas] tidak di tempat",
		"yang melayani saya Siti Nurhaliza":     "yang melayani saya [nama petugas]",
		"Siti\nNurhaliza":                       "[nama petugas]",
		"Pak Budi ramah, Bu Rina tidak":         "Pak Budi ramah, Bu [nama petugas] tidak",
		"Budi Hartono dan Rina Wati bertengkar": "Budi Hartono dan [nama petugas] bertengkar",

		// The resident's own name.
		"nama saya Andi Wijaya dari Gabek":            "nama saya [nama] dari Gabek",
		"nama saya andi wijaya, kecewa":               "nama saya [nama], kecewa",
		"NAMA SAYA ANDI DAN SAYA KECEWA":              "NAMA SAYA [nama] DAN SAYA KECEWA",
		"Nama saya: Andi.":                            "Nama saya: [nama].",
		"nama saya adalah Hj. Halimah, terima kasih":  "nama saya adalah Hj. [nama], terima kasih",
		"saya bernama kartini":                        "saya bernama [nama]",
		"Perkenalkan saya Yosef Tanjung, warga Gabek": "Perkenalkan saya [nama], warga Gabek",
		"perkenalkan nama saya yosef":                 "perkenalkan nama saya [nama]",
		"My name is John Smith and I waited":          "My name is [nama] and I waited",
		"my name's John":                              "my name's [nama]",
		"I am Rebecca from Bangka":                    "I am [nama] from Bangka",
		"Saya Andi Wijaya mengurus KTP":               "Saya [nama] mengurus KTP",
		"terima kasih, dari saya Yosef":               "terima kasih, dari saya [nama]",
		"anak saya Rizal dipanggil dua kali":          "anak saya [nama] dipanggil dua kali",
		"nama saya Budi Hartono":                      "nama saya [nama]", // the resident says so
		"namaku Melati":                               "namaku [nama]",
	} {
		if got := screen().Mask(text, rated...); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// What only looks like an abusive word or a name stays letter by letter.
func TestScreenLeaves(t *testing.T) {
	for _, text := range []string{
		"", "saya Puas", "saya sudah antre", "saya tidak puas", "Saya Puas Sekali", "saya Sudah dua kali", "saya Tidak dilayani", "Saya Kecewa",
		"Saya Sangat Senang Dengan Pelayanan Ini", "SAYA KECEWA BERAT", "saya warga Gabek", "saya Warga Pangkalpinang", "Saya PNS", "saya WNI", "saya KTP hilang",
		"Saya Datang Jam Delapan", "Saya Antri Lama Sekali Disini", "menurut saya Petugas ramah", "bagi saya Pelayanan ini baik", "saya Dilayani cepat",
		"Saya Menunggu 2 jam", "saya Ucapkan terima kasih", "saya Terbantu", "saya Mohon ditambah kursi", "saya Rasa cukup", "saya, Petugas dan satpam",
		"ibu saya Sakit", "kata saya. Andi datang", "saya Senin datang", "saya Islam", "saya Alhamdulillah puas", "saya Perempuan hamil",
		"nama saya salah ditulis", "Nama saya tidak ada di daftar", "nama saya dipanggil terakhir", "NAMA SAYA SALAH", "Nama Saya Salah Ditulis", "nama saya di KTP keliru",
		"nama saya belum muncul", "nama saya typo", "nama saya tertulis dua kali", "nama saya terdaftar", "nama saya. Petugas baik", "nama saya dan alamat", "nama saya",
		"my name is wrong", "My name is misspelled", "I am very happy", "I am Very Happy", "I'm satisfied", "perkenalkan saya warga baru", "perkenalkan", "saya",
		"saya Budi Hartono yang melayani", // the rated officer
		"yang melayani saya Budi",
		"Pak Budi ramah", "Bapak Budi Hartono baik", "budi bahasa yang baik", "Budi Hartono", "Siti lebih ramah",
		"ibu baik sekali", "Ibu baik", "pak cepat ya", "bapak ramah", "taman indah lestari", "indah sekali", "bu indah sekali tempatnya", "muhammad", "Rizki lambat",
		"wati", "rina di rumah", "putri saya", "anak putri", "Siti, Nurhaliza", "nurhayati bekerja di sini", "ahmad",
		"vaksin anjing gratis", "anjing liar di halaman", "digigit anjing", "daging babi diperiksa", "ternak babi", "kandang babi kami", "shio monyet", "anjing peliharaan",
		"kurang ajar", "gila antreannya", "asus laptop", "masuk", "tasu", "babinsa membantu", "setanah", "bodohi", "membodohi", "Bali", "shitake", "kantong", "mengetik",
		"A B C D", "a n d i", "08.00-11.00", "50 kata", "[nama petugas] dan [kata kasar] dan [nama]", "nama petugas", "[nama] saya", "nama saya [nama]",
		"saya [nama] dan [nama petugas]", "kata kasar", "bu [nama petugas]", "terima kasih 🙏🙏", "½ jam ×", "tulung disanak, ngantri suwe", "matur nuwun",
		"Prosesnya cepat. Saya Puas. Semoga Pak Budi sehat", "Saya\nAntre", "Petugas lama", "petugas baru", "Ibu dan Bapak", "Pak, Bu, tolong",
	} {
		if got := screen().Mask(text, rated...); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// With an empty list of words, and without officers, only what the resident says about himself is hidden.
func TestScreenWithoutLists(t *testing.T) {
	if got := (masking.Screen{}).Mask("goblok Siti Nurhaliza, nama saya Andi"); got != "goblok Siti Nurhaliza, nama saya [nama]" {
		t.Error(got)
	}
	none := masking.Screen{Words: masking.NewWords([]string{"", "a", "!"}), Names: masking.NewNames([]string{"", "A.", "S.Sos.", "B"})}
	for _, text := range []string{"a b c", "bu b", "S.Sos. A."} {
		if got := none.Mask(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// A label does not say how long the word was that it replaces.
func TestLabelsHideTheLength(t *testing.T) {
	for _, group := range [][]string{
		{"itu asu ya", "itu bajingan ya", "itu anjiiiiiiiing ya", "itu p u k i m a k ya"},
		{"oleh Rina Wati ya", "oleh Siti Nurhaliza Putri ya", "oleh SITI - NURHALIZA ya"},
		{"nama saya Ani, ya", "nama saya Bartholomeus Kristiawan, ya"},
	} {
		for _, text := range group[1:] {
			if first, got := screen().Mask(group[0], rated...), screen().Mask(text, rated...); got != first || got == text {
				t.Errorf("%q and %q became %q and %q", group[0], text, first, got)
			}
		}
	}
}

// growth bounds a masked text: the shortest hidden part has two letters, the longest label
// fourteen bytes.
const growth = 7

func checkScreened(t interface{ Fatalf(string, ...any) }, text string) {
	masked := screen().Mask(text, rated...)
	if again := screen().Mask(masked, rated...); again != masked {
		t.Fatalf("%q became %q and then %q", text, masked, again)
	}
	if plain := masking.Mask(masked); plain != masked {
		t.Fatalf("%q became %q and then %q", text, masked, plain)
	}
	if len(masked) > growth*len(masking.Mask(text)) {
		t.Fatalf("%q became %q", text, masked)
	}
	if utf8.ValidString(text) && !utf8.ValidString(masked) {
		t.Fatalf("%q became %q, which is no UTF-8", text, masked)
	}
}

// Any mixture of words is masked once and for all, within bounds, and what is no label is a
// part of the text in its order.
func TestScreenOfMixtures(t *testing.T) {
	words := strings.Fields("saya Saya SAYA nama adalah bernama perkenalkan Andi andi ANDI Siti siti Nurhaliza Rina wati Budi budi Hartono Pak bu petugas goblok " +
		"an j i n g anjing Ma'ruf puas Puas [nama] [kata kasar] [nama petugas] [nomor] my name is I am . , : - \n é 🙏 081234567890 a@b.co 2 Indah Lestari indah")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 14).Draw(t, "words"), rapid.SampledFrom([]string{" ", " ", "  ", "-", "", "\n"}).Draw(t, "gap"))
		checkScreened(t, text)
		rest := screen().Mask(text, rated...)
		for _, label := range []string{masking.Email, masking.Account, masking.Address, masking.Plate, masking.Number, masking.Abusive, masking.OtherName, masking.SelfName} {
			rest = strings.ReplaceAll(rest, label, "\x00")
		}
		at := 0
		for part := range strings.SplitSeq(rest, "\x00") {
			found := strings.Index(text[at:], part)
			if found < 0 {
				t.Fatalf("%q has %q, which %q has not there", rest, part, text)
			}
			at += found + len(part)
		}
	})
}

// Every word of the default list is found, in any case and beside any mark.
func TestEveryAbusiveWord(t *testing.T) {
	list := masking.AbusiveWords()
	for i, word := range list {
		for _, text := range []string{word, strings.ToUpper(word), strings.ToUpper(word[:1]) + word[1:]} {
			if got := screen().Mask("itu " + text + "!"); got != "itu [kata kasar]!" {
				t.Errorf("%q became %q", text, got)
			}
		}
		if slices.Contains(list[:i], word) {
			t.Errorf("%q is twice in the list", word)
		}
	}
}

func FuzzScreen(f *testing.F) {
	for _, text := range []string{"nama saya Andi goblok", "Bu Rina a n j i n g", "[nama petugas] Siti Nurhaliza", "saya \xff Andi", "ʼʼsaya'", "Ⅸ½goblok²"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkScreened(t, text) })
}

func BenchmarkScreen(b *testing.B) {
	s := screen()
	b.ReportAllocs()
	for b.Loop() {
		s.Mask("Pelayanan ramah dan cepat, Pak Budi menjelaskan syarat dengan sabar. Terima kasih.", rated...)
	}
}
