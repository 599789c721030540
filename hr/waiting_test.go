package hr_test

import (
	"context"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/hr"
)

// TestTheBacklogIsShown checks that only visitors who see the city are warned of accepted
// ratings that the figures do not include yet.
func TestTheBacklogIsShown(t *testing.T) {
	backlog := domain.Backlog{}
	o := openOffice(t, func(o *hr.Options) {
		o.Backlog = func(context.Context) (domain.Backlog, error) { return backlog, nil }
	})
	says(t, "nothing waits", o.as("hr").get("/hr/papan").Body, nil, []string{"menunggu disimpan"})
	backlog = domain.Backlog{Ratings: 1234, Oldest: time.Date(2026, 11, 23, 1, 5, 0, 0, time.UTC)}
	says(t, "in the portal", o.as("hr").get("/hr/papan").Body,
		[]string{"1.234 penilaian sudah diterima dan menunggu disimpan", "23 November 2026, 08.05 WIB"}, nil)
	backlog.Ratings = 1
	says(t, "one, in English", o.as("hr").get("/hr/papan?lang=en").Body, []string{"One rating has been accepted"}, nil)
	says(t, "a head", o.as("kepala").get("/hr/papan").Body, nil, []string{"menunggu disimpan"})
}

// TestARefusedTokenIsShown checks that visitors who see the city are warned of a silent chat.
func TestARefusedTokenIsShown(t *testing.T) {
	refused := false
	o := openOffice(t, func(o *hr.Options) { o.TokenRefused = func() bool { return refused } })
	says(t, "in order", o.as("hr").get("/hr/papan").Body, nil, []string{"menolak token"})
	refused = true
	says(t, "in the portal", o.as("hr").get("/hr/papan").Body, []string{"Telegram menolak token bot"}, nil)
	says(t, "a head", o.as("kepala").get("/hr/papan").Body, nil, []string{"menolak token"})
}
