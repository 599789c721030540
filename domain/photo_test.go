package domain_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// album keeps photos and officers in memory.
type album struct {
	domain.RosterReader
	officers map[string]domain.Officer
	photos   map[string]domain.Photo
	duties   []domain.Duty
	version  string
	away     bool
}

func (a *album) list() (list []domain.Officer) {
	for _, o := range a.officers {
		list = append(list, o)
	}
	return list
}

func (a *album) Officers(context.Context) ([]domain.Officer, error) { return a.list(), nil }

func (a *album) Officer(_ context.Context, code string) (domain.Officer, error) {
	o, ok := a.officers[code]
	if !ok {
		return o, domain.ErrOfficerUnknown
	}
	return o, nil
}

func (a *album) SavePhoto(_ context.Context, officer string, photo domain.Photo, _ ...audit.Event) error {
	o := a.officers[officer]
	delete(a.photos, o.Photo)
	o.Photo = photo.ID
	a.officers[officer], a.photos[photo.ID] = o, photo
	a.version += "+"
	return nil
}

func (a *album) DropPhoto(_ context.Context, officer string, _ ...audit.Event) error {
	o := a.officers[officer]
	delete(a.photos, o.Photo)
	o.Photo = ""
	a.officers[officer] = o
	a.version += "-"
	return nil
}

func (a *album) Photo(_ context.Context, id string) (domain.Photo, error) {
	photo, ok := a.photos[id]
	if !ok {
		return photo, domain.ErrPhotoUnknown
	}
	return photo, nil
}

func (a *album) RosterVersion(context.Context) (string, error) {
	if a.away {
		return "", domain.ErrUnavailable
	}
	return a.version, nil
}

func (a *album) RosterSnapshot(context.Context, time.Time) (domain.RosterSnapshot, error) {
	unit := domain.Unit{Code: "DKC", Agency: domain.Agency{Internal: true}}
	return domain.RosterSnapshot{
		Version: a.version, Officers: a.list(), Duties: a.duties,
		Counters: []domain.Counter{{Code: "DKC-01", Unit: unit}, {Code: "DKC-02", Unit: unit}},
	}, nil
}

const albumNIP = "198501012010012001"

func openAlbum() (*album, *domain.Photos) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	a := &album{officers: map[string]domain.Officer{}, photos: map[string]domain.Photo{}, version: "1"}
	for _, o := range []domain.Officer{
		{Code: "P-01", Name: "Ratna", Unit: "DKC", NIP: albumNIP, Active: true}, {Code: "P-02", Name: "Budi", Unit: "DKC", Active: true},
		{Code: "P-03", Name: "Lama", Unit: "DKC"}, {Code: "P-04", Name: "Siti", Unit: "PTS", Active: true},
	} {
		a.officers[o.Code] = o
	}
	for i, officer := range []string{"P-01", "P-02", "P-01"} {
		a.duties = append(a.duties, domain.Duty{Officer: officer, Counter: []string{"DKC-01", "DKC-02"}[i/2], From: now.AddDate(0, 0, -1)})
	}
	clock := func() time.Time { return now }
	return a, domain.NewPhotos(a, a, domain.NewRoster(a, nil, clock), clock)
}

func face(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhoChoosesAPhoto(t *testing.T) {
	hr, head, own := domain.Actor{Role: domain.RoleHR}, domain.Actor{Role: domain.RoleHead, Unit: "DKC"}, domain.Actor{Role: domain.RoleOfficer, Officer: "P-01"}
	for name, c := range map[string]struct {
		actor     domain.Actor
		officer   string
		put, drop error
	}{
		"HR for anybody":           {hr, "P-04", nil, nil},
		"an administrator too":     {domain.Actor{Role: domain.RoleAdmin}, "p-01", nil, nil},
		"a head in the unit":       {head, "P-01", nil, nil},
		"a head in another":        {head, "P-04", domain.ErrNotAllowed, domain.ErrNotAllowed},
		"officers take it away":    {own, "P-01", domain.ErrNotAllowed, nil},
		"but not of another":       {own, "P-02", domain.ErrNotAllowed, domain.ErrNotAllowed},
		"who is not signed in":     {domain.Actor{}, "P-01", domain.ErrNotAllowed, domain.ErrNotAllowed},
		"of an unknown officer":    {hr, "P-99", domain.ErrOfficerUnknown, domain.ErrOfficerUnknown},
		"a head without any unit":  {domain.Actor{Role: domain.RoleHead}, "P-01", domain.ErrNotAllowed, domain.ErrNotAllowed},
		"an officer without codes": {domain.Actor{Role: domain.RoleOfficer}, "P-01", domain.ErrNotAllowed, domain.ErrNotAllowed},
	} {
		_, photos := openAlbum()
		if err := photos.Put(context.Background(), c.actor, c.officer, face(t, 300, 400)); !errors.Is(err, c.put) {
			t.Errorf("%s, putting: %v", name, err)
		}
		if err := photos.Drop(context.Background(), c.actor, c.officer); !errors.Is(err, c.drop) {
			t.Errorf("%s, dropping: %v", name, err)
		}
	}
}

func TestAFileIsNamedAfterAnOfficer(t *testing.T) {
	head := domain.Actor{Role: domain.RoleHead, Unit: "DKC"}
	for name, want := range map[string]string{
		"P-01.jpg": "P-01", "p-02.JPEG": "P-02", " P-01 .png": "P-01", "folder/P-02.jpg": "P-02", "P-03": "P-03",
		albumNIP + ".jpg": "P-01", "19850101 201001 2 001.jpg": "P-01",
		"P-04.jpg": "", "P-99.jpg": "", ".jpg": "", "": "", "P-01.jpg.exe": "", albumNIP[1:] + ".jpg": "", "Ratna.jpg": "",
	} {
		_, photos := openAlbum()
		officer, err := photos.PutNamed(context.Background(), head, name, face(t, 300, 400))
		if officer.Code != want || (want == "") != errors.Is(err, domain.ErrOfficerUnknown) {
			t.Errorf("%q: %q, %v", name, officer.Code, err)
		}
	}
}

func TestAPhotoIsSomebodysOrUnknown(t *testing.T) {
	ctx, hr := context.Background(), domain.Actor{Role: domain.RoleHR}
	a, photos := openAlbum()
	if err := photos.Put(ctx, hr, "P-01", face(t, 300, 400)); err != nil {
		t.Fatal(err)
	}
	first := a.officers["P-01"].Photo
	owner, err := photos.Owner(ctx, first)
	if err != nil || owner.Code != "P-01" || len(first) != 32 {
		t.Errorf("%q is %+v, %v", first, owner, err)
	}
	a.away = true
	if owner, err := photos.Owner(ctx, first); err != nil || owner.Code != "P-01" {
		t.Errorf("while the database is away: %+v, %v", owner, err)
	}
	if _, err := photos.Owner(ctx, "00"); !errors.Is(err, domain.ErrUnavailable) { // it may have come meanwhile
		t.Errorf("unknown while the database is away: %v", err)
	}
	a.away = false
	if err := photos.Put(ctx, hr, "P-02", face(t, 300, 400)); err != nil || a.officers["P-02"].Photo == first {
		t.Errorf("the same picture of two people has one id, %v", err)
	}
	if err := photos.Drop(ctx, hr, "P-01"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{first, "", "00"} {
		if _, err := photos.Owner(ctx, id); !errors.Is(err, domain.ErrPhotoUnknown) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if list, err := photos.Officers(ctx, domain.Actor{Role: domain.RoleHead, Unit: "DKC"}); err != nil || len(list) != 2 || list[0].Code != "P-02" {
		t.Errorf("%+v %v", list, err)
	}
}

func TestALineupIsThatOfWhoServes(t *testing.T) {
	ctx, hr := context.Background(), domain.Actor{Role: domain.RoleHR}
	a, photos := openAlbum()
	both := func() []domain.Officer { return []domain.Officer{a.officers["P-01"], a.officers["P-02"]} }
	if name := domain.Lineup(both()); name != "" {
		t.Errorf("without a photo there is %q", name)
	}
	if err := photos.Put(ctx, hr, "P-02", face(t, 300, 400)); err != nil {
		t.Fatal(err)
	}
	name := domain.Lineup(both())
	if people, err := photos.Lineup(ctx, "dkc-01", name); err != nil || len(people) != 2 || len(name) != 16 {
		t.Fatalf("%q: %+v, %v", name, people, err)
	}
	for counter, named := range map[string]string{"DKC-01": "", "DKC-02": name, "DKC-09": name} {
		_, err := photos.Lineup(ctx, counter, named)
		if refusal, ok := domain.Refusal(err); !ok || refusal.Code != domain.CodeNotFound {
			t.Errorf("%q at %s: %v", named, counter, err)
		}
	}
	if err := photos.Put(ctx, hr, "P-01", face(t, 400, 400)); err != nil {
		t.Fatal(err)
	}
	if _, err := photos.Lineup(ctx, "DKC-01", name); !errors.Is(err, domain.ErrPhotoUnknown) {
		t.Errorf("the old one: %v", err)
	}
	many := make([]domain.Officer, 10)
	many[0].Photo = "x"
	if domain.Lineup(many) != "" || domain.Lineup(many[:1]) != "" || domain.Lineup(many[:9]) == "" {
		t.Error("one alone, or more than fit")
	}
	if turned := []domain.Officer{a.officers["P-02"], a.officers["P-01"]}; domain.Lineup(turned) == domain.Lineup(both()) {
		t.Error("the order does not matter")
	}
}
