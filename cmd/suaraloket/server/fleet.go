package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"suaraloket/domain"
)

// fleetLook is the interval between checks for silent kiosks.
const fleetLook = time.Minute

// fleetTime is the deadline of one check.
const fleetTime = 2 * time.Second

// fleetList gives all kiosks of the city as they are.
type fleetList func(context.Context) ([]domain.KioskStatus, error)

func (s *Server) listFleet(ctx context.Context) ([]domain.KioskStatus, error) {
	return s.fleet.List(ctx, Operator())
}

// fleetGauges counts the kiosks when the metrics are read.
type fleetGauges struct{ list fleetList }

// The gauges of the fleet.
func fleetDescriptions() (kiosks, alarm *prometheus.Desc) {
	return prometheus.NewDesc("suaraloket_kiosks", "Kiosks by their condition.", []string{"condition"}, nil),
		prometheus.NewDesc("suaraloket_kiosks_alarm", "Kiosks that are silent while their counters are manned.", nil, nil)
}

// Describe lists the gauges.
func (g fleetGauges) Describe(out chan<- *prometheus.Desc) {
	kiosks, alarm := fleetDescriptions()
	out <- kiosks
	out <- alarm
}

// Collect counts; without an answer of the store it gives no gauges.
func (g fleetGauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), fleetTime)
	defer cancel()
	fleet, err := g.list(ctx)
	if err != nil {
		return
	}
	count, alarms := map[domain.KioskCondition]int{}, 0
	for _, k := range fleet {
		count[k.Condition]++
		if k.Alarm {
			alarms++
		}
	}
	kiosks, alarm := fleetDescriptions()
	for _, condition := range []domain.KioskCondition{
		domain.KioskActive, domain.KioskSilent, domain.KioskTroubled, domain.KioskNew, domain.KioskRevoked,
	} {
		out <- prometheus.MustNewConstMetric(kiosks, prometheus.GaugeValue, float64(count[condition]), string(condition))
	}
	out <- prometheus.MustNewConstMetric(alarm, prometheus.GaugeValue, float64(alarms))
}

// fleetWatch logs once when a kiosk falls silent while its counter is open, and once
// when it reports again.
type fleetWatch struct {
	list     fleetList
	logger   *slog.Logger
	reported map[string]bool // ids of silent kiosks that were logged
}

func newFleetWatch(list fleetList, logger *slog.Logger) *fleetWatch {
	return &fleetWatch{list: list, logger: logger, reported: map[string]bool{}}
}

// run checks at each tick until ctx ends.
func (w *fleetWatch) run(ctx context.Context, times <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-times:
			w.look(ctx)
		}
	}
}

// look checks all kiosks. It ignores errors of the store: the journal logs them.
func (w *fleetWatch) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, fleetTime)
	defer cancel()
	fleet, err := w.list(ctx)
	if err != nil {
		return
	}
	for _, k := range fleet {
		w.report(k)
	}
}

func (w *fleetWatch) report(k domain.KioskStatus) {
	log := w.logger.With("component", "fleet", "kiosk", k.Kiosk.ID, "counter", k.Counter.Code)
	switch reported := w.reported[k.Kiosk.ID]; {
	case !reported && k.Alarm:
		w.reported[k.Kiosk.ID] = true
		log.Warn("kiosk silent while its counter is open", "seen", k.Health.Seen.UTC())
	case reported && k.Condition == domain.KioskRevoked:
		delete(w.reported, k.Kiosk.ID)
	case reported && k.Condition != domain.KioskSilent:
		delete(w.reported, k.Kiosk.ID)
		log.Info("kiosk no longer silent")
	}
}

// watchFleet checks the kiosks until ctx ends.
func (s *Server) watchFleet(ctx context.Context) error {
	ticker := time.NewTicker(fleetLook)
	defer ticker.Stop()
	newFleetWatch(s.listFleet, s.Logger).run(ctx, ticker.C)
	return nil
}
