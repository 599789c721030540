// Package domain holds the vocabulary, the rules and the use cases of Suara Loket.
//
// It knows no web framework, no chat service and no database: surfaces (bot,
// kiosk, hr) call its use cases, and repository implements the ports that stand
// beside the use case that needs them.
//
// # Glossary
//
// Code speaks English with the words on the left; people read Indonesian with
// those in the middle.
//
//	Agency      OPD / perangkat daerah  the body that employs officers; Internal is false for tenants
//	Unit        unit pelayanan          the service unit for which IKM is reported
//	Counter     loket                   a desk with a code on its QR
//	Service     layanan                 what is asked for: KTP-el, KK, Akta Kelahiran …
//	Officer     petugas                 the person rated; an ASN has a NIP, others do not
//	Photo       foto                    an officer's picture, which the agency chose to show; a drawn figure without one
//	Duty        penugasan               an officer at a counter from–to
//	Kiosk       kios                    a paired tablet, bound to one counter
//	Pairing     pemasangan              the invitation of a tablet to a counter: a code, once, for ten minutes
//	Pass        kode                    the signed right to rate one visit at one counter
//	Slot        kode berganti           the half minute in which a counter's screen shows one code
//	Ticket      tiket                   the right to rate one visit once, on any channel
//	Claim       –                       the once-only right that a rating uses up: a place of a slot, a ticket
//	Submission  penilaian               what a surface hands in
//	Rating      penilaian               what is kept
//	Element     unsur                   one of the nine of the SKM
//	Tally       rekap                   counts by day, officer, counter, service, channel and value
//	Score       skor                    the number with its n and interval
//	Standing    posisi                  a line of the board
//	Period      periode                 a triwulan or a year
//	Hold        ditahan                 a rating set aside by a rule, kept with its reasons
//	Account     akun                    who signs in
//	Role, Actor peran                   as what, and the person as a use case sees them
//	StaffChat   percakapan akun         an account's own chat, linked by choice with a code
//	Notice      kabar                   what an account is told there: summary, alert, alarm
//
// # Wrong words
//
// Not "vote", "feedback" or "review" for a rating (a review is the inspection of
// a held rating); not "employee", "user" or "agent" for an officer; not "booth",
// "desk" or "window" for a counter; not "branch" for a unit; never "IKM" for the
// score of a person, whose name is "Skor Umpan Balik Masyarakat".
package domain
