package commandtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
)

// listFile writes a list into a file and returns its path.
func listFile(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	programtest.WriteFile(t, file, []byte(text))
	return file
}

// A teller of a tenant gets no score, although a second import of the counters and of the
// officers has fewer columns.
func TestATellerGetsNoScoreAfterASecondImport(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			env := append(programtest.Database(t, driver), "SUARALOKET_DATA="+dir)
			programtest.MustRun(t, env, "", "migrate")
			programtest.MustRun(t, env, "correct horse battery\n", "account", "add", "--login", "hr", "--role", "hr")
			imports := func(list, file string) { programtest.MustRun(t, env, "", "import", list, file) }
			imports("services", listFile(t, "services.csv", "kode,nama\nSET,Setoran\n"))
			imports("counters", listFile(t, "counters.csv", "kode,nama,unit,nama_unit,opd,nama_opd,internal,layanan\n"+
				"DKC-01,Teller,DISHUB,Bank Contoh,BANK,Bank Contoh,tidak,SET\nDKC-02,Loket,DKC,Pelayanan,DISDUKCAPIL,Dinas Dukcapil,ya,\n"))
			imports("officers", "testdata/lists/08a-officers-first.csv")
			imports("officers", listFile(t, "city.csv", "kode,nama,unit\nP-01,Siti Contoh,DKC\n"))
			imports("duties", listFile(t, "duties.csv", "petugas,loket,mulai\nF-01,DKC-01,2026-01-01\nP-01,DKC-02,2026-01-01\n"))
			imports("counters", listFile(t, "again.csv", "kode,nama,unit,nama_unit,opd,nama_opd\nDKC-01,Teller,DISHUB,Bank Contoh,BANK,Bank Contoh\n"))
			imports("counters", listFile(t, "short.csv", "kode,nama,unit\nDKC-01,Teller 1,DISHUB\n"))
			imports("officers", "testdata/lists/08b-officers-again-fewer-columns.csv")

			program := programtest.Start(t, env, "serve")
			staff := programtest.SignIn(t, program.Base, "hr", "correct horse battery")
			visits(t, program.Base, staff.Code("DKC-01", "page"), 12)
			visits(t, program.Base, staff.Code("DKC-02", "page"), 11)
			table := programtest.Scores(t, env, "--period", programtest.ThisPeriod())
			if line := table.Of("F-01"); line.Officer != "" {
				t.Errorf("the teller has %+v", line)
			}
			if line := table.Of("P-01"); line.N != 11 || line.Score == nil {
				t.Errorf("the city's officer has %+v", line)
			}
			if page := programtest.SignIn(t, program.Base, "hr", "correct horse battery").Get("/hr/papan?periode=" + programtest.ThisPeriod()); strings.Contains(page, "F-01") || !strings.Contains(page, "P-01") {
				t.Error("the board shows the teller, or not the city's officer")
			}
			status, body := programtest.Get(t, program.Base+"/api/v1/counters/DKC-01")
			if status != 200 || !bytes.Contains(body, []byte(`"Setoran"`)) {
				t.Errorf("the counter is %s", body)
			}
			program.Stop()
			if out := programtest.MustRun(t, env, "", "verify"); !strings.Contains(out, "23 ratings") {
				t.Errorf("the ratings of both are not stored: %s", out)
			}
		})
	}
}

// An import says line by line what is new, changed, emptied and not in the list, in Indonesian
// or in English. Residents' languages are refused.
func TestAnImportSaysWhatChanges(t *testing.T) {
	t.Parallel()
	env := []string{"SUARALOKET_DATA=" + cityOfLists(t)}
	programtest.MustRun(t, env, "", "import", "officers", "testdata/lists/08a-officers-first.csv")
	list := listFile(t, "officers.csv", "kode,nama,nama_tampil,nip,pangkat,unit,warna\n"+
		"F-01,\"H. CONTOH LENGKAP, S.Kom.\",Pak Contoh,197708221996121901,Penata,DISHUB,\nF-02,SITI CONTOH,,-,,DISHUB,\nF-03,Baru,,,,DKC,\n")
	for _, c := range []struct {
		args  []string
		lines []string
	}{
		{[]string{"--dry-run"}, []string{
			"Peringatan: kolom ini tidak dikenal dan diabaikan: warna", "Baru: F-03",
			"Berubah: F-01 – nama dari “H. CONTOH LENGKAP, S.Sos.” menjadi “H. CONTOH LENGKAP, S.Kom.”",
			"Dikosongkan: F-02 – nama_tampil; nip; pangkat", "Tidak ada dalam daftar: P-33",
			"3 entri: 1 baru, 1 berubah, 1 dikosongkan, 0 tetap; 1 lainnya tidak ada dalam daftar dan dibiarkan.",
			"Daftar ini baik. Tidak ada yang diubah.",
		}},
		{[]string{"--lang", "en"}, []string{
			"Warning: unknown columns were ignored: warna", "New: F-03",
			"Changed: F-01 – name from “H. CONTOH LENGKAP, S.Sos.” to “H. CONTOH LENGKAP, S.Kom.”",
			"Emptied: F-02 – display_name; nip; rank", "Not in the list: P-33",
			"3 entries: 1 new, 1 changed, 1 with emptied cells, 0 unchanged; 1 others are not in the list and stay.",
			"The list was imported.",
		}},
	} {
		out := programtest.MustRun(t, env, "", append([]string{"import", "officers", list}, c.args...)...)
		if want := strings.Join(c.lines, "\n") + "\n"; out != want {
			t.Errorf("%v prints\n%swant\n%s", c.args, out, want)
		}
	}
	for _, lang := range []string{"jv", "xx", "ID"} {
		stdout, stderr, status := programtest.RunCommand(t, env, "", "import", "officers", list, "--lang", lang)
		if status != programtest.StatusUsage || stdout != "" || !strings.Contains(stderr, `unknown language "`+lang+`"`) || !strings.Contains(stderr, "[id en]") {
			t.Errorf("%s: exit %d, %s%s", lang, status, stdout, stderr)
		}
	}
}

// spreadsheet writes rows into an XLSX file and returns its path.
func spreadsheet(t *testing.T, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "list.xlsx")
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// Every list is read from XLSX, with dates as the spreadsheet keeps them.
func TestEveryListAsASpreadsheet(t *testing.T) {
	t.Parallel()
	env := []string{"SUARALOKET_DATA=" + t.TempDir()}
	programtest.MustRun(t, env, "", "migrate")
	for _, c := range []struct {
		list string
		rows [][]any
		says string
	}{
		{"services", [][]any{{"DAFTAR LAYANAN"}, {}, {"kode", "nama", "gratis"}, {"KK", "Kartu Keluarga", "ya"}, {}, {"SIM", "SIM", "tidak"}}, "2 entri: 2 baru"},
		{"counters", [][]any{{"kode", "nama", "unit", "nama unit", "opd", "nama opd", "internal", "layanan"},
			{"DKC-01", "Loket 1", "DKC", "Pelayanan", "DISDUKCAPIL", "Dinas Dukcapil", true, "KK"}, {"BNK-01", "Teller", "BNK", "Bank", "BANK", "Bank", "tidak", ""}}, "2 entri: 2 baru"},
		{"officers", [][]any{{"kode", "nama", "unit"}, {"P-01", "Siti", "DKC"}}, "1 entri: 1 baru"},
		{"duties", [][]any{{"petugas", "loket", "mulai", "selesai"}, {"P-01", "DKC-01", 46023.375, 46024}, {"P-01", "DKC-01", "2 Februari 2026", ""}}, "2 entri: 2 baru"},
		{"holidays", [][]any{{"LIBUR 2026"}, {"tanggal", "nama", "unit"}, {46381, "Natal", ""}, {"26 Desember 2026", "Rapat", "Pelayanan"}}, "2 entri: 2 baru"},
		{"served", [][]any{{"unit", "layanan", "tanggal", "kunjungan"}, {"DKC", "KK", 46023, 41}, {"DKC", "", "2 Januari 2026", "1.204"}}, "2 entri: 2 baru"},
	} {
		file := spreadsheet(t, c.rows...)
		if out := programtest.MustRun(t, env, "", "import", c.list, file); !strings.Contains(out, c.says) {
			t.Errorf("%s: %s", c.list, out)
		}
		if out := programtest.MustRun(t, env, "", "import", c.list, file); !strings.Contains(out, " 0 baru, 0 berubah, 0 dikosongkan") {
			t.Errorf("%s again: %s", c.list, out)
		}
	}
	same := listFile(t, "duties.csv", "petugas,loket,mulai,selesai\nP-01,DKC-01,1/1/2026 09.00,2026-01-02 24:00\n")
	if out := programtest.MustRun(t, env, "", "import", "duties", same); !strings.Contains(out, "1 entri: 0 baru, 0 berubah, 0 dikosongkan, 1 tetap") {
		t.Errorf("the first duty as text: %s", out)
	}
}

// Served visits and holidays: a dry run stores nothing, a second import changes nothing, a
// refused list stores none of its lines, and the language is the reader's.
func TestServedVisitsAndHolidays(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			env := append(programtest.Database(t, driver), "SUARALOKET_DATA="+t.TempDir())
			programtest.MustRun(t, env, "", "migrate")
			programtest.MustRun(t, env, "", "import", "services", listFile(t, "services.csv", "kode,nama\nKK,Kartu Keluarga\n"))
			programtest.MustRun(t, env, "", "import", "counters", listFile(t, "counters.csv", "kode,nama,unit,nama_unit,opd,nama_opd,layanan\nDKC-01,Loket,DKC,Pelayanan Dukcapil,DISDUK,Dinas,KK\n"))
			served := listFile(t, "served.csv", "unit;layanan;tanggal;kunjungan\nDKC;KK;2026-02-02;41\nPelayanan Dukcapil;KK;3/2/2026;38\n")
			later := listFile(t, "later.csv", "unit,service,day,visits\nDKC,KK,2026-02-02,44\nDKC,,2026-02-04,7\n")
			bad := listFile(t, "bad.csv", "unit,layanan,tanggal,kunjungan\nDKC,KK,2026-02-05,9\nNONE,KK,2026-02-02,1\nDKC,SIM,2026-02-02,1\nDKC,KK,2199-01-01,1\nDKC,KK,2026-02-06,-4\nDKC,KK,2026-02-07,-5\nDKC,KK,2026-02-08,0\n")
			holidays := listFile(t, "holidays.csv", "tanggal,nama,unit\n2026-12-25,Natal,\n2026-12-26,Rapat,DKC\n")
			for _, c := range []struct {
				args   []string
				status int
				says   []string
			}{
				{[]string{"served", served, "--dry-run"}, programtest.StatusOK, []string{"Baru: DKC KK 2026-02-02, DKC KK 2026-02-03", "2 entri: 2 baru", "Tidak ada yang diubah"}},
				{[]string{"served", served}, programtest.StatusOK, []string{"2 entri: 2 baru", "sudah diimpor"}},
				{[]string{"served", served}, programtest.StatusOK, []string{"2 entri: 0 baru, 0 berubah, 0 dikosongkan, 2 tetap; 0 lainnya"}},
				{[]string{"served", bad}, programtest.StatusFailure, []string{
					"unit: unit tidak dikenal: NONE", "layanan: layanan tidak dikenal: SIM", "tanggal: hari itu belum tiba: 2199-01-01 (baris 5)",
					"kunjungan: tidak boleh negatif: -4, -5 (2 sel, baris 6–7)", "kunjungan: angka 0 tidak diterima: 0. Hapus barisnya", "Tidak ada yang diubah"}},
				{[]string{"served", later, "--lang", "en"}, programtest.StatusOK, []string{
					"New: DKC 2026-02-04", "Changed: DKC KK 2026-02-02 – visits from “41” to “44”", "Not in the list: DKC KK 2026-02-03", "2 entries: 1 new, 1 changed, 0 with emptied cells, 0 unchanged; 1 others"}},
				{[]string{"served", served, "--dry-run"}, programtest.StatusOK, []string{"1 berubah, 0 dikosongkan, 1 tetap", "kunjungan dari “44” menjadi “41”"}},
				{[]string{"holidays", holidays, "--dry-run"}, programtest.StatusOK, []string{"2 entri: 2 baru"}},
				{[]string{"holidays", holidays}, programtest.StatusOK, []string{"Baru: 2026-12-25, 2026-12-26 DKC"}},
				{[]string{"holidays", holidays}, programtest.StatusOK, []string{"0 baru, 0 berubah, 0 dikosongkan, 2 tetap"}},
				{[]string{"holidays", served}, programtest.StatusFailure, []string{"nama: kolom ini tidak ada"}},
			} {
				stdout, stderr, status := programtest.RunCommand(t, env, "", append([]string{"import"}, c.args...)...)
				if status != c.status {
					t.Errorf("%v: exit %d, %s%s", c.args, status, stdout, stderr)
				}
				for _, says := range c.says {
					if !strings.Contains(stdout+stderr, says) {
						t.Errorf("%v does not say %q: %s%s", c.args, says, stdout, stderr)
					}
				}
			}
		})
	}
}

// Files that are no list get a sentence that says what to do, for every list and in both
// languages.
func TestFilesThatAreNoList(t *testing.T) {
	t.Parallel()
	env := []string{"SUARALOKET_DATA=" + cityOfLists(t)}
	whole, err := os.ReadFile(spreadsheet(t, []any{"kode", "nama"}, []any{"KK", "Kartu Keluarga"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ list, name, text, id, en string }{
		{"officers", "pegawai.xls", "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>kode</td></tr></table></html>",
			"Berkas ini halaman web yang dinamai .xls. Buka di Excel, lalu simpan sebagai .xlsx.", "The file is a web page that is called .xls."},
		{"duties", "jadwal.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504),
			"Berkas ini berformat Excel lama (.xls) atau memakai kata sandi.", "The file is of an old Excel format (.xls) or has a password."},
		{"counters", "loket.pdf", "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "Berkas ini PDF, bukan daftar. Mintalah daftarnya sebagai .xlsx atau CSV.", "The file is a PDF and not a list."},
		{"services", "layanan.xlsx", string(whole[:len(whole)/2]), "Berkas .xlsx ini rusak. Buka di Excel, lalu simpan lagi sebagai .xlsx.", "The .xlsx file is damaged."},
	} {
		file := listFile(t, c.name, c.text)
		for _, asked := range [][2]string{{"id", c.id}, {"en", c.en}} {
			stdout, stderr, status := programtest.RunCommand(t, env, "", "import", c.list, file, "--lang", asked[0])
			if status != programtest.StatusFailure || stdout != "" || !strings.Contains(stderr, asked[1]) {
				t.Errorf("%s in %s: exit %d, %s%s", c.name, asked[0], status, stdout, stderr)
			}
		}
	}
}
