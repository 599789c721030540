package domain_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"suaraloket/domain"
)

func TestParseNIP(t *testing.T) {
	for text, ok := range map[string]bool{
		"198501012010012001":    true,
		"19850101 201001 2 001": true,
		"198501012023211007":    true,  // a PPPK: digits 13 and 14 are no month
		"198513012010012001":    false, // month 13
		"198502302010012001":    false, // 30 February
		"198501012010013001":    false, // sex 3
		"198501011980012001":    false, // appointed before birth
		"19850101201001200":     false,
		"1985010120100120012":   false,
		"19850101201001200A":    false,
		"":                      false,
	} {
		if _, got := domain.ParseNIP(text); got != ok {
			t.Errorf("%q taken: %v", text, got)
		}
	}
}

func TestNIPPrintsMasked(t *testing.T) {
	nip, _ := domain.ParseNIP("198501012010012001")
	officer := domain.Officer{Code: "P-01", NIP: nip}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("officer", "nip", nip, "officer", officer)
	for _, text := range []string{fmt.Sprint(nip), fmt.Sprintf("%v %+v %s", officer, officer, nip), log.String()} {
		if strings.Contains(text, "19850101") {
			t.Errorf("printed %s", text)
		}
	}
	if nip.Full() != "19850101 201001 2 001" {
		t.Errorf("full %s", nip.Full())
	}
}

func TestCodes(t *testing.T) {
	for code, ok := range map[string]bool{
		"DKC-01": true, "A": true, "": false, "-A": false, "A-": false, "A_B": false, "a": false,
		"A B": false, "É": false, strings.Repeat("A", 20): true, strings.Repeat("A", 21): false,
	} {
		if domain.ValidCode(code, domain.MaxCode) != ok {
			t.Errorf("%q valid: %v", code, !ok)
		}
	}
}
