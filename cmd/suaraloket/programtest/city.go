package programtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

// CityNow returns the time in the sample city. Every installation has the same zone by default.
func CityNow() time.Time { return time.Now().In(time.FixedZone("WIB", 7*3600)) }

// ThisPeriod returns the current quarter.
func ThisPeriod() string { return domain.PeriodAt(CityNow()).String() }

// ThisYear returns the current year.
func ThisYear() string { return CityNow().Format("2006") }

// OnDuty returns the officer on duty at a counter.
func OnDuty(t *testing.T, base, counter string) string {
	t.Helper()
	_, body := Get(t, base+"/api/v1/counters/"+counter)
	found := regexp.MustCompile(`"on_duty":\[\{"officer":"([A-Z0-9-]+)"`).FindSubmatch(body)
	if found == nil {
		t.Fatalf("no officer is on duty: %s", body)
	}
	return string(found[1])
}

// MarkerNIP is an invented NIP. It may appear in the portal only.
const MarkerNIP = "197702282003121009"

// WriteLists writes the four lists that import reads.
func WriteLists(t *testing.T, dir string) {
	t.Helper()
	for name, text := range map[string]string{
		"services.csv": "code,name\nKK,Kartu Keluarga\nKTP-EL,KTP-el\n",
		"counters.csv": "kode;nama;unit;nama_unit;opd;nama_opd;internal;layanan\nDKC-01;Loket 1;DKC;Pelayanan;DISDUKCAPIL;Dinas Dukcapil;ya;KK\nDKC-02;Loket 2;DKC;Pelayanan;DISDUKCAPIL;Dinas Dukcapil;ya;KK KTP-EL\n",
		"officers.csv": "code,name,display_name,nip,rank,position,unit,figure\nP-01,Siti Contoh,Ibu Siti,'" + MarkerNIP + ",Penata / III/c,Operator,DKC,a\nP-02,Budi Contoh,,,,,DKC,b\n",
		"duties.csv":   "officer,counter,from,to\nP-01,DKC-01,2026-01-01 00:00,\nP-02,DKC-02,2026-01-01 00:00,\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Install sets up an installation: it migrates, adds an account and imports the lists.
func Install(t *testing.T, env []string, dir string) {
	t.Helper()
	WriteLists(t, dir)
	if out := MustRun(t, env, "", "migrate"); !strings.Contains(out, "up to date") {
		t.Errorf("migrate prints %q", out)
	}
	MustRun(t, env, "correct horse battery\n", "account", "add", "--login", "hr", "--role", "hr")
	for _, list := range []string{"services", "counters", "officers", "duties"} {
		file := filepath.Join(dir, list+".csv")
		if out := MustRun(t, env, "", "import", list, file, "--dry-run"); !strings.Contains(out, "Tidak ada yang diubah") {
			t.Errorf("the dry run prints %q", out)
		}
		MustRun(t, env, "", "import", list, file)
	}
}
