package domain

import "time"

// Backlog is what was accepted and waits until the database takes it.
type Backlog struct {
	Away    bool // the database is away
	Ratings int64
	Oldest  time.Time // when the oldest was accepted; zero when none waits
}
