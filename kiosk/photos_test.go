package kiosk_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web"
	"suaraloket/web/sitetest"
)

// hr is somebody who may choose everybody's photo.
func hr() domain.Actor { return domain.Actor{Login: "hr", Role: domain.RoleHR} }

// grounds are what the people of the pictures stand before.
func grounds() []color.RGBA {
	return []color.RGBA{{R: 0xC2, G: 0x41, B: 0x2D, A: 0xFF}, {R: 0x2B, G: 0x5F, B: 0xA8, A: 0xFF}, {R: 0xD9, G: 0xA4, B: 0x41, A: 0xFF}}
}

// picture is a drawn head on a coloured ground, standing.
func picture(t testing.TB, ground color.RGBA) []byte {
	t.Helper()
	const width, height = 300, 400
	skin, cloth := color.RGBA{R: 0xE3, G: 0xB4, B: 0x8C, A: 0xFF}, color.RGBA{R: 0x1F, G: 0x2B, B: 0x2A, A: 0xFF}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			dx, dy := x-width/2, y-150
			switch {
			case dx*dx/64+dy*dy/100 <= 72:
				img.SetRGBA(x, y, skin)
			case y > 220 && dx*dx <= 60*(y-220):
				img.SetRGBA(x, y, cloth)
			default:
				img.SetRGBA(x, y, ground)
			}
		}
	}
	var file bytes.Buffer
	check(t, jpeg.Encode(&file, img, nil))
	return file.Bytes()
}

// puts gives an officer a photo and says where it lies, the large one and the small one.
func (h *hall) puts(officer string, ground color.RGBA) (large, small string) {
	h.T.Helper()
	ctx := context.Background()
	check(h.T, h.Photos.Put(ctx, hr(), officer, picture(h.T, ground)))
	check(h.T, h.Roster.Refresh(ctx))
	id := h.officer(officer).Photo
	return web.PhotoAddress(id), web.SmallPhotoAddress(id)
}

// photographed gives photos to the officer of the first counter and to one of both at
// the second.
func (h *hall) photographed() {
	h.T.Helper()
	h.puts("P-01", grounds()[0])
	h.puts("P-02", grounds()[1])
}

func (h *hall) drops(officer string) {
	h.T.Helper()
	check(h.T, h.Photos.Drop(context.Background(), hr(), officer))
	check(h.T, h.Roster.Refresh(context.Background()))
}

func (h *hall) officer(code string) domain.Officer {
	h.T.Helper()
	o, err := h.Store.Officer(context.Background(), code)
	check(h.T, err)
	return o
}

// wantPicture checks an answer that is a square picture of that side.
func (h *hall) wantPicture(address string, side int) answer {
	h.T.Helper()
	a := h.Ask("GET", address, "")
	if a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" || a.Header.Get("Cache-Control") != "public, max-age=86400" {
		h.T.Fatalf("%s: %d %v", address, a.Status, a.Header)
	}
	config, err := jpeg.DecodeConfig(strings.NewReader(a.Body))
	if err != nil || config.Width != side || config.Height != side {
		h.T.Errorf("%s: %v %+v", address, err, config)
	}
	h.wantSilent(a)
	return a
}

// wantGone checks an answer that knows no such picture, and may not be kept.
func (h *hall) wantGone(address string) {
	h.T.Helper()
	a := h.Ask("GET", address, "")
	if a.Status != 404 || a.Header.Get("Cache-Control") != "no-store" {
		h.T.Errorf("%s: %d %s", address, a.Status, a.Header.Get("Cache-Control"))
	}
	h.wantSilent(a)
}

// wantSilent checks that an answer's headers say nothing of who it is.
func (h *hall) wantSilent(a answer) {
	h.T.Helper()
	for _, o := range []string{"P-01", "P-02", "P-03", "B-01", sitetest.MarkerNIP, "Ratna", "Budi", "Dewi"} {
		if strings.Contains(fmt.Sprint(a.Header), o) {
			h.T.Errorf("a header says %s: %v", o, a.Header)
		}
	}
}

// Whoever asks for a counter learns where the photos lie and what to show in their place.
func TestCountersNameThePhotoAndItsFigure(t *testing.T) {
	h := openHall(t)
	large, _ := h.puts("P-02", grounds()[0])
	h.readsDuty(h.Ask("GET", "/api/v1/counters/DKC-02", ""), func(body map[string]any) any { return body["on_duty"] }, large)
	own := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+sitetest.SeveralKey)
	h.readsDuty(own, func(body map[string]any) any { return body["counter"].(map[string]any)["on_duty"] }, large)
	h.readsDuty(own, func(body map[string]any) any {
		people := body["people"].(map[string]any)
		return []any{people["P-02"], people["P-03"]}
	}, large)
}

// readsDuty checks what is said of Budi, who has a photo, and of Dewi, who has none.
func (h *hall) readsDuty(a answer, duty func(map[string]any) any, large string) {
	h.T.Helper()
	var body map[string]any
	h.ReadJSON(a, &body)
	list := duty(body).([]any)
	budi, dewi := list[0].(map[string]any), list[1].(map[string]any)
	if budi["photo_url"] != large || budi["figure_url"] != h.Asset("figure-b.svg") {
		h.T.Errorf("with a photo: %v", budi)
	}
	if _, more := dewi["figure_url"]; more || dewi["photo_url"] != h.Asset("figure-d.svg") {
		h.T.Errorf("without one: %v", dewi)
	}
	if strings.Contains(large, "P-02") || strings.Contains(a.Body, sitetest.MarkerNIP) {
		h.T.Errorf("says too much: %s", a.Body)
	}
}

func TestPhotosAreServed(t *testing.T) {
	h := openHall(t)
	large, small := h.puts("P-01", grounds()[0])
	whole, little := h.wantPicture(large, 480), h.wantPicture(small, 192)
	if len(little.Body) >= len(whole.Body) {
		t.Errorf("the small one has %d bytes, the large one %d", len(little.Body), len(whole.Body))
	}
	head := h.Ask("HEAD", large, "")
	if head.Status != 200 || head.Body != "" || head.Header.Get("Content-Length") != fmt.Sprint(len(whole.Body)) {
		t.Errorf("HEAD: %d %q %v", head.Status, head.Body, head.Header)
	}
	h.wantGone(web.PhotoAddress(strings.Repeat("0", 32)))
	h.wantGone(web.SmallPhotoAddress(strings.Repeat("0", 32)))
}

// A photo is served while it is somebody's, whatever was served before.
func TestPhotosGoWithTheirOfficer(t *testing.T) {
	h := openHall(t)
	first, firstSmall := h.puts("P-01", grounds()[0])
	h.wantPicture(first, 480)
	h.wantPicture(firstSmall, 192)
	second, _ := h.puts("P-01", grounds()[1])
	if second == first {
		t.Fatal("another picture has the same address")
	}
	h.wantGone(first)
	h.wantGone(firstSmall)
	h.wantPicture(second, 480)
	h.drops("P-01")
	h.wantGone(second)
	if again, _ := h.puts("P-01", grounds()[0]); again != first {
		t.Error("the same picture has another address")
	}
	h.wantPicture(first, 480)
}

// picturesAway is a database that gives neither photos nor the layout while it is away.
type picturesAway struct {
	*repository.Store
	away atomic.Bool
}

func (s *picturesAway) Photo(ctx context.Context, id string) (domain.Photo, error) {
	if s.away.Load() {
		return domain.Photo{}, fmt.Errorf("%w: cut off", domain.ErrUnavailable)
	}
	return s.Store.Photo(ctx, id)
}

func (s *picturesAway) RosterVersion(ctx context.Context) (string, error) {
	if s.away.Load() {
		return "", fmt.Errorf("%w: cut off", domain.ErrUnavailable)
	}
	return s.Store.RosterVersion(ctx)
}

// openAway is a hall whose photos lie in a database that can be taken away.
func openAway(t *testing.T) (*hall, *picturesAway) {
	t.Helper()
	store := testdb.SQLite(t)
	away := &picturesAway{Store: store}
	h := openHallOn(t, store)
	h.Roster = domain.NewRoster(away, nil, h.Clock)
	h.Photos = domain.NewPhotos(away, store, h.Roster, h.Clock)
	h.Mount()
	return h, away
}

// While the database is away a photo that was served goes on being served, the figure
// stands in for any other, and nothing is called unknown.
func TestPhotosWhileTheDatabaseIsAway(t *testing.T) {
	h, away := openAway(t)
	held, _ := h.puts("P-01", grounds()[0])
	other, otherSmall := h.puts("P-02", grounds()[1])
	h.wantPicture(held, 480)
	away.away.Store(true)
	h.wantPicture(held, 480)
	for _, address := range []string{other, otherSmall} {
		a := h.Ask("GET", address, "")
		if a.Status != 302 || a.Header.Get("Location") != h.Asset("figure-b.svg") || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", address, a.Status, a.Header)
		}
		h.wantSilent(a)
	}
	if a := h.Ask("GET", web.PhotoAddress(strings.Repeat("0", 32)), ""); a.Status != 503 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("one that may be new: %d %v", a.Status, a.Header)
	}
	away.away.Store(false)
	h.wantPicture(other, 480)
	h.wantGone(web.PhotoAddress(strings.Repeat("0", 32)))
}

// What is held is not pushed out by the same picture under many spellings.
func TestSpellingsTakeNoRoom(t *testing.T) {
	h, away := openAway(t)
	held, _ := h.puts("P-01", grounds()[0])
	other, small := h.puts("P-02", grounds()[1])
	h.wantPicture(held, 480)
	for _, address := range []string{other, small, strings.TrimSuffix(other, ".jpg")} {
		for i := range 128 {
			spelt := []byte(address + strings.Repeat("/", i>>6))
			for bit := range 6 {
				if i>>bit&1 == 1 {
					spelt[1+bit] -= 'a' - 'A'
				}
			}
			h.Ask("GET", string(spelt), "")
		}
	}
	away.away.Store(true)
	h.wantPicture(held, 480)
	if a := h.Ask("GET", strings.Replace(held, "photos", "PHOTOS", 1), ""); a.Status != 200 {
		t.Errorf("the held one, spelt otherwise: %d", a.Status)
	}
}

// The picture of a counter's people lies at an address of its own while they are on duty.
func TestLineupsAreServed(t *testing.T) {
	h, away := openAway(t)
	h.puts("P-02", grounds()[1])
	lineup := web.LineupAddress("DKC-02", []domain.Officer{h.officer("P-02"), h.officer("P-03")})
	a := h.Ask("GET", lineup, "")
	if a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("%s: %d %v", lineup, a.Status, a.Header)
	}
	h.wantSilent(a)
	if _, err := jpeg.Decode(strings.NewReader(a.Body)); err != nil {
		t.Error(err)
	}
	h.wantGone("/photos/DKC-02/0123456789abcdef.jpg")
	h.wantGone(strings.Replace(lineup, "DKC-02", "DKC-01", 1)) // one officer is no lineup
	h.wantGone(strings.Replace(lineup, "DKC-02", "DKC-99", 1))
	away.away.Store(true)
	if a := h.Ask("GET", lineup, ""); a.Status != 200 {
		t.Errorf("held while the database is away: %d", a.Status)
	}
	away.away.Store(false)
	h.drops("P-02")
	h.wantGone(lineup)
}

// The people of a tenant's counter are not shown as those who can be rated.
func TestTenantsHaveNoLineup(t *testing.T) {
	h := openHall(t)
	h.puts("B-01", grounds()[2])
	h.puts("P-01", grounds()[0])
	ctx, from := context.Background(), h.Now().AddDate(0, -1, 0)
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: "019ab3c4-0000-4000-8000-00000000b001", Officer: "P-01", Counter: "BANK-01", From: from}}))
	check(t, h.Roster.Refresh(ctx))
	lineup := web.LineupAddress("BANK-01", []domain.Officer{h.officer("B-01"), h.officer("P-01")})
	if lineup == "" {
		t.Fatal("two officers with photos make no lineup")
	}
	h.wantGone(lineup)
	if a := h.Ask("GET", "/api/v1/counters/BANK-01", ""); strings.Contains(a.Body, "/photos/") {
		t.Errorf("shows %s", a.Body)
	}
}

func TestOddPhotoAddresses(t *testing.T) {
	h := openHall(t)
	large, _ := h.puts("P-01", grounds()[0])
	id := h.officer("P-01").Photo
	for _, path := range []string{
		"/photos", "/photos/", "/photos/x", "/photos/x/", "/photos/x/y", "/photos/x/y/z", "/photos/../", "/photos/%2e%2e/", "/photos/%2e", "/photos/.jpg",
		"/photos/-small.jpg", "/photos/DKC-02/.jpg", "/photos/DKC-02/", "/photos/%00.jpg", "/photos/P-01.jpg", "/photos/" + sitetest.MarkerNIP + ".jpg",
		"/photos/" + strings.Repeat("a", 2000) + ".jpg", "/photos/" + strings.Repeat("a", 1000) + "/" + strings.Repeat("b", 1000), "/photos/" + id + ".png",
		"/photos/" + id + "-small", "/photos/" + strings.ToUpper(id) + ".jpg", "/photos/'%20OR%201=1.jpg",
	} {
		a := h.Ask("GET", path, "", "Accept", "image/*")
		if a.Status < 300 && strings.HasPrefix(a.Header.Get("Content-Type"), "image/") || a.Status >= 500 {
			t.Errorf("%s: %d %s", path, a.Status, a.Header.Get("Content-Type"))
		}
		h.wantSilent(a)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		if a := h.Ask(method, large, ""); !slices.Contains([]int{403, 404, 405}, a.Status) {
			t.Errorf("%s: %d", method, a.Status)
		}
	}
}
