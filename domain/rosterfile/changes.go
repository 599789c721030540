package rosterfile

import "slices"

// What a list does to an entry.
const (
	New     = "new"
	Changed = "changed"
	Cleared = "cleared" // a stored value that the list empties
	Gone    = "gone"    // stored, and not in the list: it stays
)

// Change is what a list does to one entry.
type Change struct {
	Kind   string
	Code   string
	Fields []Field // of a changed or cleared entry
}

// Field is one value that differs. Old and New are "" where they may identify a person.
type Field struct {
	Column, Old, New string
}

// Report says what a list changes.
type Report struct {
	Rows    int // entries in the list
	Same    int // entries that are stored as they are
	Changes []Change
	Unknown []string // columns that were ignored
	Repeats Lines    // lines that repeat an earlier one, whose place they take
}

// Of lists the changes of a kind.
func (r Report) Of(kind string) []Change {
	return slices.DeleteFunc(slices.Clone(r.Changes), func(c Change) bool { return c.Kind != kind })
}

// compare notes what becomes of an entry with these fields.
func (r *Report) compare(code string, isNew bool, fields []Field) {
	r.Rows++
	if isNew {
		r.Changes = append(r.Changes, Change{Kind: New, Code: code})
		return
	}
	changed, cleared := Change{Kind: Changed, Code: code}, Change{Kind: Cleared, Code: code}
	for _, f := range fields {
		switch f.New {
		case f.Old:
		case "":
			cleared.Fields = append(cleared.Fields, discreet(f))
		default:
			changed.Fields = append(changed.Fields, discreet(f))
		}
	}
	for _, c := range []Change{changed, cleared} {
		if len(c.Fields) > 0 {
			r.Changes = append(r.Changes, c)
		}
	}
	if len(changed.Fields)+len(cleared.Fields) == 0 {
		r.Same++
	}
}

// discreet keeps a NIP, which contains a date of birth, out of reports.
func discreet(f Field) Field {
	if f.Column == "nip" {
		f.Old, f.New = "", ""
	}
	return f
}

// gone notes a stored entry that the list does not have.
func (r *Report) gone(seen map[string]bool, code string) {
	if !seen[code] {
		r.Changes = append(r.Changes, Change{Kind: Gone, Code: code})
	}
}
