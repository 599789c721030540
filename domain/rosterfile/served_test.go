package rosterfile_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/rosterfile"
)

// noon is the time of the tests of lists with days.
func noon() time.Time { return time.Date(2026, 11, 30, 12, 0, 0, 0, time.FixedZone("WIB", 7*3600)) }

func visitsOn(service, day string) integrity.Visit {
	return integrity.Visit{Unit: "DKC", Service: service, Day: domain.Day(day)}
}

func storedVisits() integrity.Served {
	return integrity.Served{
		visitsOn("KK", "2026-11-27"): 40, visitsOn("KK", "2026-11-28"): 12, visitsOn("KTP-EL", "2026-11-28"): 30,
		visitsOn("KK", "2026-10-01"): 9, {Unit: "BNK", Service: "KK", Day: "2026-11-28"}: 5,
	}
}

// Of the stored visits only those of the units and days of the list are named as gone.
func TestServedVisitsAreCompared(t *testing.T) {
	for _, c := range []struct {
		rows, want string
		same       int
		list       integrity.Served
	}{
		{"unit|layanan|tanggal|kunjungan\nDKC|KK|2026-11-28|12\nDKC|KTP-EL|28/11/2026|31\nDKC|KK|29 November 2026|7",
			"changed DKC KTP-EL 2026-11-28 visits:30>31; new DKC KK 2026-11-29", 1,
			integrity.Served{visitsOn("KK", "2026-11-28"): 12, visitsOn("KTP-EL", "2026-11-28"): 31, visitsOn("KK", "2026-11-29"): 7}},
		{"Unit|Service|Day|Visits\npelayanan|kk|#46354|#12", "gone DKC KTP-EL 2026-11-28", 1, integrity.Served{visitsOn("KK", "2026-11-28"): 12}},
		{"REKAP KUNJUNGAN||\n||\nUnit Pelayanan|Tgl|Jumlah dilayani\nDKC|2026-11-30|1.204\n||\nDKC|2026-11-29|1", "new DKC 2026-11-30; new DKC 2026-11-29", 0,
			integrity.Served{visitsOn("", "2026-11-30"): 1204, visitsOn("", "2026-11-29"): 1}},
		{"unit|layanan|tanggal|kunjungan|petugas\nDKC|-|2026-11-28|3|x", "new DKC 2026-11-28; gone DKC KK 2026-11-28; gone DKC KTP-EL 2026-11-28", 0,
			integrity.Served{visitsOn("", "2026-11-28"): 3}},
	} {
		s := sheet(strings.Split(c.rows, "\n")...)
		list, report, err := rosterfile.Served(s, storedVisits(), units(), services(), noon())
		if err != nil || summary(report) != c.want || report.Same != c.same || !maps.Equal(list, c.list) {
			t.Errorf("%q: %s %s, %d unchanged, %v", c.rows, problems(err), summary(report), report.Same, list)
		}
		days := rosterfile.ServedDays(s, noon().Location())
		for visit := range list {
			if !days.Has(visit.Day) {
				t.Errorf("%q: %s is not in %v", c.rows, visit.Day, days)
			}
		}
	}
}

func TestEveryBadServedLineIsNamed(t *testing.T) {
	head := "unit|layanan|tanggal|kunjungan\n"
	for rows, want := range map[string]string{
		"unit|layanan\nDKC|KK":                                                      "day column 1; visits column 1",
		head + "NONE|KK|2026-11-28|1":                                               "unit unit 2 NONE",
		head + "|KK|2026-11-28|1":                                                   "unit missing 2",
		head + "DKC|SIM|2026-11-28|1":                                               "service service 2 SIM",
		head + "DKC|K/K|2026-11-28|1":                                               "service code 2 K/K",
		head + "DKC|KK|2026-12-01|1":                                                "day future 2 2026-12-01",
		head + "DKC|KK|2026-11-30|1":                                                "<nil>",
		head + "DKC|KK||1\nDKC|KK|besok|1":                                          "day missing 2; day day 3 besok",
		head + "DKC|KK|2026-02-30|1":                                                "day day 2 2026-02-30",
		head + "DKC|KK|2026-11-28|-3":                                               "visits negative 2 -3",
		head + "DKC|KK|2026-11-28|'-3":                                              "visits negative 2 -3",
		head + "DKC|KK|2026-11-28|−3":                                               "visits negative 2 −3",
		head + "DKC|KK|2026-11-28|#2.5":                                             "visits number 2 2.5",
		head + "DKC|KK|2026-11-28|#1.204":                                           "visits number 2 1.204",
		head + "DKC|KK|2026-11-28|dua":                                              "visits number 2 dua",
		head + "DKC|KK|2026-11-28|10001":                                            "visits number 2 10001",
		head + "DKC|KK|2026-11-28|99999999999999999999":                             "visits number 2 99999999999999999999",
		head + "DKC|KK|2026-11-28|0\nDKC|KK|2026-11-29|#0":                          "visits zero 2–3 0",
		head + "DKC|KK|2026-11-28|":                                                 "visits missing 2",
		head + "DKC|KK|2026-11-28|1\nPelayanan|kk|28.11.2026|1":                     "day twice 3 DKC KK 2026-11-28",
		head + "NONE|KK|2026-11-28|-1\nNONE|KK|2026-12-24|-2\nDKC|KK|2026-11-28|-1": "unit unit 2–3 NONE; visits negative 2–4 -1+-2; day future 3 2026-12-24",
	} {
		_, _, err := rosterfile.Served(sheet(strings.Split(rows, "\n")...), nil, units(), services(), noon())
		if problems(err) != want {
			t.Errorf("%q:\n%s\nwant\n%s", rows, problems(err), want)
		}
	}
}

func TestHolidaysAreCompared(t *testing.T) {
	stored := []domain.Holiday{
		{Day: "2026-12-25", Name: "Natal"}, {Day: "2026-12-26", Name: "Cuti bersama"}, {Day: "2026-12-26", Unit: "DKC", Name: "Rapat"}, {Day: "2027-01-01", Name: "Tahun Baru"},
	}
	for _, c := range []struct {
		rows, want string
		list       []domain.Holiday
	}{
		{"tanggal|nama\n2026-12-25|Natal\n26 Desember 2026|Cuti bersama Natal", "changed 2026-12-26 name:Cuti bersama>Cuti bersama Natal; gone 2026-12-26 DKC",
			[]domain.Holiday{{Day: "2026-12-25", Name: "Natal"}, {Day: "2026-12-26", Name: "Cuti bersama Natal"}}},
		{"Tgl|Keterangan|Unit kerja\n26/12/2026|Rapat|Pelayanan\n27/12/2026|Pindah gedung|bnk", "new 2026-12-27 BNK; gone 2026-12-26",
			[]domain.Holiday{{Day: "2026-12-26", Unit: "DKC", Name: "Rapat"}, {Day: "2026-12-27", Unit: "BNK", Name: "Pindah gedung"}}},
		{"day|name\n#46388|New Year", "changed 2027-01-01 name:Tahun Baru>New Year", []domain.Holiday{{Day: "2027-01-01", Name: "New Year"}}},
	} {
		list, report, err := rosterfile.Holidays(sheet(strings.Split(c.rows, "\n")...), stored, units(), time.UTC)
		if err != nil || summary(report) != c.want || len(list) != len(c.list) {
			t.Errorf("%q: %s %s %v", c.rows, problems(err), summary(report), list)
			continue
		}
		for i, h := range list {
			if h != c.list[i] {
				t.Errorf("%q: %+v", c.rows, h)
			}
		}
	}
	for rows, want := range map[string]string{
		"tanggal|unit\n2026-12-25|DKC":                               "name column 1",
		"tanggal|nama|unit\nbesok|Natal|\n|Natal|\n2026-12-25||NONE": "day day 2 besok; day missing 3; name missing 4; unit unit 4 NONE",
		"tanggal|nama\n2026-12-25|A\n25/12/2026|B":                   "day twice 3 2026-12-25",
		"tanggal|nama\n2026-12-25|" + strings.Repeat("x", 161):       "name long 2 161",
		"tanggal|nama\n2026-12-25|" + strings.Repeat("é", 81):        "name long 2 162",
	} {
		if _, _, err := rosterfile.Holidays(sheet(strings.Split(rows, "\n")...), nil, units(), time.UTC); problems(err) != want {
			t.Errorf("%q:\n%s\nwant\n%s", rows, problems(err), want)
		}
	}
}
