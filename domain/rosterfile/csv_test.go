package rosterfile_test

import (
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/rosterfile"
)

func known() rosterfile.Known {
	return rosterfile.Known{
		Services: map[string]domain.Service{"KK": {Code: "KK", Name: "Kartu Keluarga"}, "KTP-EL": {Code: "KTP-EL", Name: "KTP-el"}},
		Counters: map[string]bool{"DKC-01": true}, Units: map[string]bool{"DKC": true}, Officers: map[string]bool{"P-01": true},
	}
}

func TestServicesInAnyDress(t *testing.T) {
	for name, text := range map[string]string{
		"plain":      "code,name\nkk,Kartu Keluarga\nKTP-EL,KTP-el\n",
		"semicolons": "\ufeffkode;nama\r\nkk;Kartu Keluarga\r\nKTP-EL;KTP-el\r\n",
		"tabs":       "nama\tkode\nKartu Keluarga\tkk\nKTP-el\tKTP-EL",
	} {
		list, err := rosterfile.Services(strings.NewReader(text))
		if err != nil || len(list) != 2 || list[0] != (domain.Service{Code: "KK", Name: "Kartu Keluarga"}) {
			t.Errorf("%s: %+v %v", name, list, err)
		}
	}
}

func TestCounters(t *testing.T) {
	list, err := rosterfile.Counters(strings.NewReader(
		"code,name,unit,unit_name,agency,agency_name,internal,services\n"+
			"DKC-01,Loket 1,DKC,Pelayanan,DISDUK,Dinas,,KK KTP-EL KK\n"+
			"BNK-01,Teller,BNK,Bank,BANK,Bank Contoh,tidak,\n"), known())
	if err != nil {
		t.Fatal(err)
	}
	if len(list[0].Services) != 2 || !list[0].Unit.Agency.Internal || list[1].Unit.Agency.Internal {
		t.Errorf("%+v", list)
	}
}

func TestOfficersAndDuties(t *testing.T) {
	officers, err := rosterfile.Officers(strings.NewReader(
		"kode;nama;nip;pangkat;jabatan;unit;gambar;aktif\n"+
			"P-01;Siti, S.Kom.;19850101 201001 2 001;Penata / III/c;Operator;DKC;a;ya\n"+
			"P-02;Budi;;;;DKC;;tidak\n"), known())
	if err != nil || officers[0].NIP != "198501012010012001" || officers[1].Active || officers[1].Figure != "c" {
		t.Errorf("%+v %v", officers, err)
	}
	zone := time.FixedZone("WIB", 7*3600)
	duties, err := rosterfile.Duties(strings.NewReader("officer,counter,from,to\nP-01,DKC-01,2026-01-31 08:00,\nP-01,DKC-01,2026-02-01,2026-02-01T16:00:00+07:00\n"), known(), zone)
	if err != nil || len(duties) != 2 || !duties[0].To.IsZero() || !duties[0].From.Equal(time.Date(2026, 1, 31, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v %v", duties, err)
	}
}

// TestAnEmptyCellKeepsItsColumn: what slips into the next column could be a NIP that
// residents read as a name.
func TestAnEmptyCellKeepsItsColumn(t *testing.T) {
	for _, comma := range []string{",", ";", "\t"} {
		text := strings.ReplaceAll("code|name|unit|display_name|nip\nP-01|Siti|DKC||199001012015011001\n", "|", comma)
		list, err := rosterfile.Officers(strings.NewReader(text), known())
		if err != nil || len(list) != 1 || list[0].DisplayName != "" || list[0].NIP != "199001012015011001" {
			t.Errorf("%q: %+v %v", comma, list, err)
		}
	}
}

func TestEveryBadLineIsNamed(t *testing.T) {
	const secretNIP = "198513012010012001"
	cases := []struct {
		name string
		read func() error
		want []string
	}{
		{"officers", func() error {
			_, err := rosterfile.Officers(strings.NewReader("code,name,nip,unit,figure,active\nP 1,A,,DKC,,\nP-02,B,"+secretNIP+",NONE,x,maybe\n,C,,DKC,,\nP-03,D,,DKC,,\nP-03,E,,DKC,,\nP-04,F,,DKC,,,too,many\n"), known())
			return err
		}, []string{"line 2: code", "line 3: nip", "line 3: unit \"NONE\"", "line 3: figure", "line 3: active", "line 4: code is missing", "line 6: code P-03 is already in line 5", "line 7: 8 columns"}},
		{"counters", func() error {
			_, err := rosterfile.Counters(strings.NewReader("code,name,unit,unit_name,agency,agency_name,services\nX,Y,U,U,A,A,NOPE\n"), known())
			return err
		}, []string{"line 2: service \"NOPE\""}},
		{"duties", func() error {
			_, err := rosterfile.Duties(strings.NewReader("officer,counter,from,to\nX,Y,soon,2026-01-01\nP-01,DKC-01,2026-02-01,2026-01-01\n"), known(), time.UTC)
			return err
		}, []string{"line 2: officer \"X\"", "line 2: counter \"Y\"", "line 2: from \"soon\"", "line 3: it ends before"}},
		{"counters that contradict each other", func() error {
			_, err := rosterfile.Counters(strings.NewReader("code,name,unit,unit_name,agency,agency_name\nA,A,U,Unit Satu,D,Dinas\nB,B,U,Unit Dua,D,Dinas\nC,C,V,Unit,D,Dinas Lain\nD,D,V,Unit,D,Dinas Lain\n"), known())
			return err
		}, []string{"line 3: unit U is described otherwise", "line 4: agency D is described otherwise"}},
		{"officers with one NIP", func() error {
			k := known()
			k.NIPs = map[domain.NIP]string{"198501012010012001": "P-09"}
			_, err := rosterfile.Officers(strings.NewReader("code,name,nip,unit\nP-09,A,198501012010012001,DKC\nP-02,B,198501012010012001,DKC\nP-03,C,199001012015011002,DKC\nP-04,D,19900101 201501 1 002,DKC\n"), k)
			return err
		}, []string{"line 3: nip is that of officer P-09", "line 5: nip is that of officer P-03"}},
		{"an old character set", func() error {
			_, err := rosterfile.Services(strings.NewReader("code,name\nA,B\nC,caf\xe9\n"))
			return err
		}, []string{"line 3: it is not UTF-8"}},
		{"header", func() error {
			_, err := rosterfile.Services(strings.NewReader("code,nmae\nA,B\n"))
			return err
		}, []string{"unknown column \"nmae\"", "column \"name\" is missing"}},
		{"empty", func() error { _, err := rosterfile.Services(strings.NewReader("")); return err }, []string{"empty"}},
		{"quotes", func() error { _, err := rosterfile.Services(strings.NewReader("code,name\nA,\"B\n")); return err }, []string{"quote"}},
	}
	for _, c := range cases {
		err := c.read()
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is missing in: %v", c.name, want, err)
			}
		}
		if err != nil && strings.Contains(err.Error(), secretNIP) {
			t.Errorf("%s: the NIP is in the error", c.name)
		}
	}
}

func FuzzOfficers(f *testing.F) {
	f.Add("code,name,unit\nP-01,Siti,DKC\n")
	f.Add("kode;nama;unit;nip\nP-01;\"a\"\"b\";DKC;1\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := rosterfile.Officers(strings.NewReader(text), known())
		if err != nil {
			return
		}
		for _, o := range list {
			if !domain.ValidCode(o.Code, domain.MaxOfficerCode) || o.Unit != "DKC" {
				t.Errorf("took %+v", o)
			}
		}
	})
}
