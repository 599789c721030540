package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"suaraloket/domain"
)

// fleetLook is how often somebody looks for kiosks that have fallen silent.
const fleetLook = time.Minute

// fleetTime bounds one look.
const fleetTime = 2 * time.Second

// fleetList gives all kiosks of the city as they are.
type fleetList func(context.Context) ([]domain.KioskStatus, error)

func (s *server) listFleet(ctx context.Context) ([]domain.KioskStatus, error) {
	return s.fleet.List(ctx, operator())
}

// fleetGauges counts the kiosks when somebody looks.
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

// Collect counts; a fleet that cannot be asked has no gauges.
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

// fleetWatch tells the log once when a kiosk falls silent while its counter is manned,
// and once when it is heard of again.
type fleetWatch struct {
	list   fleetList
	logger *slog.Logger
	told   map[string]bool // ids of those that are silent and were told of
}

func newFleetWatch(list fleetList, logger *slog.Logger) *fleetWatch {
	return &fleetWatch{list: list, logger: logger, told: map[string]bool{}}
}

// run looks whenever it is time, until ctx ends.
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

// look says nothing while the fleet cannot be asked: that the database is away is told
// elsewhere.
func (w *fleetWatch) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, fleetTime)
	defer cancel()
	fleet, err := w.list(ctx)
	if err != nil {
		return
	}
	for _, k := range fleet {
		w.tell(k)
	}
}

func (w *fleetWatch) tell(k domain.KioskStatus) {
	say := w.logger.With("kiosk", k.Kiosk.ID, "counter", k.Counter.Code)
	switch told := w.told[k.Kiosk.ID]; {
	case !told && k.Alarm:
		w.told[k.Kiosk.ID] = true
		say.Warn("a kiosk is silent while its counter is manned", "seen", k.Health.Seen.UTC())
	case told && k.Condition == domain.KioskRevoked:
		delete(w.told, k.Kiosk.ID)
	case told && k.Condition != domain.KioskSilent:
		delete(w.told, k.Kiosk.ID)
		say.Info("a silent kiosk is heard of again")
	}
}

// watchFleet looks at the fleet until ctx ends.
func (s *server) watchFleet(ctx context.Context) error {
	ticker := time.NewTicker(fleetLook)
	defer ticker.Stop()
	newFleetWatch(s.listFleet, s.logger).run(ctx, ticker.C)
	return nil
}
