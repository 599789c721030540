package frame

import (
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// Choice is one option of a list.
type Choice struct {
	Value    string
	Label    string
	Selected bool
}

// ChoiceGroup is a group of choices with a label.
type ChoiceGroup struct {
	Label string
	List  []Choice
}

// UnitChoices are the units to choose from, nil for a visitor who sees only one.
func UnitChoices(units []domain.Unit, selected string) []Choice {
	if len(units) < 2 {
		return nil
	}
	list := make([]Choice, len(units))
	for i, u := range units {
		list[i] = Choice{Value: u.Code, Label: u.Name, Selected: u.Code == selected}
	}
	return list
}

// Card is one of the numbers above a list.
type Card struct {
	Label     string
	Value     string
	Notes     []string
	Attention bool  // the number needs attention
	More      *Link // a page with more about it; nil for none
}

// Link is a link with its text.
type Link struct {
	URL   string
	Label string
}

// Column is the header of a table column; URL is empty if the table cannot be sorted by it.
type Column struct {
	Key   string
	URL   string
	Sort  string // aria-sort: ascending, descending or empty
	Class string
}

// SortableColumn is the header of a column whose link sorts the table. The current order
// is given by sort and down.
func SortableColumn(key, class, address, sort string, down bool) Column {
	col := Column{Key: key, Class: class, URL: address}
	if sort == key {
		col.Sort = map[bool]string{false: "ascending", true: "descending"}[down]
	}
	return col
}

// namesShown is the number of names that FirstNames lists.
const namesShown = 3

// FirstNames lists the first names and the number of the others.
func FirstNames(names []string, texts locale.Texts) string {
	listed := strings.Join(names[:min(len(names), namesShown)], ", ")
	if more := len(names) - namesShown; more > 0 {
		listed += texts.N("hr.card.below.more", int64(more))
	}
	return listed
}
