package kiosk_test

import (
	"testing"

	"suaraloket/repository"
	"suaraloket/web/sitetest"
)

type answer = sitetest.Answer

// hall is the test city with both sites and its tablets.
type hall struct {
	*sitetest.Hall
	line *line // the network of its tablets; nil before openLine
}

func openHall(t testing.TB, change ...func(*sitetest.Options)) *hall {
	t.Helper()
	return &hall{Hall: sitetest.Open(t, change...)}
}

func openHallOn(t testing.TB, store *repository.Store, change ...func(*sitetest.Options)) *hall {
	t.Helper()
	return &hall{Hall: sitetest.OpenOn(t, store, change...)}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
