package frame

import (
	"context"
	"slices"

	"suaraloket/domain"
	"suaraloket/web"
)

// Setup is the list of steps before the first rating.
type Setup struct {
	Steps []SetupStep
	Next  []MenuItem // the pages to go on with
}

// SetupStep is a list that an administrator imports with a command.
type SetupStep struct {
	Key     string
	Command string
	Done    bool
}

// setupPages are the pages that have nothing to show before the lists are imported.
func setupPages() []string { return []string{"board", "ikm", "kiosks", "hours", "codes", "photos"} }

// setup gives the steps of an incomplete installation on a page that needs its lists, and
// whether there are counters yet; without any, the page itself cannot be shown. If the
// roster cannot be read, the page has no steps.
func (f *Frame) setup(who Visitor, nav string) (steps *Setup, counters bool) {
	if !slices.Contains(setupPages(), nav) {
		return nil, true
	}
	setup, err := web.Within(func(ctx context.Context) (domain.Setup, error) { return f.roster.Setup(ctx, who.Actor) })
	if err != nil || setup.Complete() {
		return nil, true
	}
	steps = &Setup{Steps: []SetupStep{
		{"services", "suaraloket import services layanan.csv", setup.Services},
		{"counters", "suaraloket import counters loket.csv", setup.Counters},
		{"officers", "suaraloket import officers petugas.csv", setup.Officers},
		{"duties", "suaraloket import duties penugasan.csv", setup.Duties},
	}}
	for _, item := range menu(who, nav) {
		if slices.Contains([]string{"hours", "kiosks", "codes"}, item.Key) && !item.Current {
			steps.Next = append(steps.Next, item)
		}
	}
	return steps, setup.Counters
}
