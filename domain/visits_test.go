package domain_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

// opened gives the visits of codes at one moment, over the keys of authors.
func opened(now *time.Time, ring *keyring) (*domain.Passes, *domain.Visits) {
	clock := func() time.Time { return *now }
	passes := domain.NewPasses([]byte("0123456789abcdef"), clock)
	authors := domain.NewAuthors([]byte("0123456789abcdef"), ring, clock)
	return passes, domain.NewVisits(passes, nil, nil, nil, authors)
}

// A visit belongs to the browser that opened it: another browser is refused, and one without
// a cookie, such as a program, is not taken for it.
func TestAVisitBelongsToItsBrowser(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	passes, visits := opened(&now, &keyring{keys: map[string][]byte{}})
	visit, err := visits.Open(ctx, passes.Poster("DKC-01"), "mine")
	if err != nil || !visit.Right.Own || len(visit.Right.Browser) != 32 {
		t.Fatalf("%+v %v", visit, err)
	}
	if strings.Contains(visit.Pass, "mine") {
		t.Errorf("the pass %s says the cookie", visit.Pass)
	}
	rated := domain.Rating{Visit: visit.Right.Visit, Browser: visit.Right.Browser}
	if right, err := visits.Read(ctx, visit.Pass, "mine"); err != nil || right != visit.Right || !right.Sees(rated) {
		t.Errorf("%+v %v, opened %+v", right, err, visit.Right)
	}
	if right, err := visits.Read(ctx, visit.Pass, "other"); !errors.Is(err, domain.ErrOtherBrowser) {
		t.Errorf("another browser: %+v %v", right, err)
	}
	bare, err := visits.Read(ctx, visit.Pass, "")
	if err != nil || bare.Own || bare.Browser != "" || bare.Visit != visit.Right.Visit || bare.Sees(rated) {
		t.Errorf("without a cookie: %+v %v", bare, err)
	}
	rated.Browser = ""
	if !bare.Sees(rated) || !visit.Right.Sees(rated) {
		t.Error("a rating without a browser is not seen by its visit")
	}
	if rated.Visit = "another"; visit.Right.Sees(rated) || bare.Sees(rated) {
		t.Error("a rating of another visit is seen")
	}
}

// The visit of a browser without cookies is another one, and ends with the one in the address.
func TestAVisitApart(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	passes, visits := opened(&now, &keyring{keys: map[string][]byte{}})
	visit, err := visits.Open(ctx, passes.Poster("DKC-01"), "mine")
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	apart, err := visits.Read(ctx, visits.Apart(visit.Right), "")
	if err != nil || apart.Visit == visit.Right.Visit || apart.Own || apart.Browser != "" || !apart.Expires.Equal(visit.Right.Expires) {
		t.Errorf("%+v %v", apart, err)
	}
	other, err := visits.Read(ctx, visits.Apart(visit.Right), "other")
	if err != nil || other.Own || other.Browser == "" || other.Visit == apart.Visit {
		t.Errorf("%+v %v", other, err)
	}
}

// The visits of one ticket differ by browser, and a browser finds its own again.
func TestVisitsOfATicket(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := passesAt(&now, "0123456789abcdef")
	code, seen := p.Ticket(ticketFor("DKC-01", now.Add(time.Hour))), map[string]string{}
	for _, browser := range []string{"mine", "other", "mine", "", ""} {
		_, right, err := p.Open(code, browser)
		if err != nil || right.Ticket != "0a1b2c3d" {
			t.Fatalf("%+v %v", right, err)
		}
		if by, known := seen[right.Visit]; known != (browser == "mine" && by == "mine") {
			t.Errorf("%q opened the visit of %q", browser, by)
		}
		seen[right.Visit] = browser
		now = now.Add(time.Second)
	}
	if len(seen) != 4 {
		t.Errorf("%d visits", len(seen))
	}
}

// The hash of a browser is that of the quarter in which it opened the visit. Without the key,
// in an outage, the visit still belongs to its browser.
func TestTheHashOfABrowser(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 9, 30, 23, 55, 0, 0, time.UTC)
	ring := &keyring{keys: map[string][]byte{}}
	passes, visits := opened(&now, ring)
	visit, err := visits.Open(ctx, passes.Poster("DKC-01"), "mine")
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(10 * time.Minute)
	if right, err := visits.Read(ctx, visit.Pass, "mine"); err != nil || right.Browser != visit.Right.Browser {
		t.Errorf("after midnight %+v %v", right, err)
	}
	next, err := visits.Open(ctx, passes.Poster("DKC-01"), "mine")
	if err != nil || next.Right.Browser == visit.Right.Browser {
		t.Errorf("the next quarter has the hash of the last, %v", err)
	}
	authors := domain.NewAuthors([]byte("0123456789abcdef"), ring, func() time.Time { return now })
	if hash, err := authors.OfBrowser(ctx, "4711", now); err != nil || hash == next.Right.Browser {
		t.Errorf("two browsers share a hash, %v", err)
	} else if person, err := authors.Of(ctx, 4711, now); err != nil || person == hash {
		t.Errorf("a browser has the hash of a chat person, %v", err)
	}
	_, visits = opened(&now, &keyring{away: true})
	if right, err := visits.Read(ctx, visit.Pass, "mine"); err != nil || !right.Own || right.Browser != "" {
		t.Errorf("without the key %+v %v", right, err)
	}
	if _, err := visits.Read(ctx, visit.Pass, "other"); !errors.Is(err, domain.ErrOtherBrowser) {
		t.Errorf("without the key: %v", err)
	}
}
