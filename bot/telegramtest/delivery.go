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
	// AllShuffled keeps no order. Telegram never goes as far while its answers arrive; a bot meets it
	// when something between the two turns requests round.
	AllShuffled
)

// Delivery is what goes wrong on purpose between the server and the bot. Its zero value is Telegram's own way.
type Delivery struct {
	Order Order
	// Seed makes the shuffling the same again.
	Seed uint64
	// Twice: every update whose id is a multiple of it is handed out once more under the same id after the
	// bot has confirmed it, as when a confirmation is lost; 0 is never. Telegram itself repeats under a
	// webhook whose answer got lost, and by polling only what was not confirmed.
	Twice int
	// Inaccessible leaves out of presses what the message was: its date is 0 and it has no text, as with
	// messages that Telegram cannot give to the bot any more (Docs: MaybeInaccessibleMessage).
	Inaccessible bool
}

// SetDelivery changes how updates reach the bot from now on.
func (s *Server) SetDelivery(d Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliverer = newDeliverer(d)
}

// deliverer is a Delivery at work.
type deliverer struct {
	Delivery
	dice *rand.Rand
}

func newDeliverer(d Delivery) *deliverer {
	return &deliverer{Delivery: d, dice: rand.New(rand.NewPCG(d.Seed, 0))}
}

// twice tells whether u, now confirmed, is to be handed out once more.
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

// restoreLanes gives each lane its places in shuffled, filled in the order of ordered.
func restoreLanes(shuffled, ordered []*update) {
	byLane := map[lane][]*update{}
	for _, u := range ordered {
		byLane[u.lane] = append(byLane[u.lane], u)
	}
	for i, u := range shuffled {
		shuffled[i], byLane[u.lane] = byLane[u.lane][0], byLane[u.lane][1:]
	}
}
