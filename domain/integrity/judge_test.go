package integrity_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

const (
	minute = time.Minute
	day    = 24 * time.Hour
)

// heldBy lists the ids that a rule holds, in order.
func heldBy(holds map[string][]integrity.Finding, rule integrity.Rule) string {
	var ids []string
	for id, findings := range holds {
		if slices.ContainsFunc(findings, func(f integrity.Finding) bool { return f.Rule == rule }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func visits(service string, n int) integrity.Served {
	return integrity.Served{{Unit: "DKC", Service: service, Day: domain.DayOf(monday())}: n}
}

// TestEachRuleAtItsThreshold: for each rule what is just accepted and what is just held.
func TestEachRuleAtItsThreshold(t *testing.T) {
	join := func(lists ...[]integrity.Rating) []integrity.Rating { return slices.Concat(lists...) }
	m := monday()
	tests := []struct {
		name    string
		rule    integrity.Rule
		ratings []integrity.Rating
		served  integrity.Served
		held    string
	}{
		{"in hours", integrity.Hours, several("a", 1, m, minute), nil, ""},
		{"phone outside", integrity.Hours, several("a", 1, m, minute, outside), nil, "a00"},
		{"chat outside, no officer", integrity.Hours, several("a", 1, m, minute, outside, author("x"), officer("")), nil, "a00"},
		{"ticket outside", integrity.Hours, several("a", 1, m, minute, outside, ticket), nil, ""},
		{"tablet outside", integrity.Hours, several("a", 1, m, minute, outside, tablet("t")), nil, ""},

		{"two of one browser", integrity.DeviceDay, several("a", 2, m, minute, browser("b")), nil, ""},
		{"three of one browser", integrity.DeviceDay, several("a", 3, m, minute, browser("b")), nil, "a02"},
		{"three of one time: by id", integrity.DeviceDay, several("a", 3, m, 0, browser("b")), nil, "a02"},
		{"three without a cookie", integrity.DeviceDay, several("a", 3, m, minute), nil, ""},
		{"three without an officer", integrity.DeviceDay, several("a", 3, m, minute, browser("b"), officer("")), nil, ""},
		{"on another day", integrity.DeviceDay, join(several("a", 2, m, minute, browser("b")), several("b", 2, m.Add(day), minute, browser("b"))), nil, ""},
		{"another officer", integrity.DeviceDay, join(several("a", 2, m, minute, browser("b")), several("b", 2, m, minute, browser("b"), officer("P-02"))), nil, ""},

		{"two of one person", integrity.Author30d, several("a", 2, m, day, author("x")), nil, ""},
		{"three of one person", integrity.Author30d, several("a", 3, m, 15*day-1, author("x")), nil, "a02"},
		{"the third after 30 days", integrity.Author30d, several("a", 3, m, 15*day, author("x")), nil, ""},
		{"held ones count", integrity.Author30d, several("a", 5, m, 14*day, author("x")), nil, "a02 a03 a04"},
		{"earlier ones count", integrity.Author30d, join(several("a", 2, m, day, author("x"), earlier), several("b", 1, m.Add(2*day), day, author("x"))), nil, "b00"},
		{"earlier ones are not judged", integrity.Author30d, several("a", 3, m, day, author("x"), earlier), nil, ""},

		{"eight weak ones", integrity.WeakDay, several("a", 8, m, minute, poster), nil, ""},
		{"nine weak ones", integrity.WeakDay, join(several("a", 9, m, minute, poster), daily("b", 1, 1, officer("P-02"))), nil, ids("a", 9)},
		{"nine strong ones", integrity.WeakDay, several("a", 9, m, minute), nil, ""},
		{"posters with tickets", integrity.WeakDay, several("a", 9, m, minute, ticket, poster), nil, ""},
		{"four times what is usual", integrity.WeakDay, join(several("a", 12, m, minute, typed), oneToFour()), nil, ""},
		{"more than four times", integrity.WeakDay, join(several("a", 13, m, minute, typed), oneToFour()), nil, ids("a", 13)},
		{"a flood is not usual for itself", integrity.WeakDay, join(daily("a", 13, 4, typed), daily("b", 3, 4, poster, officer("P-02"))), nil, idsOf(daily("a", 13, 4))},
		{"usual in another unit", integrity.WeakDay, join(several("a", 9, m, minute, typed), daily("c", 1, 1, officer("P-03")), daily("b", 3, 4, poster, officer("P-02"), unit("PJK"))), nil, ids("a", 9)},
		{"half of the visits", integrity.WeakDay, join(several("a", 10, m, minute, poster), daily("b", 1, 1, officer("P-02"))), visits("KK", 40), ""},
		{"visits are shared with another officer", integrity.WeakDay, join(several("a", 10, m, minute, poster), daily("b", 1, 1, officer("P-02"))), visits("KK", 39), ids("a", 10)},
		{"with no officer they are not", integrity.WeakDay, join(several("a", 10, m, minute, poster), daily("b", 1, 1, officer(""))), visits("KK", 20), ""},
		{"as many as strong ones", integrity.WeakDay, join(several("a", 9, m, minute, poster), several("s", 9, m, minute), daily("b", 1, 1, officer("P-02"))), nil, ""},
		{"more than strong ones", integrity.WeakDay, join(several("a", 10, m, minute, poster), several("s", 9, m, minute), daily("b", 1, 1, officer("P-02"))), nil, ids("a", 10)},
		{"printed codes alone, half more than the others in all", integrity.WeakDay, join(several("a", 10, m, minute, poster), daily("b", 7, 1, officer("P-02"))), nil, ""},
		{"more than half more", integrity.WeakDay, join(several("a", 11, m, minute, poster), daily("b", 7, 1, officer("P-02"))), nil, ids("a", 11)},
		{"hardly any strong ones", integrity.WeakDay, join(several("a", 10, m, minute, poster), several("s", 1, m, minute), daily("b", 7, 1, officer("P-02"))), nil, ""},
		{"some strong ones", integrity.WeakDay, join(several("a", 10, m, minute, poster), several("s", 2, m, minute), daily("b", 7, 1, officer("P-02"))), nil, ids("a", 10)},
		{"the only officer, other people every day", integrity.WeakDay, daily("a", 24, 4, poster), nil, ""},
		{"the only officer, more than three times the eight", integrity.WeakDay, daily("a", 25, 4, poster), nil, idsOf(daily("a", 25, 4))},
		{"the only officer, nine friends every day", integrity.WeakDay, friends(9, 4, poster), nil, idsOf(daily("a", 9, 4))},
		{"the only officer, nine friends in the chat", integrity.WeakDay, friends(9, 4, typed), nil, idsOf(daily("a", 9, 4))},

		{"20 in ten days", integrity.Surge, join(daily("a", 2, 10, poster), daily("b", 1, 10, officer("P-02"))), nil, ""},
		{"21 in eleven days", integrity.Surge, join(daily("a", 1, 10, poster), several("z", 11, m.Add(10*day), minute, poster), daily("b", 1, 10, officer("P-02"))), nil, ""},
		{"21 in ten days", integrity.Surge, join(daily("a", 1, 9, poster), several("z", 12, m.Add(9*day), minute, poster), daily("b", 1, 10, officer("P-02"))), nil,
			"a00-00 a01-00 a02-00 a03-00 a04-00 a05-00 a06-00 a07-00 a08-00 " + ids("z", 12)},
		{"a quarter of the visits", integrity.Surge, join(several("a", 21, m, minute, poster), daily("b", 1, 1, officer("P-02"))), visits("KK", 168), ""},
		{"more than a quarter", integrity.Surge, join(several("a", 21, m, minute, poster), daily("b", 1, 1, officer("P-02"))), visits("KK", 167), ids("a", 21)},

		{"as many as strong ones", integrity.Surge, join(daily("a", 3, 10, poster), daily("s", 3, 10), daily("b", 1, 10, officer("P-02"))), nil, ""},
		{"more than strong ones", integrity.Surge, join(daily("a", 3, 10, poster), daily("s", 3, 9), daily("b", 1, 10, officer("P-02"))), nil, idsOf(daily("a", 3, 10))},
		{"printed codes alone, half more than the others in all", integrity.Surge, join(several("a", 30, m, minute, poster), daily("b", 20, 1, officer("P-02"))), nil, ""},
		{"more than half more", integrity.Surge, join(several("a", 31, m, minute, poster), daily("b", 20, 1, officer("P-02"))), nil, ids("a", 31)},
		{"the only officer: the own is usual", integrity.Surge, daily("a", 6, 40, poster), nil, ""},
		{"the only officer: up to three times the twenty", integrity.Surge, daily("a", 7, 40, poster), nil, idsOf(daily("a", 7, 40))},
		{"the only officer: friends do not become usual", integrity.Surge, friends(3, 40, poster), nil, idsOf(daily("a", 3, 40))},

		{"five presses", integrity.Tablet10min, several("a", 5, m, minute, tablet("t")), nil, ""},
		{"six presses", integrity.Tablet10min, several("a", 6, m, minute, tablet("t")), nil, ids("a", 6)},
		{"six presses in just ten minutes", integrity.Tablet10min, several("a", 6, m, 2*minute-1, tablet("t")), nil, ids("a", 6)},
		{"the sixth after ten minutes", integrity.Tablet10min, several("a", 6, m, 2*minute, tablet("t")), nil, ""},
		{"on two tablets", integrity.Tablet10min, join(several("a", 3, m, minute, tablet("t")), several("b", 3, m, minute, tablet("u"))), nil, ""},
		{"no officer", integrity.Tablet10min, several("a", 6, m, minute, tablet("t"), officer("")), nil, ids("a", 6)},

		{"as many as visits", integrity.ServedRule, several("a", 3, m, minute, service("KK")), visits("KK", 3), ""},
		{"one more, the latest", integrity.ServedRule, several("a", 4, m, minute, service("KK")), visits("KK", 3), "a03"},
		{"the weakest first", integrity.ServedRule, join(several("a", 1, m, minute, service("KK"), poster), several("b", 1, m, minute, service("KK"), typed),
			several("c", 2, m.Add(minute), minute, service("KK")), several("d", 1, m.Add(day/8), minute, service("KK"), tablet("t"))), visits("KK", 2), "a00 b00 c01"},
		{"unknown visits", integrity.ServedRule, several("a", 4, m, minute, service("KTP")), visits("KK", 3), ""},
		{"what other rules leave", integrity.ServedRule, several("a", 4, m, minute, service("KK"), browser("b")), visits("KK", 2), ""},

		{"nine of ten", integrity.Coverage, several("a", 9, m, minute, service("KK")), visits("KK", 10), ""},
		{"ten of eleven", integrity.Coverage, several("a", 10, m, minute, service("KK")), visits("KK", 11), ids("a", 10)},
		{"seven of seven", integrity.Coverage, several("a", 7, m, minute, service("KK")), visits("KK", 7), ""},
		{"eight of eight", integrity.Coverage, several("a", 8, m, minute, service("KK")), visits("KK", 8), ids("a", 8)},

		{"one four after a low one", integrity.Run, join(several("a", 1, m, minute, tablet("t"), value(2)), several("b", 1, m.Add(minute), minute, tablet("t"), value(4))), nil, ""},
		{"two fours", integrity.Run, join(several("a", 1, m, minute, tablet("t"), value(2)), several("b", 2, m.Add(minute), minute, tablet("t"), value(4))), nil, "b00 b01"},
		{"two fours after a 3", integrity.Run, join(several("a", 1, m, minute, tablet("t"), value(3)), several("b", 2, m.Add(minute), minute, tablet("t"), value(4))), nil, ""},
		{"two fours before", integrity.Run, join(several("b", 2, m, minute, tablet("t"), value(4)), several("c", 1, m.Add(2*minute), minute, tablet("t"), value(1))), nil, ""},
		{"the second after five minutes", integrity.Run, join(several("a", 1, m, minute, tablet("t"), value(1)), several("b", 2, m.Add(minute), 4*minute, tablet("t"), value(4))), nil, ""},
		{"the second within five minutes", integrity.Run, join(several("a", 1, m, minute, tablet("t"), value(1)), several("b", 2, m.Add(minute), 4*minute-1, tablet("t"), value(4))), nil, "b00 b01"},
		{"a three between does not matter", integrity.Run, join(several("a", 1, m, minute, tablet("t"), value(1)), several("b", 1, m.Add(minute), minute, tablet("t"), value(4)),
			several("c", 1, m.Add(2*minute), minute, tablet("t")), several("d", 1, m.Add(3*minute), minute, tablet("t"), value(4))), nil, "b00 d00"},
		{"of one time, by id", integrity.Run, join(several("a", 2, m, 0, tablet("t"), value(4)), several("b", 1, m, 0, tablet("t"), value(1)), several("c", 2, m, 0, tablet("t"), value(4))), nil, "c00 c01"},
		{"at another tablet", integrity.Run, join(several("a", 1, m, minute, tablet("u"), value(1)), several("b", 2, m.Add(minute), minute, tablet("t"), value(4))), nil, ""},
	}
	seen := map[integrity.Rule]bool{}
	for _, c := range tests {
		holds, _ := integrity.Judge(c.ratings, c.served, integrity.Default())
		if got := heldBy(holds, c.rule); got != c.held {
			t.Errorf("%s, %s: holds %q, want %q", c.rule, c.name, got, c.held)
		}
		seen[c.rule] = seen[c.rule] || c.held != ""
	}
	for _, rule := range integrity.Rules() {
		if !seen[rule] && rule != integrity.VisitTime && rule != integrity.Stream {
			t.Errorf("no case holds by %s", rule)
		}
	}
}

// ids are those that several gives.
func ids(name string, n int) string { return idsOf(several(name, n, monday(), minute)) }

func idsOf(ratings []integrity.Rating) string {
	list := make([]string, len(ratings))
	for i, r := range ratings {
		list[i] = r.ID
	}
	return strings.Join(list, " ")
}

// oneToFour is another officer with 1, 2, 3 and 4 weak ratings on four days: 3 are usual.
func oneToFour() (list []integrity.Rating) {
	for n := 1; n <= 4; n++ {
		list = append(list, several(fmt.Sprint("usual", n, "-"), n, monday().AddDate(0, 0, n), minute, poster, officer("P-02"))...)
	}
	return list
}

// TestAWholeProductIsALimit: 0.29 × 100 is a little less than 29 in binary.
func TestAWholeProductIsALimit(t *testing.T) {
	th := integrity.Thresholds{WeakDay: 1, WeakDayServed: 0.29}
	for n, held := range map[int]int{29: 0, 30: 30} {
		if holds, _ := integrity.Judge(several("a", n, monday(), minute, poster), visits("KK", 100), th); len(holds) != held {
			t.Errorf("%d ratings: %d held", n, len(holds))
		}
	}
}

// TestEvidenceHasTheNumbers: a rating in several windows has those of the fullest.
func TestEvidenceHasTheNumbers(t *testing.T) {
	m := monday()
	ratings := slices.Concat(
		several("a", 7, m, minute+20*time.Second, tablet("t")), // 0:00 to 8:00
		several("b", 1, m.Add(12*minute), minute, tablet("t")), // with the last five of them
		several("c", 4, m, minute, browser("x"), service("KK")),
		several("d", 8, m, minute, service("KIA")),
	)
	served := visits("KK", 1)
	maps.Copy(served, visits("KIA", 8))
	holds, _ := integrity.Judge(ratings, served, integrity.Default())
	for id, want := range map[string][]integrity.Finding{
		"a00": {{Rating: "a00", Rule: integrity.Tablet10min, Evidence: integrity.Evidence{Count: 7, Limit: 5, Window: 10}}},
		"b00": {{Rating: "b00", Rule: integrity.Tablet10min, Evidence: integrity.Evidence{Count: 6, Limit: 5, Window: 10}}},
		"c03": {{Rating: "c03", Rule: integrity.DeviceDay, Evidence: integrity.Evidence{Count: 4, Limit: 2, Window: 1}}},
		"c01": {{Rating: "c01", Rule: integrity.ServedRule, Evidence: integrity.Evidence{Count: 2, Limit: 1, Served: 1}}},
		"d00": {{Rating: "d00", Rule: integrity.Coverage, Evidence: integrity.Evidence{Count: 8, Limit: 7, Served: 8}}},
	} {
		if got := holds[id]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
	if got := holds["a06"]; len(got) != 1 || got[0].Evidence.Count != 7 {
		t.Errorf("a06, in windows of seven and of six: %+v", got)
	}
}

// TestSeveralRulesHoldOneRating: each is named, in the order of the rules.
func TestSeveralRulesHoldOneRating(t *testing.T) {
	holds, _ := integrity.Judge(several("a", 3, monday(), minute, outside, browser("b")), nil, integrity.Default())
	if got := holds["a02"]; len(got) != 2 || got[0].Rule != integrity.Hours || got[1].Rule != integrity.DeviceDay {
		t.Errorf("%+v", got)
	}
}

// TestNothingIsNothing: no ratings, and one rating alone within the hours.
func TestNothingIsNothing(t *testing.T) {
	if holds, marks := integrity.Judge(nil, nil, integrity.Default()); len(holds) != 0 || len(marks) != 0 {
		t.Errorf("%v %v", holds, marks)
	}
	for _, kind := range []option{poster, typed, ticket, tablet("t"), author("x"), browser("b"), value(1), value(4), officer("")} {
		one := at("a", monday(), service("KK"), kind)
		if holds, marks := integrity.Judge([]integrity.Rating{one}, visits("KK", 1), integrity.Default()); len(holds) != 0 || len(marks) != 0 {
			t.Errorf("%+v: %v %v", one, holds, marks)
		}
	}
}

// TestStreamsThatDiffer: P-01's posters say 4 and its rotating codes a mixture.
func TestStreamsThatDiffer(t *testing.T) {
	mixed := func(name string, n int, options ...option) []integrity.Rating {
		list := daily(name, 1, n, options...)
		for i := range list {
			list[i].Value = i%4 + 1
		}
		return list
	}
	others := slices.Concat(mixed("c", 40, officer("P-02")), mixed("d", 40, officer("P-02"), poster))
	tests := []struct {
		name    string
		ratings []integrity.Rating
		marked  string
	}{
		{"alike", slices.Concat(mixed("a", 40), mixed("b", 40, poster), others), ""},
		{"four", slices.Concat(daily("a", 1, 40, value(1)), daily("b", 1, 4, poster, value(4)), others), ""},
		{"five", slices.Concat(daily("a", 1, 40, value(1)), daily("b", 1, 5, poster, value(4)), others), "P-01 weak_strong +"},
		{"posters better", slices.Concat(mixed("a", 40), daily("b", 1, 40, poster, value(4)), others), "P-01 weak_strong +"},
		{"posters worse", slices.Concat(mixed("a", 40), daily("b", 1, 40, poster, value(1)), others), "P-01 weak_strong -"},
		{"tablet better", slices.Concat(mixed("a", 40), daily("b", 1, 40, tablet("t"), value(4)), others), "P-01 tablet_rest +"},
		{"no officer", slices.Concat(mixed("a", 40, officer("")), daily("b", 1, 40, poster, officer(""), value(4)), others), ""},
		{"all posters of the unit", slices.Concat(mixed("a", 40), daily("b", 1, 40, poster, value(4)),
			mixed("e", 200, officer("P-02")), daily("f", 1, 200, poster, value(4), officer("P-02"))), ""},
	}
	for _, c := range tests {
		holds, marks := integrity.Judge(c.ratings, nil, integrity.Default())
		var got []string
		for _, m := range marks {
			sign := "+"
			if m.Z < 0 {
				sign = "-"
			}
			if m.Officer == "P-01" {
				got = append(got, fmt.Sprintf("%s %s %s", m.Officer, m.Streams, sign))
			}
		}
		if strings.Join(got, ", ") != c.marked {
			t.Errorf("%s: %v, want %q", c.name, marks, c.marked)
		}
		if held := heldBy(holds, integrity.Stream); held != "" {
			t.Errorf("%s: stream holds %s", c.name, held)
		}
	}
}
