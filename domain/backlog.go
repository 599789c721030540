package domain

import "time"

// Backlog is the queue of accepted ratings that wait for the database.
type Backlog struct {
	Away    bool // the database is away
	Ratings int64
	Oldest  time.Time // when the oldest was accepted; zero when none waits
}
