package domain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"slices"
	"strings"

	"suaraloket/domain/audit"
	"suaraloket/domain/portrait"
)

// Photo is an officer's picture as residents see it. ID names it in addresses and says
// nothing about the officer: 32 hex digits, others for every picture.
type Photo struct {
	ID string
	portrait.Portrait
}

// PhotoStore stores the officers' photos. It adds events to the record in the transaction of the
// change.
type PhotoStore interface {
	// SavePhoto replaces the officer's photo. Refusal: ErrOfficerUnknown.
	SavePhoto(ctx context.Context, officer string, photo Photo, events ...audit.Event) error
	// DropPhoto succeeds for an officer without a photo. Refusal: ErrOfficerUnknown.
	DropPhoto(ctx context.Context, officer string, events ...audit.Event) error
	// Photo refuses an id that no officer has with ErrPhotoUnknown.
	Photo(ctx context.Context, id string) (Photo, error)
}

// Photos shows and changes the officers' photos.
type Photos struct {
	store     PhotoStore
	directory RosterReader
	roster    *Roster
	clock     Clock
	cutting   chan struct{} // one picture is decoded at a time: each takes some 50 MB
}

// NewPhotos makes the use case.
func NewPhotos(store PhotoStore, directory RosterReader, roster *Roster, clock Clock) *Photos {
	return &Photos{store: store, directory: directory, roster: roster, clock: clock, cutting: make(chan struct{}, 1)}
}

// Put makes the picture in a JPEG or PNG file the officer's photo. The agency chooses it:
// heads and HR for the officers of units they see. Refusals: ErrOfficerUnknown,
// ErrNotAllowed, ErrPhotoFormat, ErrPhotoSmall, ErrPhotoLarge.
func (p *Photos) Put(ctx context.Context, actor Actor, officer string, file []byte) error {
	o, err := p.directory.Officer(ctx, NormalCode(officer))
	if err != nil {
		return err
	}
	if !actor.SeesUnit(o.Unit) {
		return ErrNotAllowed
	}
	return p.put(ctx, actor, o, file)
}

func (p *Photos) put(ctx context.Context, actor Actor, o Officer, file []byte) error {
	cut, err := p.cut(ctx, file)
	if err != nil {
		return photoRefusal(err)
	}
	photo := Photo{ID: photoID(o.Code, cut), Portrait: cut}
	return p.refreshed(ctx, p.store.SavePhoto(ctx, o.Code, photo, actor.Act(p.clock(), audit.PhotoSet, o.Code)))
}

// cut waits for its turn and decodes a picture.
func (p *Photos) cut(ctx context.Context, file []byte) (portrait.Portrait, error) {
	select {
	case p.cutting <- struct{}{}:
		defer func() { <-p.cutting }()
		return portrait.Cut(file)
	case <-ctx.Done():
		return portrait.Portrait{}, errors.Join(ErrUnavailable, ctx.Err())
	}
}

// MaxPhotos is the most pictures that one request may bring, and with portrait.MaxSide the most
// pixels.
const MaxPhotos = 20

// PutNamed is Put for a file whose name, without its extension, is the officer's code or
// NIP. It returns the officer. Refusals: those of Put.
func (p *Photos) PutNamed(ctx context.Context, actor Actor, name string, file []byte) (Officer, error) {
	officers, err := p.directory.Officers(ctx)
	if err != nil {
		return Officer{}, err
	}
	stem := strings.TrimSpace(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	nip, isNIP := ParseNIP(stem)
	at := slices.IndexFunc(officers, func(o Officer) bool { return o.Code == NormalCode(stem) || isNIP && o.NIP == nip })
	if at < 0 || !actor.SeesUnit(officers[at].Unit) { // guessing numbers must not reveal officers
		return Officer{}, ErrOfficerUnknown
	}
	return officers[at], p.put(ctx, actor, officers[at], file)
}

// Drop removes the officer's photo; a drawn figure is shown instead. Officers may remove
// their own. Refusals: ErrOfficerUnknown, ErrNotAllowed.
func (p *Photos) Drop(ctx context.Context, actor Actor, officer string) error {
	o, err := p.directory.Officer(ctx, NormalCode(officer))
	if err != nil {
		return err
	}
	if !actor.SeesOfficer(o) {
		return ErrNotAllowed
	}
	return p.refreshed(ctx, p.store.DropPhoto(ctx, o.Code, actor.Act(p.clock(), audit.PhotoRemoved, o.Code)))
}

// refreshed refreshes the roster here after a change; other instances watch for it.
func (p *Photos) refreshed(ctx context.Context, err error) error {
	if err == nil {
		_ = p.roster.Refresh(ctx) // the change is stored; on an error the next refresh loads it
	}
	return err
}

// Officers lists the active officers of units that the actor sees, by name.
func (p *Photos) Officers(ctx context.Context, actor Actor) ([]Officer, error) {
	officers, err := p.directory.Officers(ctx)
	officers = slices.DeleteFunc(officers, func(o Officer) bool { return !o.Active || !actor.SeesUnit(o.Unit) })
	slices.SortFunc(officers, func(a, b Officer) int { return strings.Compare(a.Name+a.Code, b.Name+b.Code) })
	return officers, err
}

// Owner gives the officer whose photo has the id, from the cache while the database is
// away. It refuses with ErrPhotoUnknown.
func (p *Photos) Owner(ctx context.Context, id string) (Officer, error) {
	return find(ctx, p.roster, func(in *RosterIndex) (Officer, error) {
		officer, ok := in.photos[id]
		if !ok {
			return Officer{}, ErrPhotoUnknown
		}
		return officer, nil
	})
}

// Photo gives the photo itself. It refuses with ErrPhotoUnknown.
func (p *Photos) Photo(ctx context.Context, id string) (Photo, error) { return p.store.Photo(ctx, id) }

// Lineup gives the officers on duty at a counter when the lineup shows exactly them.
// It refuses any other with ErrPhotoUnknown, an unknown counter with ErrCounterUnknown.
func (p *Photos) Lineup(ctx context.Context, counter, lineup string) ([]Officer, error) {
	return find(ctx, p.roster, func(in *RosterIndex) ([]Officer, error) {
		view, err := in.counterNow(counter, p.clock())
		if err != nil {
			return nil, err
		}
		if lineup == "" || Lineup(view.OnDuty) != lineup {
			return nil, ErrPhotoUnknown
		}
		return view.OnDuty, nil
	})
}

// Lineup names the picture that shows several officers in the order given, 16 hex
// digits; "" when there is no such picture: for a single officer, more officers than a
// picture holds, or none with a photo.
func Lineup(officers []Officer) string {
	if len(officers) < 2 || len(officers) > portrait.MaxLineup ||
		!slices.ContainsFunc(officers, func(o Officer) bool { return o.Photo != "" }) {
		return ""
	}
	sum := sha256.New()
	for _, o := range officers {
		sum.Write([]byte(o.Code + "\x00" + o.Photo + "\x00"))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

func photoID(officer string, cut portrait.Portrait) string {
	sum := sha256.New()
	sum.Write([]byte(officer + "\x00"))
	sum.Write(cut.Large)
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func photoRefusal(err error) error {
	switch {
	case errors.Is(err, portrait.ErrFormat):
		return ErrPhotoFormat
	case errors.Is(err, portrait.ErrTooSmall):
		return ErrPhotoSmall
	case errors.Is(err, portrait.ErrTooLarge):
		return ErrPhotoLarge
	}
	return err
}
