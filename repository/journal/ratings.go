package journal

import (
	"context"
	"errors"
	"slices"
	"time"

	"suaraloket/domain"
)

// patience is how long a write waits for the database before the journal takes over, and
// lookPatience how long a read does. A slow database gets the rating from the journal later.
const (
	patience     = 3 * time.Second
	lookPatience = time.Second
)

// A database that is alive, as it says within aliveTime, is not away before it has completed
// no write for lateTime. When a rating has timed out, the next ones do not wait for the
// database for slowTime.
const (
	aliveTime = time.Second
	lateTime  = time.Minute
	slowTime  = 5 * time.Second
)

// ask queries the database within a deadline, unless the database is known to be away.
func ask[T any](ctx context.Context, j *Journal, most time.Duration, query func(context.Context) (T, error)) (T, error) {
	return askThen(ctx, j, most, query, j.timeout)
}

// askThen is ask with what follows when the database did not answer in time.
func askThen[T any](ctx context.Context, j *Journal, most time.Duration, query func(context.Context) (T, error), late func(context.Context, error)) (T, error) {
	var none T
	if j.Away() {
		return none, domain.ErrUnavailable
	}
	within, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	answer, err := query(within)
	if !errors.Is(err, domain.ErrUnavailable) || ctx.Err() != nil {
		return answer, err
	}
	if within.Err() != nil {
		late(ctx, err)
	} else {
		j.lose(err)
	}
	return answer, err
}

// tell is ask for a request without a result.
func tell(ctx context.Context, j *Journal, request func(context.Context) error) error {
	_, err := ask(ctx, j, patience, func(ctx context.Context) (struct{}, error) { return struct{}{}, request(ctx) })
	return err
}

// added is the result of AddRating.
type added struct {
	rating domain.Rating
	isNew  bool
}

// AddRating implements domain.RatingStore. It is refused with ErrUnavailable only
// when neither the database nor the journal takes the rating.
func (j *Journal) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	waiting, err := j.waiting(ctx, e.Rating)
	if err == nil || !errors.Is(err, domain.ErrRatingUnknown) {
		return waiting, false, err
	}
	if j.Slow() {
		return j.keep(ctx, e)
	}
	stored, err := ask(ctx, j, j.Patience, func(ctx context.Context) (added, error) {
		rating, isNew, err := j.main.AddRating(ctx, e)
		return added{rating, isNew}, err
	})
	if !errors.Is(err, domain.ErrUnavailable) {
		j.wrote()
		return stored.rating, stored.isNew, err
	}
	return j.keep(ctx, e)
}

// waiting finds a rating with the same id in the journal. One with the same once-key is
// refused with ErrAlreadyRated, one with the same claim with ErrClaimTaken. None:
// ErrRatingUnknown.
func (j *Journal) waiting(ctx context.Context, r domain.Rating) (domain.Rating, error) {
	if j.local.Held() == 0 {
		return domain.Rating{}, domain.ErrRatingUnknown
	}
	same, err := j.local.Rating(ctx, r.ID)
	if err == nil || !errors.Is(err, domain.ErrRatingUnknown) {
		return same, err
	}
	other, err := j.local.RatingOf(ctx, r.OnceKey)
	switch {
	case err == nil && other.ID == r.ID: // stored between the two queries
		return other, nil
	case err == nil:
		return domain.Rating{}, domain.ErrAlreadyRated
	case !errors.Is(err, domain.ErrRatingUnknown) || r.Claim == "":
		return domain.Rating{}, err
	}
	taken, lookErr := j.local.Claimed(ctx, []string{r.Claim})
	switch {
	case lookErr != nil:
		err = lookErr
	case len(taken) > 0:
		err = domain.ErrClaimTaken
	}
	return domain.Rating{}, err
}

// keep writes the rating into the journal.
func (j *Journal) keep(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	if j.full() {
		return domain.Rating{}, false, errFull
	}
	var a added
	err := j.owing(func() (err error) {
		a.rating, a.isNew, err = j.local.AddRating(ctx, e)
		if !a.isNew {
			return err
		}
		effects, err := e.EffectsOf(a.rating) // the same that were stored
		j.hold(effects.Messages)
		return err
	})
	return a.rating, a.isNew, err
}

// ChangeRating implements domain.RatingStore. A change of a rating that only the database
// has is refused with ErrUnavailable while the database is away.
func (j *Journal) ChangeRating(ctx context.Context, id string, change func(*domain.Rating) (domain.Effects, error)) (domain.Rating, error) {
	if j.local.Held() > 0 {
		changed, err := j.changeHere(ctx, id, change)
		if !errors.Is(err, domain.ErrRatingUnknown) {
			return changed, err
		}
	}
	return ask(ctx, j, patience, func(ctx context.Context) (domain.Rating, error) {
		return j.main.ChangeRating(ctx, id, change)
	})
}

// changeHere changes a rating in the journal.
func (j *Journal) changeHere(ctx context.Context, id string, change func(*domain.Rating) (domain.Effects, error)) (changed domain.Rating, err error) {
	err = j.owing(func() (err error) {
		var said []domain.Message
		changed, err = j.local.ChangeRating(ctx, id, func(r *domain.Rating) (domain.Effects, error) {
			after, err := change(r)
			said = after.Messages
			return after, err
		})
		if err == nil {
			j.hold(said)
		}
		return err
	})
	return changed, err
}

// Rating implements domain.RatingStore.
func (j *Journal) Rating(ctx context.Context, id string) (domain.Rating, error) {
	return j.look(ctx, func(ctx context.Context, in domain.RatingStore) (domain.Rating, error) { return in.Rating(ctx, id) })
}

// RatingOf implements domain.RatingStore.
func (j *Journal) RatingOf(ctx context.Context, onceKey string) (domain.Rating, error) {
	return j.look(ctx, func(ctx context.Context, in domain.RatingStore) (domain.Rating, error) {
		return in.RatingOf(ctx, onceKey)
	})
}

// Claimed implements domain.RatingStore. It returns ErrUnavailable when the answer depends
// on the database and the database is away.
func (j *Journal) Claimed(ctx context.Context, claims []string) ([]string, error) {
	var waiting []string
	if j.local.Held() > 0 {
		var err error
		if waiting, err = j.local.Claimed(ctx, claims); err != nil || len(waiting) == len(claims) {
			return waiting, err
		}
	}
	stored, err := ask(ctx, j, lookPatience, func(ctx context.Context) ([]string, error) { return j.main.Claimed(ctx, claims) })
	all := slices.Concat(waiting, stored)
	slices.Sort(all)
	return slices.Compact(all), err
}

// LatestByAuthor implements domain.RatingStore. Ratings in the journal are newer than
// stored ones, except while the journal is drained.
func (j *Journal) LatestByAuthor(ctx context.Context, author, counter string) (domain.Rating, error) {
	return j.look(ctx, func(ctx context.Context, in domain.RatingStore) (domain.Rating, error) {
		return in.LatestByAuthor(ctx, author, counter)
	})
}

// look searches the journal first: a rating leaves it only after the database has it.
func (j *Journal) look(ctx context.Context, find func(context.Context, domain.RatingStore) (domain.Rating, error)) (domain.Rating, error) {
	if j.local.Held() > 0 {
		found, err := find(ctx, j.local)
		if !errors.Is(err, domain.ErrRatingUnknown) {
			return found, err
		}
	}
	return ask(ctx, j, lookPatience, func(ctx context.Context) (domain.Rating, error) { return find(ctx, j.main) })
}

// RosterVersion implements domain.RosterSnapshotStore.
func (j *Journal) RosterVersion(ctx context.Context) (string, error) {
	return ask(ctx, j, lookPatience, j.main.RosterVersion)
}

// RosterSnapshot implements domain.RosterSnapshotStore.
func (j *Journal) RosterSnapshot(ctx context.Context, since time.Time) (domain.RosterSnapshot, error) {
	return ask(ctx, j, patience, func(ctx context.Context) (domain.RosterSnapshot, error) { return j.main.RosterSnapshot(ctx, since) })
}

// Language implements domain.PreferenceStore. It gives "" while the database is away.
func (j *Journal) Language(ctx context.Context, author string) (string, error) {
	lang, err := ask(ctx, j, lookPatience, func(ctx context.Context) (string, error) { return j.main.Language(ctx, author) })
	if errors.Is(err, domain.ErrUnavailable) {
		return "", nil
	}
	return lang, err
}

// Languages implements domain.PreferenceStore. It gives "" for all while the database is
// away.
func (j *Journal) Languages(ctx context.Context, authors []string) (map[string]string, error) {
	langs, err := ask(ctx, j, lookPatience, func(ctx context.Context) (map[string]string, error) { return j.main.Languages(ctx, authors) })
	if !errors.Is(err, domain.ErrUnavailable) {
		return langs, err
	}
	langs = make(map[string]string, len(authors))
	for _, author := range authors {
		langs[author] = ""
	}
	return langs, nil
}

// SetLanguage implements domain.PreferenceStore.
func (j *Journal) SetLanguage(ctx context.Context, author, lang string) error {
	return tell(ctx, j, func(ctx context.Context) error { return j.main.SetLanguage(ctx, author, lang) })
}
