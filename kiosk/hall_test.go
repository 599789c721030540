package kiosk_test

import (
	"suaraloket/web/browsertest"
	"testing"

	"suaraloket/repository"
	"suaraloket/web/sitetest"
)

type answer = sitetest.Answer

// hall is the test city with both sites and its tablets.
type hall struct {
	*sitetest.Hall
	line    *line // the network of its tablets; nil before openLine
	devices int   // browsers opened
	alone   bool  // its tabs need processes of their own: the test kills or measures one
}

func openHall(t testing.TB, change ...func(*sitetest.Options)) *hall {
	t.Helper()
	return ownHost(sitetest.Open(t, change...))
}

func openHallOn(t testing.TB, store *repository.Store, change ...func(*sitetest.Options)) *hall {
	t.Helper()
	return ownHost(sitetest.OpenOn(t, store, change...))
}

// ownHost gives the hall an address that its first browser shares with no other test.
func ownHost(h *sitetest.Hall) *hall {
	h.Host = browsertest.Host()
	return &hall{Hall: h}
}

// apart makes the hall's browsers share nothing with those of other tests. It listens where
// loket.example and 0.0.0.0 lead, which browsers take for insecure.
func (h *hall) apart() { h.Host = "127.0.0.1" }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
