package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/web/browsertest"
)

// kioskThat is a kiosk in a condition, silent while its counter is manned or not.
func kioskThat(id string, condition domain.KioskCondition, alarm bool) domain.KioskStatus {
	return domain.KioskStatus{
		Kiosk: domain.Kiosk{ID: id, Name: "Tablet Bu Ratna"}, Counter: domain.Counter{Code: "DKC-01"}, Condition: condition, Alarm: alarm,
	}
}

// A silent kiosk is logged once, however long it is silent, and once more when it reports
// again.
func TestASilentKioskIsLoggedOnce(t *testing.T) {
	var fleet []domain.KioskStatus
	var away error
	var log bytes.Buffer
	w := newFleetWatch(func(context.Context) ([]domain.KioskStatus, error) { return fleet, away }, slog.New(slog.NewTextHandler(&log, nil)))
	for _, step := range []struct {
		name      string
		condition domain.KioskCondition
		alarm     bool
		away      error
		says      string // "" for nothing
	}{
		{"recent heartbeat", domain.KioskActive, false, nil, ""},
		{"silent at night", domain.KioskSilent, false, nil, ""},
		{"silent while manned", domain.KioskSilent, true, nil, "level=WARN"},
		{"still", domain.KioskSilent, true, nil, ""},
		{"cannot be asked", domain.KioskActive, false, errors.New("away"), ""},
		{"at night", domain.KioskSilent, false, nil, ""},
		{"the next morning", domain.KioskSilent, true, nil, ""},
		{"back, with trouble", domain.KioskTroubled, false, nil, "level=INFO"},
		{"well", domain.KioskActive, false, nil, ""},
		{"silent again", domain.KioskSilent, true, nil, "level=WARN"},
		{"revoked", domain.KioskRevoked, false, nil, ""},
		{"still revoked", domain.KioskRevoked, false, nil, ""},
	} {
		fleet, away = []domain.KioskStatus{kioskThat("a", step.condition, step.alarm), kioskThat("b", domain.KioskActive, false)}, step.away
		log.Reset()
		w.look(t.Context())
		said := log.String()
		if (said == "") != (step.says == "") || !strings.Contains(said, step.says) || strings.Count(said, "\n") > 1 {
			t.Errorf("%s: %q", step.name, said)
		}
		if said != "" && (!strings.Contains(said, "kiosk=a counter=DKC-01") || strings.Contains(said, "Ratna")) {
			t.Errorf("%s: %q", step.name, said)
		}
	}
}

func TestTheWatchLooksInTimeAndEnds(t *testing.T) {
	looks := make(chan struct{}, 3)
	w := newFleetWatch(func(context.Context) ([]domain.KioskStatus, error) {
		looks <- struct{}{}
		return nil, nil
	}, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	times, ended := make(chan time.Time), make(chan struct{})
	go func() {
		defer close(ended)
		w.run(ctx, times)
	}()
	for range 3 {
		times <- time.Now()
	}
	for range 3 {
		<-looks
	}
	stop()
	<-ended
}

// The metrics count the kiosks by how they are, and the program stops with its watch.
func TestTheMetricsCountKiosks(t *testing.T) {
	c := config.Default()
	c.Data, c.HTTP.Listen, c.HTTP.StopWithin = t.TempDir(), "127.0.0.1:0", config.Duration(5*time.Second)
	s := built(t, c)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	browsertest.Eventually(t, "ready", func() bool {
		status, _ := programtest.Get(t, s.BaseURL+"/readyz")
		return status == http.StatusOK
	})
	unit := domain.Unit{Code: "DKC", Name: "Disdukcapil", Agency: domain.Agency{Code: "KOTA", Name: "Kota", Internal: true}}
	for _, err := range []error{
		s.Store.SaveCounters(ctx, []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit}}),
		s.Kiosks.Bind(ctx, domain.Kiosk{ID: "a", Counter: "DKC-01", Name: "A"}, "dk_a"),
		s.Kiosks.Bind(ctx, domain.Kiosk{ID: "b", Counter: "DKC-01", Name: "B"}, "dk_b"),
		s.Kiosks.Bind(ctx, domain.Kiosk{ID: "c", Counter: "DKC-01", Name: "C"}, "dk_c"),
		s.fleet.Beat(ctx, "dk_a", domain.Heartbeat{Version: "1", Battery: 80}),
		s.Kiosks.Revoke(ctx, Operator(), "c", false),
		s.Store.SaveHealth(ctx, domain.Health{Kiosk: "b", Seen: s.Clock().Add(-time.Hour), Heartbeat: domain.Heartbeat{Battery: domain.Unknown}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, metrics := programtest.Get(t, s.BaseURL+"/metrics")
	for _, line := range []string{
		`suaraloket_kiosks{condition="active"} 1`, `suaraloket_kiosks{condition="silent"} 1`, `suaraloket_kiosks{condition="troubled"} 0`,
		`suaraloket_kiosks{condition="new"} 0`, `suaraloket_kiosks{condition="revoked"} 1`, "suaraloket_kiosks_alarm 0",
	} {
		if !strings.Contains(string(metrics), "\n"+line+"\n") {
			t.Errorf("metrics lack %q", line)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it does not stop well: %v", err)
	}
}
