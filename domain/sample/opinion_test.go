package sample_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/masking"
	"suaraloket/domain/sample"
	"suaraloket/domain/score"
)

// history is a year's end with nine months, the city most people will see.
func history(t *testing.T) []domain.Submission {
	t.Helper()
	var list []domain.Submission
	for v := range sample.Make(jakarta(t, "2026-11-23 09:14:05"), 9).Visits() {
		list = append(list, v.Submission)
	}
	return list
}

// share of the submissions for which is holds, 0–1.
func share(list []domain.Submission, is func(domain.Submission) bool) float64 {
	n := 0
	for _, s := range list {
		if is(s) {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

func TestSharesAreRealistic(t *testing.T) {
	list := history(t)
	channel := func(c domain.Channel) func(domain.Submission) bool {
		return func(s domain.Submission) bool { return s.Right.Channel == c }
	}
	for _, it := range []struct {
		what      string
		low, high float64
		is        func(domain.Submission) bool
	}{
		{"kiosk", 0.63, 0.67, channel(domain.ChannelKiosk)},
		{"page", 0.20, 0.24, channel(domain.ChannelPage)},
		{"telegram", 0.11, 0.15, channel(domain.ChannelTelegram)},
		{"service", 0.88, 0.92, func(s domain.Submission) bool { return s.Service != "" }},
		{"officer's elements alone", 0.32, 0.38, func(s domain.Submission) bool { return len(s.Answers) == 2 }},
		{"whole survey", 0.08, 0.10, func(s domain.Submission) bool { return len(s.Answers) == 9 && s.Respondent.Sex != "" }},
		{"reasons", 0.27, 0.33, func(s domain.Submission) bool { return len(s.Reasons) > 0 }},
		{"fee", 0.00005, 0.002, func(s domain.Submission) bool { return slices.Contains(s.Reasons, domain.ReasonFee) }},
		{"comment", 0.07, 0.09, func(s domain.Submission) bool { return s.Comment != "" }},
		{"english", 0.01, 0.03, func(s domain.Submission) bool { return s.Lang == "en" }},
		{"value 4", 0.40, 0.60, func(s domain.Submission) bool { return s.Value == 4 }},
		{"value 3", 0.25, 0.42, func(s domain.Submission) bool { return s.Value == 3 }},
		{"value 2", 0.05, 0.15, func(s domain.Submission) bool { return s.Value == 2 }},
		{"value 1", 0.02, 0.09, func(s domain.Submission) bool { return s.Value == 1 }},
	} {
		if got := share(list, it.is); got < it.low || got > it.high {
			t.Errorf("%s: %.4f, want %.4f to %.4f", it.what, got, it.low, it.high)
		}
	}
}

func TestRightsFitTheChannel(t *testing.T) {
	visits, seq := map[string]bool{}, map[string]int64{}
	for _, s := range history(t) {
		r := s.Right
		want := domain.Right{Counter: r.Counter, Channel: r.Channel, Assurance: domain.AssurancePoster}
		switch r.Channel {
		case domain.ChannelKiosk:
			want.Assurance, want.Kiosk = domain.AssuranceDevice, sample.KioskID(r.Counter)
			if seq[r.Counter]++; s.Seq != seq[r.Counter] {
				t.Fatalf("number %d after %d at %s", s.Seq, seq[r.Counter]-1, r.Counter)
			}
		case domain.ChannelPage:
			want.Visit = r.Visit
		case domain.ChannelTelegram:
			want.Author = r.Author
		}
		if key := r.Visit + r.Author; key != "" && (visits[key] || len(r.Visit) != 16 && len(r.Author) != 32) {
			t.Fatalf("%q has been used or has the wrong length", key)
		}
		if visits[r.Visit+r.Author] = true; r != want {
			t.Fatalf("right %+v, want %+v", r, want)
		}
	}
}

// tallies counts the values by a key of the submission.
func tallies(list []domain.Submission, key func(domain.Submission) string) map[string]score.Counts {
	all := map[string]score.Counts{}
	for _, s := range list {
		counts := all[key(s)]
		counts[s.Value-1]++
		all[key(s)] = counts
	}
	return all
}

func TestOfficersAndServicesDiffer(t *testing.T) {
	list := history(t)
	for _, it := range []struct {
		what                    string
		key                     func(domain.Submission) string
		worst, best, leastApart float64
	}{
		{"officers", func(s domain.Submission) string { return s.Officer }, 2.65, 3.9, 0.7},
		{"services", func(s domain.Submission) string { return s.Service }, 2.7, 3.8, 0.4},
	} {
		low, high := math.Inf(1), math.Inf(-1)
		for key, counts := range tallies(list, it.key) {
			if key == "" || counts.N() < score.MinimumFull {
				continue
			}
			mean, _ := counts.Mean()
			low, high = min(low, mean), max(high, mean)
		}
		if low < it.worst || high > it.best || high-low < it.leastApart {
			t.Errorf("means of %s from %.2f to %.2f", it.what, low, high)
		}
	}
	all := tallies(list, func(domain.Submission) string { return "" })[""]
	if mean, _ := all.Mean(); mean < 3.2 || mean > 3.6 {
		t.Errorf("mean of the city %.3f", mean)
	}
}

// A slow trend shows between the first and the last third of the history.
func TestSomeOfficersChange(t *testing.T) {
	list := history(t)
	of := func(s domain.Submission) string { return s.Officer }
	early, late := tallies(list[:len(list)/3], of), tallies(list[len(list)*2/3:], of)
	better, worse := 0, 0
	for officer, counts := range early {
		before, _ := counts.Mean()
		after, ok := late[officer].Mean()
		if officer == "" || !ok || late[officer].N() < 100 || counts.N() < 100 {
			continue
		}
		if after-before > 0.12 {
			better++
		} else if after-before < -0.08 {
			worse++
		}
	}
	if better < 2 || worse < 1 {
		t.Errorf("%d officers became better, %d worse", better, worse)
	}
}

// Element answers lean with the value without repeating it.
func TestAnswersFollowTheValue(t *testing.T) {
	same, other := 0, 0
	sums, n := [5]float64{}, [5]float64{}
	for _, s := range history(t) {
		if v, ok := s.Answers["perilaku"]; ok {
			sums[s.Value] += float64(v)
			n[s.Value]++
			if v == s.Value {
				same++
			} else {
				other++
			}
		}
	}
	for value := 2; value <= 4; value++ {
		if sums[value]/n[value] <= sums[value-1]/n[value-1] {
			t.Errorf("value %d has the mean %.2f, the one below %.2f", value, sums[value]/n[value], sums[value-1]/n[value-1])
		}
	}
	if same < other || other*8 < same {
		t.Errorf("%d answers equal the value, %d do not", same, other)
	}
}

func TestReasonsFitTheValue(t *testing.T) {
	used := map[string]bool{}
	for _, s := range history(t) {
		for _, r := range s.Reasons {
			used[r] = true
			if !slices.Contains(domain.ReasonsFor(s.Value), r) {
				t.Fatalf("%s for a %d", r, s.Value)
			}
		}
	}
	if len(used) != len(domain.ReasonsFor(4))+len(domain.ReasonsFor(1)) {
		t.Errorf("reasons in use: %v", slices.Sorted(maps.Keys(used)))
	}
}

func TestCommentsAreVaried(t *testing.T) {
	texts, masked, full := map[string]int{}, 0, 0
	for _, s := range history(t) {
		if s.Comment == "" {
			continue
		}
		full++
		texts[s.Comment]++
		if strings.ContainsAny(s.Comment, "{}[]#") || strings.Contains(s.Comment, "  ") {
			t.Errorf("unfinished sentence %q", s.Comment)
		}
		if masking.Mask(s.Comment) != s.Comment {
			masked++
		} else if strings.ContainsAny(s.Comment, "0123456789@") {
			t.Errorf("%q is not masked", s.Comment)
		}
	}
	if len(texts) < 400 || masked < 5 {
		t.Errorf("%d different comments of %d, %d with a number of a person", len(texts), full, masked)
	}
	for text, n := range texts {
		if n > full/40 {
			t.Errorf("%q is written %d times", text, n)
		}
	}
}
