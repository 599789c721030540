package sim

import "suaraloket/domain/integrity"

// Honest is what the rules hold in cities of one kind without attacks.
type Honest struct {
	Kind     string
	Ratings  int
	Mean     float64 // of their values
	Officers int
	Marked   int  // officers with a mark
	Unknown  Held // where the served visits are unknown
	Known    Held // where they are known
}

// Held counts ratings that rules hold.
type Held struct {
	Any    int
	ByRule map[integrity.Rule]int // a rating that two rules hold is counted for both
	Worst  float64                // the largest share in one city
}

// add counts what is held of a city with so many ratings.
func (h *Held) add(holds map[string][]integrity.Finding, ratings int) {
	h.Any += len(holds)
	h.Worst = max(h.Worst, float64(len(holds))/float64(max(ratings, 1)))
	for _, findings := range holds {
		for _, f := range findings {
			h.ByRule[f.Rule]++
		}
	}
}

// MeasureHonest judges cities of a kind, one for each of the seeds from 0 on.
func MeasureHonest(kind Kind, seeds int, th integrity.Thresholds) Honest {
	h := Honest{Kind: kind.Name, Unknown: Held{ByRule: map[integrity.Rule]int{}}, Known: Held{ByRule: map[integrity.Rule]int{}}}
	values := sums{}
	for seed := range seeds {
		c := NewCity(kind, uint64(seed))
		holds, marks := integrity.Judge(c.Ratings, nil, th)
		h.Unknown.add(holds, len(c.Ratings))
		holds, _ = integrity.Judge(c.Ratings, c.Served, th)
		h.Known.add(holds, len(c.Ratings))
		h.Officers += len(c.officers)
		marked := map[string]bool{}
		for _, m := range marks {
			marked[m.Officer] = true
		}
		h.Marked += len(marked)
		for _, r := range c.Ratings {
			values.add(r.Value)
		}
	}
	h.Ratings, h.Mean = values.n, values.mean()
	return h
}

// Share is the share of n among the ratings.
func (h Honest) Share(n int) float64 { return float64(n) / float64(max(h.Ratings, 1)) }
