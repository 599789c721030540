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

// hr is an actor that may set the photo of every officer.
func hr() domain.Actor { return domain.Actor{Login: "hr", Role: domain.RoleHR} }

// grounds are the background colours of the test pictures.
func grounds() []color.RGBA {
	return []color.RGBA{{R: 0xC2, G: 0x41, B: 0x2D, A: 0xFF}, {R: 0x2B, G: 0x5F, B: 0xA8, A: 0xFF}, {R: 0xD9, G: 0xA4, B: 0x41, A: 0xFF}}
}

// picture draws a head on a coloured background, in portrait format.
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

// puts sets an officer's photo and returns the addresses of its large and small versions.
func (h *hall) puts(officer string, ground color.RGBA) (large, small string) {
	h.T.Helper()
	ctx := context.Background()
	check(h.T, h.Photos.Put(ctx, hr(), officer, picture(h.T, ground)))
	check(h.T, h.Roster.Refresh(ctx))
	id := h.officer(officer).Photo
	return web.PhotoAddress(id), web.SmallPhotoAddress(id)
}

// photographed sets photos for the officer of the first counter and for one of the two
// officers of the second.
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

// wantPicture checks that the answer is a square picture with this side.
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

// wantGone checks that the picture is not found and that the answer is not cacheable.
func (h *hall) wantGone(address string) {
	h.T.Helper()
	a := h.Ask("GET", address, "")
	if a.Status != 404 || a.Header.Get("Cache-Control") != "no-store" {
		h.T.Errorf("%s: %d %s", address, a.Status, a.Header.Get("Cache-Control"))
	}
	h.wantSilent(a)
}

// wantSilent checks that the headers of an answer do not identify the officer.
func (h *hall) wantSilent(a answer) {
	h.T.Helper()
	for _, o := range []string{"P-01", "P-02", "P-03", "B-01", sitetest.MarkerNIP, "Ratna", "Budi", "Dewi"} {
		if strings.Contains(fmt.Sprint(a.Header), o) {
			h.T.Errorf("a header contains %s: %v", o, a.Header)
		}
	}
}

// The answers about a counter contain the addresses of the photos and of their figures.
func TestCounterHasPhotoAndFigureAddresses(t *testing.T) {
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

// readsDuty checks the answer about Budi, with a photo, and Dewi, without one.
func (h *hall) readsDuty(a answer, duty func(map[string]any) any, large string) {
	h.T.Helper()
	var body map[string]any
	h.ReadJSON(a, &body)
	list := duty(body).([]any)
	budi, dewi := list[0].(map[string]any), list[1].(map[string]any)
	if budi["photo_url"] != large || budi["figure_url"] != h.figure("P-02") {
		h.T.Errorf("with a photo: %v", budi)
	}
	if _, more := dewi["figure_url"]; more || dewi["photo_url"] != h.figure("P-03") {
		h.T.Errorf("without one: %v", dewi)
	}
	if strings.Contains(large, "P-02") || strings.Contains(a.Body, sitetest.MarkerNIP) {
		h.T.Errorf("the answer contains private data: %s", a.Body)
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

// A photo is served only while it belongs to an officer, even if it is cached.
func TestRemovedPhotosAreNotServed(t *testing.T) {
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

// picturesAway is a store whose photos and roster can be made unavailable.
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

// openAway opens a hall over a picturesAway store.
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

// While the database is away, cached photos are served, the figure replaces all others,
// and no photo is reported as unknown.
func TestPhotosWhileTheDatabaseIsAway(t *testing.T) {
	h, away := openAway(t)
	held, _ := h.puts("P-01", grounds()[0])
	other, otherSmall := h.puts("P-02", grounds()[1])
	h.wantPicture(held, 480)
	away.away.Store(true)
	h.wantPicture(held, 480)
	for _, address := range []string{other, otherSmall} {
		a := h.Ask("GET", address, "")
		if a.Status != 302 || a.Header.Get("Location") != h.figure("P-02") || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", address, a.Status, a.Header)
		}
		h.wantSilent(a)
	}
	if a := h.Ask("GET", web.PhotoAddress(strings.Repeat("0", 32)), ""); a.Status != 503 || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("photo that may be new: %d %v", a.Status, a.Header)
	}
	away.away.Store(false)
	h.wantPicture(other, 480)
	h.wantGone(web.PhotoAddress(strings.Repeat("0", 32)))
}

// Different spellings of one path do not fill the cache.
func TestSpellingsShareOneCacheEntry(t *testing.T) {
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
		t.Errorf("cached photo under another spelling: %d", a.Status)
	}
}

// The group picture of a counter's officers has an address while they are on duty.
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
		t.Errorf("cached, while the database is away: %d", a.Status)
	}
	away.away.Store(false)
	h.drops("P-02")
	h.wantGone(lineup)
}

// Officers of a tenant cannot be rated, so no group picture shows them.
func TestTenantsHaveNoLineup(t *testing.T) {
	h := openHall(t)
	h.puts("B-01", grounds()[2])
	h.puts("P-01", grounds()[0])
	ctx, from := context.Background(), h.Now().AddDate(0, -1, 0)
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: "019ab3c4-0000-4000-8000-00000000b001", Officer: "P-01", Counter: "BANK-01", From: from}}))
	check(t, h.Roster.Refresh(ctx))
	lineup := web.LineupAddress("BANK-01", []domain.Officer{h.officer("B-01"), h.officer("P-01")})
	if lineup == "" {
		t.Fatal("no lineup of two officers with photos")
	}
	h.wantGone(lineup)
	if a := h.Ask("GET", "/api/v1/counters/BANK-01", ""); strings.Contains(a.Body, "/photos/") {
		t.Errorf("answer %s", a.Body)
	}
}

func TestInvalidPhotoAddresses(t *testing.T) {
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

// figure is the address of the drawn figure of an officer.
func (h *hall) figure(officer string) string {
	return h.Asset("figure-" + web.FigureOf(h.officer(officer)) + ".svg")
}
