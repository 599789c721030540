package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"suaraloket/domain"
	"suaraloket/repository/testdb"
	"suaraloket/web/sitetest"
)

// discardStore accepts every rating and stores none, so that the benchmark measures only
// the program's own work.
type discardStore struct{ domain.RatingStore }

func (discardStore) AddRating(_ context.Context, e domain.Entry) (domain.Rating, bool, error) {
	return e.Rating, true, nil
}

// BenchmarkPostRating measures a rating from the HTTP handler to the store.
func BenchmarkPostRating(b *testing.B) {
	store := testdb.SQLite(b)
	h := openHallOn(b, store, func(o *sitetest.Options) {
		o.Intake = domain.NewIntake(domain.NewRoster(store, store, o.Clock), discardStore{store}, o.Clock, domain.Limits{})
	})
	handle := h.App.Handler()
	b.ReportAllocs()
	for b.Loop() {
		var c fasthttp.RequestCtx
		c.Request.Header.SetMethod(fasthttp.MethodPost)
		c.Request.SetRequestURI("/api/v1/ratings")
		c.Request.Header.SetContentType("application/json")
		c.Request.Header.Set("Authorization", "Bearer "+sitetest.TabletKey)
		fmt.Fprintf(c.Request.BodyWriter(), `{"id":"%s","value":4,"service":"KK","answers":{"kompetensi":4},"reasons":["cepat"],"comment":"Cepat sekali, terima kasih","seq":17}`, uuid.NewString())
		if handle(&c); c.Response.StatusCode() != fasthttp.StatusCreated {
			b.Fatalf("%d %s", c.Response.StatusCode(), c.Response.Body())
		}
	}
}
