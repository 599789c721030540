package journal_test

import (
	"context"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/seal"
)

// The originals of a rating that waited are in the database afterwards, each once, also when
// both have stored the rating, and the one of a change that was made meanwhile.
func TestOriginalsComeThroughTheJournal(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		box, err := seal.New([]byte("sixteen bytes and more"), "original")
		h.ok(err)
		screening := domain.Screening{Box: box}
		h.intake = domain.NewIntake(h.roster, h.journal, now, domain.Limits{Screening: screening})
		for name, state := range map[string]mood{"away": away, "lost": lost} {
			h.main.become(state)
			sub := chat(name, 2)
			sub.Comment = "nama saya Yosefina"
			h.submit(sub)
			more := "nama saya [nama]\nnama saya Kartini"
			if _, err := h.intake.Change(context.Background(), sub.ID, sub.Right, domain.Change{Comment: &more}); err != nil {
				t.Fatal(name, err)
			}
			h.main.become(well)
			h.drained()
			r, err := h.main.Originals(context.Background(), sub.ID)
			h.ok(err)
			found := map[string]int{}
			for _, o := range screening.Open(r) {
				found[o.Text]++
			}
			if len(found) != 2 || found[sub.Comment] != 1 || found[more] != 1 || r.Comment != "nama saya [nama]\nnama saya [nama]" {
				t.Errorf("%s: %v, comment %q", name, found, r.Comment)
			}
		}
	})
}
