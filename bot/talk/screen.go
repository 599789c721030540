package talk

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"suaraloket/domain"
)

// rememberedScreens is the number of people whose last question is remembered.
const rememberedScreens = 20_000

// screen is what a person was asked last.
type screen struct {
	counter string    // whose question waits for a face, "" for none
	rating  string    // for which a note was asked, "" for none
	message int       // that asks for the note
	pass    string    // of the visit of that rating
	at      time.Time // when it was asked
}

// screens remembers what people were asked last, by author. It is the only thing that the
// chat keeps in memory. What a restart forgets costs no rating: a text is then added to the
// newest rating, and the message that asked for it stays as it is.
type screens struct{ last *lru.Cache[string, screen] }

func newScreens() screens {
	last, err := lru.New[string, screen](rememberedScreens)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return screens{last}
}

func (s screens) show(author string, now screen) { s.last.Add(author, now) }

func (s screens) clear(author string) { s.last.Remove(author) }

// of gives what a person was asked as long as a visit lasts. The zero screen is none.
func (s screens) of(author string, now time.Time) screen {
	shown, _ := s.last.Get(author)
	if now.Sub(shown.at) > domain.VisitTime {
		return screen{}
	}
	return shown
}
