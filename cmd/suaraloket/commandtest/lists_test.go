package commandtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
)

// Lists as offices really have them, through the program: what each gives, on a dry run and
// for good. All people are invented.
func TestListsAsOfficesHaveThem(t *testing.T) {
	t.Parallel()
	city := cityOfLists(t)
	for _, c := range []struct {
		list, file string
		status     int
		says       []string // in Indonesian
	}{
		{"officers", "01-roster-no-header.csv", programtest.StatusFailure, []string{"Judul kolom tidak ditemukan"}},
		{"officers", "02-roster-hr-export.csv", programtest.StatusFailure, []string{"no_seri_karpeg", "unit: wajib diisi, tetapi kosong (2 sel, baris 3–4)"}},
		{"officers", "03-roster-nip-linebreak.csv", programtest.StatusFailure, []string{"unit: wajib diisi, tetapi kosong (4 sel, baris 2–3, 5–6)"}},
		{"officers", "03b-roster-nip-linebreak-own-columns.csv", programtest.StatusOK, []string{"4 baru", "A-01, A-02, A-03, A-04"}},
		{"officers", "04-roster-blank-row.csv", programtest.StatusOK, []string{"4 baru"}},
		{"officers", "05-roster-semicolon-breaks.csv", programtest.StatusFailure,
			[]string{"nip: NIP terdiri dari 18 angka, bukan 11 (baris 7)", "nip: NIP ini milik petugas C-24 (baris 8)"}},
		{"officers", "06a-roster.xlsx", programtest.StatusOK, []string{"baru"}},
		{"officers", "06b-roster-number-nip.xlsx", programtest.StatusFailure, []string{"Excel menyimpan NIP sebagai bilangan"}},
		{"officers", "07a-roster-utf16le.txt", programtest.StatusFailure, []string{"Teks Unicode (UTF-16)", "simpan sebagai .xlsx"}},
		{"officers", "07b-roster-cp1252.csv", programtest.StatusFailure, []string{"bukan UTF-8", "2 sel, baris 2–3"}},
		{"officers", "07c-roster-sep-line.csv", programtest.StatusOK, []string{"1 baru"}},
		{"officers", "07d-roster-title-rows.csv", programtest.StatusOK, []string{"1 baru"}},
		{"officers", "07e-roster-trailing-rows.csv", programtest.StatusOK, []string{"1 baru"}},
		{"officers", "07f-roster-sci.csv", programtest.StatusFailure, []string{"Excel menyimpan NIP sebagai bilangan", "2 sel, baris 2–3"}},
		{"officers", "07g-roster-no-nip-marks.csv", programtest.StatusOK, []string{"2 baru"}},
		{"officers", "07h-roster-nip-written.csv", programtest.StatusOK, []string{"1 baru"}},
		{"officers", "07i-roster-nip-nbsp.csv", programtest.StatusOK, []string{"3 baru"}},
		{"officers", "07j-roster-header-break.csv", programtest.StatusOK, []string{"1 baru"}},
		{"officers", "07k-roster-header-comma.csv", programtest.StatusOK, []string{"1 baru"}},
		{"officers", "07l-roster-lone-cr.csv", programtest.StatusOK, []string{"2 baru"}},
		{"officers", "11-roster-formula-names.csv", programtest.StatusOK, []string{"3 baru"}},
		{"officers", "12-name-linebreak.csv", programtest.StatusOK, []string{"1 baru", "Z-03"}},
		{"duties", "13-duties-dates.csv", programtest.StatusOK, []string{"1 entri: 1 baru", "yang terakhir berlaku: baris 3–5"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			if err := os.CopyFS(data, os.DirFS(city)); err != nil {
				t.Fatal(err)
			}
			env := []string{"SUARALOKET_DATA=" + data}
			file := filepath.Join("testdata", "lists", c.file)
			for _, args := range [][]string{{"import", c.list, file, "--dry-run"}, {"import", c.list, file}} {
				stdout, stderr, status := programtest.RunCommand(t, env, "", args...)
				t.Logf("%s%s", stdout, stderr)
				if status != c.status {
					t.Errorf("exit %d", status)
				}
				for _, says := range c.says {
					if !strings.Contains(stdout+stderr, says) {
						t.Errorf("it does not say %q", says)
					}
				}
				if strings.Contains(stdout+stderr, "1977082219961") || strings.Contains(stdout+stderr, "19730802") {
					t.Error("it prints a NIP")
				}
			}
			if c.status == programtest.StatusOK { // once more changes nothing
				if out := programtest.MustRun(t, env, "", "import", c.list, file); !strings.Contains(out, " 0 baru, 0 berubah, 0 dikosongkan") {
					t.Errorf("again it prints %s", out)
				}
			}
		})
	}
}

// cityOfLists installs the counters that the lists name, and one officer, and returns the
// folder.
func cityOfLists(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	lists, env := t.TempDir(), []string{"SUARALOKET_DATA=" + dir}
	programtest.MustRun(t, env, "", "migrate")
	for _, list := range [][2]string{
		{"counters", "kode,nama,unit,nama_unit,opd,nama_opd\nHUB-01,Loket,DISHUB,Pelayanan Perhubungan,DISHUB,Dinas Perhubungan\n" +
			"DKC-01,Loket,DKC,Pelayanan Dukcapil,DISDUKCAPIL,Dinas Dukcapil\nPTS-01,Loket,PTS,Perizinan,DPMPTSP,Dinas Perizinan\n"},
		{"officers", "kode,nama,unit\nP-33,Petugas Contoh,PTS\n"},
	} {
		file := filepath.Join(lists, list[0]+".csv")
		if err := os.WriteFile(file, []byte(list[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		programtest.MustRun(t, env, "", "import", list[0], file)
	}
	return dir
}

// A second list with fewer columns keeps what the first one brought.
func TestFewerColumnsKeepWhatIsStored(t *testing.T) {
	t.Parallel()
	env := []string{"SUARALOKET_DATA=" + cityOfLists(t)}
	programtest.MustRun(t, env, "", "import", "officers", "testdata/lists/08a-officers-first.csv")
	out := programtest.MustRun(t, env, "", "import", "officers", "testdata/lists/08b-officers-again-fewer-columns.csv", "--lang", "en")
	if !strings.Contains(out, "2 entries: 0 new, 0 changed, 0 with emptied cells, 2 unchanged; 1 others") {
		t.Errorf("it prints %s", out)
	}
	out = programtest.MustRun(t, env, "", "import", "officers", "testdata/lists/08a-officers-first.csv", "--dry-run")
	if !strings.Contains(out, "2 tetap") {
		t.Errorf("the first list again: %s", out)
	}
}

// Six hundred bad cells are one sentence.
func TestManyBadCellsAreOneSentence(t *testing.T) {
	t.Parallel()
	env := []string{"SUARALOKET_DATA=" + cityOfLists(t)}
	text := "kode;nama;nip;unit\n"
	for i := range 600 {
		text += fmt.Sprintf("X-%d;NAMA;1977082219961229;DKC\n", i)
	}
	file := filepath.Join(t.TempDir(), "many.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr, status := programtest.RunCommand(t, env, "", "import", "officers", file)
	if status != programtest.StatusFailure || strings.Count(stderr, "\n") > 4 || !strings.Contains(stderr, "NIP terdiri dari 18 angka, bukan 16 (600 sel, baris 2–601)") {
		t.Errorf("exit %d, %s", status, stderr)
	}
}
