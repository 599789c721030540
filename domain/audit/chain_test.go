package audit_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"suaraloket/domain/audit"
)

// The vector is in docs/operations.md, so that another program can check a chain.
func TestTheHashIsThePublishedOne(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 14, 5, 120_000_000, time.FixedZone("WIB", 7*3600))
	first := audit.Head{}.Next(audit.Event{At: at, Actor: "admin", Role: "admin", Kind: audit.AccountAdded, Subject: "kepala", Detail: "role=head unit=DKC"})
	second := first.Head().Next(audit.Event{At: at.Add(time.Minute), Actor: audit.Unknown, Kind: audit.SignInFailed, Subject: "kepala", Detail: "n=1"})
	for _, c := range []struct {
		row  audit.Event
		head string
	}{
		{first, "1 ddb2edce3e717a645d8539d2ebab1a2741a6286054d9122de6e61d211a129689"},
		{second, "2 3750a8f0ed81f44c329215db4427db3182b4e8b58437bb881b9eb7ee2a011bc5"},
	} {
		if got := c.row.Head().String(); got != c.head {
			t.Errorf("%s, want %s", got, c.head)
		}
		if head, err := audit.ParseHead(c.head); err != nil || head != c.row.Head() {
			t.Errorf("read as %v, %v", head, err)
		}
	}
	for _, text := range []string{"", "1", "x " + first.Hash, "0 " + first.Hash, "1 " + first.Hash[1:], "1 " + first.Hash + " x"} {
		if head, err := audit.ParseHead(text); err == nil {
			t.Errorf("%q is read as %v", text, head)
		}
	}
}

// chain makes a chain of n rows.
func chain(n int) []audit.Event {
	var rows []audit.Event
	head := audit.Head{}
	for i := range n {
		row := head.Next(audit.Event{
			At: time.Unix(1_795_000_000+int64(i), 0), Actor: "admin", Role: "admin", Kind: audit.Kinds()[i%len(audit.Kinds())], Subject: "P-01",
			Detail: audit.Details("n", string(rune('a'+i%26))),
		})
		rows, head = append(rows, row), row.Head()
	}
	return rows
}

// broken gives the first problem of a chain that should end at the head, nil for none.
func broken(t *testing.T, rows []audit.Event, noted audit.Head) *audit.Broken {
	t.Helper()
	head := audit.Head{}
	var err error
	for _, row := range rows {
		if head, err = head.Follow(row); err != nil {
			break
		}
	}
	if err == nil {
		err = head.Ends(noted)
	}
	var b *audit.Broken
	if err != nil && !errors.As(err, &b) {
		t.Fatal(err)
	}
	return b
}

// changes are the ways to change one row.
func changes() map[string]func(*audit.Event) {
	return map[string]func(*audit.Event){
		"time":    func(e *audit.Event) { e.At = e.At.Add(time.Millisecond) },
		"actor":   func(e *audit.Event) { e.Actor += "x" },
		"role":    func(e *audit.Event) { e.Role = "" },
		"kind":    func(e *audit.Event) { e.Kind = "none" },
		"subject": func(e *audit.Event) { e.Subject = "P-02" },
		"detail":  func(e *audit.Event) { e.Detail = "" },
		"hash":    func(e *audit.Event) { e.Hash = e.Hash[1:] + "0" },
		// The same bytes in other fields.
		"border": func(e *audit.Event) { e.Actor, e.Role = e.Actor+e.Role, "" },
	}
}

// A change of any row is found, and the row is named; also a change that recomputes the hash of
// its row, by the row behind it.
func TestEveryChangeIsNamed(t *testing.T) {
	const n = 12
	whole := chain(n)
	head := whole[n-1].Head()
	if b := broken(t, whole, head); b != nil {
		t.Fatalf("an untouched chain: %v", b)
	}
	for i := range n {
		seq := int64(i + 1)
		for name, change := range changes() {
			rows := slices.Clone(whole)
			change(&rows[i])
			if b := broken(t, rows, head); b == nil || *b != (audit.Broken{Seq: seq, Problem: audit.Changed}) {
				t.Errorf("%s of row %d: %v", name, seq, b)
			}
			if name == "hash" {
				continue
			}
			rows[i].Hash = audit.Hash(before(rows, i), rows[i])
			next := min(seq+1, n) // the noted head names the last one
			if b := broken(t, rows, head); b == nil || *b != (audit.Broken{Seq: next, Problem: audit.Changed}) {
				t.Errorf("%s of row %d with its hash: %v", name, seq, b)
			}
		}
		rows := slices.Delete(slices.Clone(whole), i, i+1)
		if b := broken(t, rows, head); b == nil || *b != (audit.Broken{Seq: seq, Problem: audit.Missing}) {
			t.Errorf("row %d removed: %v", seq, b)
		}
		for j := i + 1; j < n; j++ {
			rows := slices.Clone(whole)
			rows[i], rows[j] = rows[j], rows[i]
			rows[i].Seq, rows[j].Seq = rows[j].Seq, rows[i].Seq
			if b := broken(t, rows, head); b == nil || *b != (audit.Broken{Seq: seq, Problem: audit.Changed}) {
				t.Errorf("rows %d and %d swapped: %v", i+1, j+1, b)
			}
		}
	}
}

func before(rows []audit.Event, i int) string {
	if i == 0 {
		return ""
	}
	return rows[i-1].Hash
}

// A row that is inserted, with the numbers behind it moved, is found where it is, or at the next
// row when its hash fits; at the end by the noted head.
func TestEveryInsertionIsNamed(t *testing.T) {
	const n = 12
	whole := chain(n)
	head := whole[n-1].Head()
	for i := range n + 1 {
		forged := audit.Event{Seq: int64(i + 1), At: time.Unix(1_795_000_000, 0), Actor: "admin", Kind: audit.SignedIn, Hash: whole[0].Hash}
		rows := slices.Insert(slices.Clone(whole), i, forged)
		for j := i + 1; j < len(rows); j++ {
			rows[j].Seq++
		}
		want := audit.Broken{Seq: int64(i + 1), Problem: audit.Changed}
		if b := broken(t, rows, head); b == nil || *b != want {
			t.Errorf("at %d: %v", i+1, b)
		}
		rows[i].Hash = audit.Hash(before(rows, i), rows[i])
		want.Seq++
		if i == n {
			want = audit.Broken{Seq: n + 1, Problem: audit.Inserted}
		}
		if b := broken(t, rows, head); b == nil || *b != want {
			t.Errorf("at %d with its hash: %v", i+1, b)
		}
	}
	twice := slices.Insert(slices.Clone(whole), 4, whole[3])
	if b := broken(t, twice, head); b == nil || *b != (audit.Broken{Seq: 4, Problem: audit.Inserted}) {
		t.Errorf("a number twice: %v", b)
	}
}

// Several changes at once: the first one is named.
func TestTheFirstProblemIsNamed(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 20))
	whole := chain(40)
	for range 200 {
		rows, first := slices.Clone(whole), int64(len(whole))
		for range 1 + random.IntN(4) {
			i := random.IntN(len(rows))
			rows[i].Detail = audit.Details("forged", "yes")
			first = min(first, int64(i+1))
		}
		if b := broken(t, rows, whole[39].Head()); b == nil || *b != (audit.Broken{Seq: first, Problem: audit.Changed}) {
			t.Fatalf("%v, want row %d", b, first)
		}
	}
}

func TestDetails(t *testing.T) {
	for want, pairs := range map[string][]string{
		"":                          {},
		"role=hr":                   {"role", "hr", "unit", ""},
		`name="Antrean \"A\" =1"`:   {"name", `Antrean "A" =1`},
		"a=1 b=DKC-01":              {"a", "1", "b", "DKC-01"},
		`name="two\nlines" n=3`:     {"name", "two\nlines", "n", "3"},
		"from=Dukcapil until=Tegal": {"from", "Dukcapil", "until", "Tegal"},
	} {
		if got := audit.Details(pairs...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
