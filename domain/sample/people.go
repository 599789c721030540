package sample

import (
	"fmt"

	"suaraloket/domain"
)

// person is an invented officer. Content is how well residents are served, about
// -1.2 to 1.2; drift is how much of it came in the last nine months.
type person struct {
	name, shown string
	figure      string // a hijab, b peci, c bare-headed man, d tied hair
	born        int    // year
	post        post
	content     float64
	drift       float64
}

// post is an employment: what kind of number, rank and work go with it.
type post struct {
	kind     employment
	rank     string
	position string
}

type employment int

const (
	contract employment = iota // no NIP
	pns
	pppk
)

// numbering gives out public codes that say nothing about a person.
type numbering struct{ own, tenants int }

func (n *numbering) next(own bool) string {
	if own {
		n.own++
		return fmt.Sprintf("P-%02d", n.own)
	}
	n.tenants++
	return fmt.Sprintf("T-%02d", n.tenants)
}

// employ makes an officer of a person and gives its code.
func (c *City) employ(p person, unit domain.Unit, names *numbering) string {
	o := domain.Officer{
		Code: names.next(unit.Agency.Internal), Name: p.name, DisplayName: p.shown,
		Rank: p.post.rank, Position: p.post.position, Unit: unit.Code, Figure: p.figure, Active: true,
	}
	o.NIP = p.nip(len(c.officers))
	c.officers = append(c.officers, o)
	c.nature[o.Code] = p
	return o.Code
}

// nip is a number of the right form whose serial, 000, is never given out. The
// n-th person gets a birthday that follows from n.
func (p person) nip(n int) domain.NIP {
	if p.post.kind == contract {
		return ""
	}
	sex := 1
	if p.figure == "a" || p.figure == "d" {
		sex = 2
	}
	month := "01"
	if p.post.kind == pppk {
		month = "21"
	}
	number := fmt.Sprintf("%04d%02d%02d%04d%s%d000", p.born, 1+n*5%12, 1+n*11%28, p.born+26, month, sex)
	nip, _ := domain.ParseNIP(number)
	return nip
}
