package domain_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
)

func tabletOf(counter string) domain.Kiosk {
	return domain.Kiosk{ID: "tablet-1", Counter: counter, KeyHash: domain.HashKey("key")}
}

// TestARotatingCodeIsMadeAsAgreed makes a code as the tablet's script does.
func TestARotatingCodeIsMadeAsAgreed(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 14, 5, 0, time.UTC)
	p := passesAt(&now, "0123456789abcdef")
	key := p.SlotKey(tabletOf("DKC-01"))
	text := "s1_DKC-01_" + strconv.FormatInt(now.Unix()/30, 36)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	want := text + "_" + base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:8])
	if got := domain.SlotCode(key, "DKC-01", domain.SlotAt(now)); got != want || len(key) != 32 || len(domain.SlotKeyText(key)) != 43 {
		t.Errorf("%q, want %q, with a key of %d bytes", got, want, len(key))
	}
}

func TestARotatingCodeOpensAVisit(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 14, 5, 0, time.UTC)
	p, tablet := passesAt(&now, "0123456789abcdef"), tabletOf("DKC-01")
	slot := domain.SlotAt(now)
	code := domain.SlotCode(p.SlotKey(tablet), "DKC-01", slot)
	want := domain.Right{
		Counter: "DKC-01", Channel: domain.ChannelPage, Assurance: domain.AssuranceSlot, Slot: slot, Expires: now.Add(domain.VisitTime).Local(),
	}
	first, right, err := p.Open(code, "", tabletOf("DKC-02"), tablet)
	want.Visit = right.Visit
	if err != nil || right != want || right.Visit == "" || right.Unopened() {
		t.Fatalf("%+v %v, want %+v", right, err, want)
	}
	second, other, _ := p.Open(code, "", tablet)
	if first == second || other.Visit == right.Visit || other.Slot != right.Slot {
		t.Error("two who scan the same code share a visit")
	}
	if read, err := p.Read(first); err != nil || read != right {
		t.Errorf("%+v %v", read, err)
	}
	chat, err := p.OpenChat(code, tablet)
	if err != nil {
		t.Fatal(err)
	}
	want.Channel, want.Visit, want.Author = domain.ChannelTelegram, "", "author"
	if read, err := p.ReadChat(chat, "author"); err != nil || read != want {
		t.Errorf("%+v %v, want %+v", read, err, want)
	}
	itself, err := p.Read(code, tablet)
	if err != nil || itself.Slot != slot || itself.Visit == "" || itself.Visit == right.Visit || itself.Unopened() || itself.Expires.IsZero() {
		t.Errorf("sent without a pass: %+v %v", itself, err)
	}
	now = now.Add(time.Hour)
	if late, err := p.Read(code, tablet); err != nil || late != itself {
		t.Errorf("what it stored cannot be confirmed: %+v %v", late, err)
	}
}

// TestARotatingCodeHasItsTime: the middle of the slot is 09.14.15.
func TestARotatingCodeHasItsTime(t *testing.T) {
	middle := time.Date(2026, 11, 25, 9, 14, 15, 0, time.UTC)
	tablet := tabletOf("DKC-01")
	for offset, want := range map[time.Duration]error{
		0: nil, 2 * time.Minute: nil, 150 * time.Second: nil, 151 * time.Second: domain.ErrPassExpired, time.Hour: domain.ErrPassExpired,
		-2 * time.Minute: nil, -150 * time.Second: nil, -151 * time.Second: domain.ErrPassExpired, -24 * time.Hour: domain.ErrPassExpired,
	} {
		now := middle.Add(offset)
		p := passesAt(&now, "0123456789abcdef")
		code := domain.SlotCode(p.SlotKey(tablet), "DKC-01", domain.SlotAt(middle))
		_, _, err := p.Open(code, "", tablet)
		_, chatErr := p.OpenChat(code, tablet)
		if !errors.Is(err, want) || !errors.Is(chatErr, want) {
			t.Errorf("%v from the middle: %v and %v, want %v", offset, err, chatErr, want)
		}
		right, err := p.Read(code, tablet)
		if ahead := offset < -150*time.Second; errors.Is(err, domain.ErrPassExpired) != ahead || !ahead && now.After(right.Expires) != (want != nil) {
			t.Errorf("%v from the middle: handed in %+v %v", offset, right, err)
		}
	}
}

// TestClocksTwoMinutesApartWork scans what a screen shows whose clock is up to two
// minutes off, at any moment, and opens it up to fifteen seconds later.
func TestClocksTwoMinutesApartWork(t *testing.T) {
	tablet := tabletOf("DKC-01")
	rapid.Check(t, func(rt *rapid.T) {
		now := time.UnixMilli(rapid.Int64Range(1_700_000_000_000, 4_000_000_000_000).Draw(rt, "now"))
		p := passesAt(&now, "0123456789abcdef")
		shownAt := now.Add(time.Duration(rapid.IntRange(-120_000, 120_000).Draw(rt, "apart")) * time.Millisecond)
		code := domain.SlotCode(p.SlotKey(tablet), "DKC-01", domain.SlotAt(shownAt))
		now = now.Add(time.Duration(rapid.IntRange(0, 15_000).Draw(rt, "scanning")) * time.Millisecond)
		if _, right, err := p.Open(code, "", tablet); err != nil || right.Slot != domain.SlotAt(shownAt) {
			rt.Errorf("%s at %v: %+v %v", code, now, right, err)
		}
	})
}

func TestOnlyATabletInUseAtTheCounterMakesCodes(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 14, 5, 0, time.UTC)
	p, tablet := passesAt(&now, "0123456789abcdef"), tabletOf("DKC-01")
	code := domain.SlotCode(p.SlotKey(tablet), "DKC-01", domain.SlotAt(now))
	revoked, moved, paired, replaced := tablet, tablet, tablet, tablet
	revoked.Revoked = now
	moved.Counter = "DKC-02"
	paired.KeyHash = domain.HashKey("another key")
	replaced.ID = "tablet-2"
	for name, c := range map[string]struct {
		code   string
		kiosks []domain.Kiosk
	}{
		"no tablet":        {code, nil},
		"revoked":          {code, []domain.Kiosk{revoked}},
		"moved":            {code, []domain.Kiosk{moved}},
		"paired again":     {code, []domain.Kiosk{paired}},
		"another's key":    {code, []domain.Kiosk{replaced}},
		"another counter":  {strings.Replace(code, "DKC-01", "DKC-02", 1), []domain.Kiosk{tablet, moved}},
		"another slot":     {domain.SlotCode(p.SlotKey(tablet), "DKC-01", domain.SlotAt(now)+1)[:len(code)-13] + code[len(code)-13:], []domain.Kiosk{tablet}},
		"no slot":          {"s1_DKC-01_0_" + code[len(code)-13:], []domain.Kiosk{tablet}},
		"capitals":         {strings.ToUpper(code), []domain.Kiosk{tablet}},
		"a piece":          {code[:20], []domain.Kiosk{tablet}},
		"the whole secret": {domain.SlotCode([]byte("0123456789abcdef"), "DKC-01", domain.SlotAt(now)), []domain.Kiosk{tablet}},
	} {
		if _, _, err := p.Open(c.code, "", c.kiosks...); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("%s: opened, %v", name, err)
		}
		if _, err := p.OpenChat(c.code, c.kiosks...); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("%s: opened in a chat, %v", name, err)
		}
		if _, err := p.Read(c.code, c.kiosks...); !errors.Is(err, domain.ErrPassInvalid) {
			t.Errorf("%s: read, %v", name, err)
		}
	}
	if string(p.SlotKey(tablet)) == string(p.SlotKey(moved)) || string(p.SlotKey(tablet)) == string(p.SlotKey(paired)) {
		t.Error("a tablet keeps its key")
	}
}

func ticketFor(counter string, expires time.Time) domain.Ticket {
	return domain.Ticket{Number: "0a1b2c3d", Counter: counter, Expires: expires}
}

func TestATicketIsAVisit(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 14, 5, 0, time.UTC)
	p, expires := passesAt(&now, "0123456789abcdef"), now.Add(time.Hour)
	code := p.Ticket(ticketFor("DKC-01", expires))
	want := domain.Right{
		Counter: "DKC-01", Channel: domain.ChannelPage, Assurance: domain.AssuranceTicket, Visit: "0a1b2c3d", Ticket: "0a1b2c3d",
		Expires: expires.Local(),
	}
	if right, err := p.Read(code); err != nil || right != want {
		t.Errorf("%+v %v", right, err)
	}
	want.Expires = now.Add(domain.VisitTime).Local()
	pass, right, err := p.Open(code, "")
	if err != nil || right.Visit == want.Visit {
		t.Errorf("%+v %v", right, err)
	}
	if want.Visit = right.Visit; right != want {
		t.Errorf("%+v, want %+v", right, want)
	}
	chat, err := p.OpenChat(code)
	if err != nil {
		t.Fatal(err)
	}
	want.Channel, want.Visit, want.Author = domain.ChannelTelegram, "", "author"
	if right, err := p.ReadChat(chat, "author"); err != nil || right != want {
		t.Errorf("%+v %v, want %+v", right, err, want)
	}
	now = expires.Add(time.Second)
	if _, _, err := p.Open(code, ""); !errors.Is(err, domain.ErrPassExpired) {
		t.Errorf("too late: %v", err)
	}
	if _, err := p.OpenChat(code); !errors.Is(err, domain.ErrPassExpired) {
		t.Errorf("too late in a chat: %v", err)
	}
	for _, pass := range []string{code, pass} {
		if _, err := p.Read(pass); err != nil {
			t.Errorf("what %s stored cannot be confirmed: %v", pass, err)
		}
	}
}

// TestTheLongestCodesFit: a deep link carries 64 characters, and a chat's button has
// 64 bytes for the pass, an officer and what it does.
func TestTheLongestCodesFit(t *testing.T) {
	now := time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)
	p, counter := passesAt(&now, "0123456789abcdef"), "ABCDEFGHIJ-123456789"
	tablet := tabletOf(counter)
	plain := regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	for _, code := range []string{
		p.Poster(counter), p.Ticket(ticketFor(counter, now.Add(domain.MaxTicketTime))), domain.SlotCode(p.SlotKey(tablet), counter, domain.SlotAt(now)),
	} {
		pass, right, err := p.Open(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", tablet)
		if _, readErr := p.Read(pass, tablet); readErr != nil {
			t.Errorf("%q: %v", pass, readErr)
		}
		chat, chatErr := p.OpenChat(code, tablet)
		if err != nil || chatErr != nil || len(code) > domain.MaxPass || !plain.MatchString(code) || !plain.MatchString(pass) {
			t.Errorf("%q opens %q: %v %v", code, pass, err, chatErr)
		}
		if button := "r4:" + strings.Repeat("9", domain.MaxOfficerCode) + ":" + chat; len(button) > 64 {
			t.Errorf("%q has %d bytes", button, len(button))
		}
		itself, err := p.Read(code, tablet)
		if len(right.Visit) > 32 || len(itself.Visit) > 32 || err != nil {
			t.Errorf("visits %q and %q do not fit their column, %v", right.Visit, itself.Visit, err)
		}
	}
}

// FuzzPasses reads whatever comes as a code, a page's pass and a chat's.
func FuzzPasses(f *testing.F) {
	now := time.Date(2026, 11, 25, 9, 14, 5, 0, time.UTC)
	p, tablet := passesAt(&now, "0123456789abcdef"), tabletOf("DKC-01")
	for _, code := range []string{
		p.Poster("DKC-01"), p.Ticket(ticketFor("DKC-01", now)), domain.SlotCode(p.SlotKey(tablet), "DKC-01", domain.SlotAt(now)),
	} {
		pass, _, _ := p.Open(code, "", tablet)
		bound, _, _ := p.Open(code, "a browser", tablet)
		f.Add(bound)
		chat, _ := p.OpenChat(code, tablet)
		f.Add(code)
		f.Add(pass)
		f.Add(chat)
	}
	f.Add("s1_DKC-01__")
	f.Add("c2_DKC-01_AAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		if right, err := p.Read(text, tablet); err == nil && (right.Counter != "DKC-01" || right.Channel != domain.ChannelPage) {
			t.Errorf("%q gave %+v", text, right)
		}
		if right, err := p.ReadChat(text, "a"); err == nil && (right.Counter != "DKC-01" || right.Author != "a" || right.Visit != "") {
			t.Errorf("%q gave %+v in a chat", text, right)
		}
		pass, right, err := p.Open(text, "", tablet)
		if again, readErr := p.Read(pass, tablet); err == nil && (readErr != nil || again != right || !domain.IsCode(text) || domain.IsCode(pass)) {
			t.Errorf("%q opened %q: %+v %v", text, pass, again, readErr)
		}
		if chat, err := p.OpenChat(text, tablet); err == nil && len(chat) > domain.MaxPass-16 {
			t.Errorf("%q opened %q", text, chat)
		}
	})
}
