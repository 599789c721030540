package server

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"suaraloket/domain"
	"suaraloket/web"
)

// metrics are what operators watch. They carry no person, no officer and no text.
type metrics struct {
	registry *prometheus.Registry
	ratings  *prometheus.CounterVec
	requests *prometheus.HistogramVec
}

func newMetrics(backlog func(context.Context) (domain.Backlog, error), clock domain.Clock) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		ratings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "suaraloket_ratings_total", Help: "Ratings received, by channel and by outcome: stored, repeated, refused or unavailable.",
		}, []string{"channel", "outcome"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "suaraloket_http_request_seconds", Help: "Time to answer, by route and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route", "status"}),
	}
	m.registry.MustRegister(m.ratings, m.requests, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), backlogGauges{backlog, clock})
	return m
}

// count adds a gauge that is computed when the metrics are read.
func (m *metrics) count(name, help string, now func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(now()) }))
}

// backlogGauges asks the journal when the metrics are read.
type backlogGauges struct {
	backlog func(context.Context) (domain.Backlog, error)
	clock   domain.Clock
}

// The gauges of the journal.
func backlogDescriptions() (away, ratings, oldest *prometheus.Desc) {
	return prometheus.NewDesc("suaraloket_database_away", "1 while the database is away and ratings go to the journal.", nil, nil),
		prometheus.NewDesc("suaraloket_journal_ratings", "Accepted ratings that the database does not have yet.", nil, nil),
		prometheus.NewDesc("suaraloket_journal_oldest_seconds", "How long the oldest of them has been waiting.", nil, nil)
}

// Describe lists the gauges.
func (g backlogGauges) Describe(out chan<- *prometheus.Desc) {
	away, ratings, oldest := backlogDescriptions()
	out <- away
	out <- ratings
	out <- oldest
}

// Collect reads them; without an answer of the journal there are none.
func (g backlogGauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	b, err := g.backlog(ctx)
	if err != nil {
		return
	}
	var isAway, age float64
	if b.Away {
		isAway = 1
	}
	if b.Ratings > 0 {
		age = g.clock().Sub(b.Oldest).Seconds()
	}
	away, ratings, oldest := backlogDescriptions()
	out <- prometheus.MustNewConstMetric(away, prometheus.GaugeValue, isAway)
	out <- prometheus.MustNewConstMetric(ratings, prometheus.GaugeValue, float64(b.Ratings))
	out <- prometheus.MustNewConstMetric(oldest, prometheus.GaugeValue, age)
}

// mount times every request and serves /metrics to this machine only. A request through a
// proxy on this machine has headers that show its origin.
func (m *metrics) mount(app *fiber.App) {
	app.Use(m.time)
	show := adaptor.HTTPHandler(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	app.Get("/metrics", func(c *fiber.Ctx) error {
		if !fromHere(c) {
			return domain.ErrPageUnknown
		}
		return show(c)
	})
}

func fromHere(c *fiber.Ctx) bool {
	for _, header := range []string{fiber.HeaderXForwardedFor, fiber.HeaderForwarded, "X-Real-Ip", fiber.HeaderVia} {
		if c.Get(header) != "" {
			return false
		}
	}
	return c.Context().RemoteIP().IsLoopback()
}

func (m *metrics) time(c *fiber.Ctx) error {
	began := time.Now()
	err := c.Next()
	status := c.Response().StatusCode()
	if err != nil {
		status = web.StatusOf(err)
	}
	// The route, never the path: paths carry codes, and there is no end of them.
	m.requests.WithLabelValues(c.Method(), c.Route().Path, strconv.Itoa(status)).Observe(time.Since(began).Seconds())
	return err
}

// countedRatings counts ratings by outcome.
type countedRatings struct {
	domain.RatingStore
	metrics *metrics
}

// AddRating implements domain.RatingStore.
func (r countedRatings) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	stored, added, err := r.RatingStore.AddRating(ctx, e)
	if !errors.Is(err, domain.ErrRosterStale) { // the intake tries again
		r.metrics.ratings.WithLabelValues(string(e.Rating.Channel), outcomeOf(added, err)).Inc()
	}
	return stored, added, err
}

func outcomeOf(added bool, err error) string {
	refusal, refused := domain.Refusal(err)
	switch {
	case err == nil && added:
		return "stored"
	case err == nil:
		return "repeated"
	case refused && refusal.Code != domain.CodeUnavailable, errors.Is(err, domain.ErrClaimTaken):
		return "refused"
	}
	return "unavailable"
}
