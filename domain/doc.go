// Package domain holds the vocabulary, the rules and the use cases of Suara Loket.
//
// It knows no web framework, no chat service and no database: surfaces (bot, kiosk, api, hr)
// call its use cases, and repository implements the ports, which are declared beside the
// use case that needs them. Its sub-packages hold what does not need its unexported
// names: account, audit, report, review, publication, integrity, notice, score, locale, masking, portrait, rosterfile,
// sample and wire.
// Each lists its own words.
//
// # Glossary
//
// The list holds every exported type. In parentheses: the word that people read.
//
// The city and its people:
//
//	Agency           the body that employs officers (OPD); Internal is false for tenants
//	Unit             the service unit for which IKM is reported (unit pelayanan)
//	Counter          a desk with a code on its QR (loket)
//	Service          what a resident asks for: KTP-el, KK, Akta Kelahiran … (layanan)
//	Officer          the person who is rated (petugas)
//	NIP              the number of a civil servant; printing it masks it
//	Photo            the picture of an officer that the agency chose (foto)
//	Duty             an officer at a counter from–to (penugasan)
//
// Who works where and when:
//
//	Roster              the use case: counters, officers, duties, tablets and hours, cached
//	RosterSnapshot      the whole roster at one version
//	FeeRule, FeeSign    what makes a rating a report of an illegal fee
//	Sealer              encrypts what few may read
//	Setup               which lists an installation has, before its first rating
//	RosterIndex         a snapshot with indexes for lookups
//	CounterNow          the public view of a counter at the moment
//	Shift               the state of a counter from a moment until the next shift
//	Closure             why a counter is closed and when it serves again (tutup)
//	Week, Span          the opening hours of a week; a part of a day in it (jam buka)
//	OpeningHours        the week of one unit
//	Holiday             a day on which a unit or every unit is closed (hari libur)
//	Calendar            the use case: reads and changes opening hours and holidays
//	Photos              the use case: shows and changes officers' photos
//
// The right to rate:
//
//	Right               what entitles a sender to rate, and with which assurance
//	Channel, Assurance  the way on which a rating came; how sure the rater's presence is
//	Passes              signs and reads codes and the passes of visits
//	Visit, Visits       an opened code with its pass and right; the use case that opens it
//	Slot                the half minute in which a screen shows one rotating code
//	Ticket              the right to rate one visit once, on any channel (tiket)
//	TicketOrder         the request for a ticket
//	Tickets             the use case: makes tickets
//
// Ratings:
//
//	Submission          what a surface hands in (penilaian)
//	Rating              what is stored (penilaian)
//	Change              what the rater adds to a rating or corrects
//	Entry               a rating on its way to the store, with what the transaction needs
//	Intake              the use case: the only way in for ratings
//	Limits              the numbers of the integrity rules
//	Original            what was written where a comment shows less (naskah asli)
//	Screening           what is hidden in comments beside what masking hides
//	Verdict             counted or held (dihitung, ditahan)
//	HoldReason          the rule that holds a rating
//	Press               one touch of a tablet, for the rules about spacing
//	Element             one of the nine of the SKM (unsur)
//	Answers             values 1–4 by element
//	Respondent          what the survey asks about the person
//	Backlog             ratings that wait until the database is available
//
// Tablets:
//
//	Kiosk, Kiosks       a paired tablet (kios); the use case that authenticates and moves it
//	Stay                a counter at which a tablet was before it moved
//	Pairing             the invitation of a tablet to a counter (pemasangan)
//	KioskState          what a tablet shows and works by
//	Fleet               the use case: the health of all tablets
//	Heartbeat, Health   a tablet's report about itself; the last one with what is missing
//	LateQueue           what a revoked tablet may still submit as counted ratings
//	KioskStatus         a line of the fleet
//	KioskCondition      active, silent, troubled, new or revoked (aktif, diam, bermasalah)
//	Trouble             what is wrong with a tablet
//	Arrival, SeqGap     a running number that arrived; a range of numbers that did not
//
// People in a chat:
//
//	Authors             turns a person's chat number, or a browser's cookie, into a hash that changes every quarter
//	Traces              the use case: shows and erases what is stored about a person
//	Message             a message that waits to be sent
//	Effects             what one update of a chat leaves beside its change
//	Screen              what a person in a chat was asked last
//
// Everywhere:
//
//	Actor, Role         the person on whose behalf a use case runs; what that person may do (peran);
//	                    what the person does is an audit.Event
//	Error, Code         a refusal, and its kind
//	FieldError          what is wrong with one field of a form
//	FieldErrors         collects them and turns them into one refusal
//	Clock               the time in the city's zone
//	Day, Month          a day and a month in the city's zone; they compare as text
//	Period              a quarter (triwulan) or a year
//
// Ports, which repository implements:
//
//	RosterReader, RosterWriter, RosterSnapshotStore  the roster
//	CalendarStore                                    opening hours and holidays
//	RatingStore                                      ratings with their tallies
//	KioskStore, HealthStore                          tablets, pairings and heartbeats
//	TicketStore, PhotoStore, PreferenceStore         tickets, photos, chat languages
//	AuthorKeyStore, TraceStore                       authors' keys, and what leads to a person
//	UpdateStore, MessageStore, OutboxStore           updates of a chat and waiting messages
//	ScreenStore                                      what people in a chat were asked
//	LeaseStore                                       one task for one instance at a time
//
// Words without a type of their own: a tally (rekap) counts ratings by day, officer,
// counter, service, channel and value; a claim is the once-only right that a rating uses
// up, a place in a slot or a ticket.
//
// # Wrong words
//
//	vote, feedback, review     Rating; a review is the inspection of a held rating
//	employee, user, agent      Officer
//	booth, desk, window        Counter
//	branch, office             Unit
//	places, layout, directory  Roster, RosterSnapshot
//	told, wish                 notified, Topic
//	invalid                    FieldErrors
//	IKM of a person            Score; its name is "Skor Umpan Balik Masyarakat"
package domain
