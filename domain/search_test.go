package domain_test

import (
	"testing"

	"suaraloket/domain"
)

func TestASearchFindsItsWordsInAnyOrder(t *testing.T) {
	for search, want := range map[string]bool{
		"": true, "  ": true, "ratna": true, "SARI ratna": true, "rat p-01": true, "ratna\u00a0sari": true, "ratna budi": false, "ratnasari": false,
	} {
		if got := domain.Mentions("Ratna Sari, S.Sos.\nP-01", search); got != want {
			t.Errorf("%q: %v", search, got)
		}
	}
}
