package repository_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/repository"
)

// city fills the store with two agencies, three counters and four officers.
func city(t testing.TB, s *repository.Store) {
	t.Helper()
	ctx := context.Background()
	own := domain.Agency{Code: "DKC", Name: "Dinas Kependudukan", Internal: true}
	tenant := domain.Agency{Code: "BANK", Name: "Bank Contoh"}
	unit := domain.Unit{Code: "DKC-U", Name: "Pelayanan", Agency: own}
	services := []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP-EL", Name: "KTP-el"}}
	officers := []domain.Officer{
		{Code: "P-01", Name: "Siti", DisplayName: "Ibu Siti", NIP: "198501012010012001", Unit: "DKC-U", Rank: "Penata / III/c", Position: "Operator", Figure: "a", Active: true},
		{Code: "P-02", Name: "Budi", Unit: "DKC-U", Figure: "b", Active: true},
		{Code: "P-03", Name: "Pergi", Unit: "DKC-U", Figure: "c", Active: false},
		{Code: "B-01", Name: "Teller", Unit: "BANK-U", Figure: "c", Active: true},
	}
	for _, err := range []error{
		s.SaveServices(ctx, services),
		s.SaveCounters(ctx, []domain.Counter{
			{Code: "DKC-01", Name: "Loket 1", Unit: unit, Services: services},
			{Code: "DKC-02", Name: "Loket 2", Unit: unit, Services: services[:1]},
			{Code: "BANK-01", Name: "Teller 1", Unit: domain.Unit{Code: "BANK-U", Name: "Bank", Agency: tenant}},
		}),
		s.SaveOfficers(ctx, officers),
		s.SaveDuties(ctx, []domain.Duty{
			{ID: uuid.NewString(), Officer: "P-01", Counter: "DKC-01", From: at("2026-01-01T00:00")},
			{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-02", From: at("2026-01-01T00:00"), To: at("2026-06-30T12:00")},
			{ID: uuid.NewString(), Officer: "P-03", Counter: "DKC-02", From: at("2026-01-01T00:00")},
			{ID: uuid.NewString(), Officer: "B-01", Counter: "BANK-01", From: at("2026-01-01T00:00")},
		}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func zone() *time.Location { return time.FixedZone("WIB", 7*3600) }

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", text, zone())
	if err != nil {
		panic(err)
	}
	return t
}

func clockAt(t time.Time) domain.Clock { return func() time.Time { return t } }

func kioskRight() domain.Right {
	return domain.Right{Counter: "DKC-01", Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet-1"}
}

func submission(value int) domain.Submission {
	return domain.Submission{ID: uuid.NewString(), Right: kioskRight(), Value: value}
}

func intake(s *repository.Store, now time.Time) *domain.Intake {
	return limited(s, now, domain.Limits{})
}

func limited(s *repository.Store, now time.Time, limits domain.Limits) *domain.Intake {
	return domain.NewIntake(domain.NewRoster(s, s, clockAt(now)), s, clockAt(now), limits)
}

func tallies(t *testing.T, s *repository.Store) []report.TallyLine {
	t.Helper()
	lines, err := s.Tallies(context.Background(), "2000-01", "2100-01")
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
