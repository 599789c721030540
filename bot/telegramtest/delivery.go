package telegramtest

import (
	"math/rand/v2"
	"slices"
)

// Order is how far updates may be shuffled on their way to the bot.
type Order int

const (
	// InOrder is what Telegram does: getUpdates answers by update_id, and a webhook gets each lane
	// (the messages of a chat, the presses of a person) in order, several lanes at once.
	InOrder Order = iota
	// LanesShuffled keeps the order of each lane only.
	LanesShuffled
	// AllShuffled keeps no order. Telegram itself never does that; a proxy may.
	AllShuffled
)

// Delivery scripts faults between the server and the bot. Its zero value is Telegram's own
// behaviour.
type Delivery struct {
	Order Order
	// Seed makes the shuffling repeatable.
	Seed uint64
	// Twice: every update whose id is a multiple of it is delivered again under the same id
	// after the bot has confirmed it, as when a confirmation is lost; 0 is never. Telegram
	// itself repeats an update of a webhook whose answer was lost, and by polling only
	// unconfirmed ones.
	Twice int
	// Inaccessible leaves the message out of presses: its date is 0 and it has no text, as
	// with messages that are no longer available to the bot (Docs: MaybeInaccessibleMessage).
	Inaccessible bool
}

// SetDelivery changes how updates reach the bot from now on.
func (s *Server) SetDelivery(d Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliverer = newDeliverer(d)
}

// Renumber gives the next updates numbers that begin by another than the last one, such as a
// lower one. Telegram does so after a week without an update (Docs: Update.update_id), so none
// waits then: while one does, Renumber does nothing and returns false.
func (s *Server) Renumber(by int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.waiting(s.now()) > 0 {
		return false
	}
	s.queue.renumber(s.queue.next + by)
	return true
}

// deliverer applies a Delivery.
type deliverer struct {
	Delivery
	dice *rand.Rand
}

func newDeliverer(d Delivery) *deliverer {
	return &deliverer{Delivery: d, dice: rand.New(rand.NewPCG(d.Seed, 0))}
}

// twice reports whether u, now confirmed, has to be delivered again.
func (d *deliverer) twice(u *update) bool {
	if d.Twice <= 0 || u.repeated || u.ID%d.Twice != 0 {
		return false
	}
	u.repeated = true
	return true
}

// shuffle puts one answer of getUpdates into the wanted order.
func (d *deliverer) shuffle(us []*update) {
	if d.Order == InOrder {
		return
	}
	ordered := slices.Clone(us)
	d.dice.Shuffle(len(us), func(i, j int) { us[i], us[j] = us[j], us[i] })
	if d.Order == LanesShuffled {
		restoreLanes(us, ordered)
	}
}

// restoreLanes keeps the places of each lane in shuffled, and fills them in the order of
// ordered.
func restoreLanes(shuffled, ordered []*update) {
	byLane := map[lane][]*update{}
	for _, u := range ordered {
		byLane[u.lane] = append(byLane[u.lane], u)
	}
	for i, u := range shuffled {
		shuffled[i], byLane[u.lane] = byLane[u.lane][0], byLane[u.lane][1:]
	}
}
