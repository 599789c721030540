package picturetest

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/web/browsertest"
)

// Widths of pictures: those of the README, and those of the handbook.
const (
	whole = 1280
	wide  = 900
	phone = 360
)

// Sizes of windows: a larger one than usual, for pages of which more is to be seen, and that of
// a phone.
const (
	largeWidth, largeHeight = 1440, 900
	phoneWidth, phoneHeight = 400, 800
)

// TestPictures goes through the demo as its users do and takes each picture of README.md and
// docs/panduan. Tablets stay open to the end: a tablet that falls silent would put a warning on
// every page of the portal.
func TestPictures(t *testing.T) {
	s := openStage(t)
	s.gate()
	s.administrator()
	s.officer()
	s.resident()
	hr, head := s.enter("hr"), s.enter("kepala.dkc")
	s.city(hr)
	s.unit(head)
	tablet := s.pairing(head)
	s.display(tablet)
	s.corner(head)
	s.fleet(head)
	s.revocation(hr)
	s.photos(hr)
	s.inspector()
}

// period is the quarter whose figures are shown: the current one, and in its first month the one
// before, which has more ratings.
func period() string {
	return "?periode=" + domain.PeriodAt(programtest.CityNow().AddDate(0, 0, -30)).String()
}

func (s *stage) gate() {
	v := s.open(520, 440)
	v.Goto(s.base + "/hr/masuk")
	v.Until(`document.querySelector("[name=login]")`)
	v.Run(`document.querySelector(".h-demo").remove()`) // the accounts of the demo
	v.take("panduan/masuk", 520)
	v.Close()
}

func (s *stage) administrator() {
	v := s.enter("admin")
	v.visit("/hr/kunci")
	v.write("[name=name]", "Mesin antrean Dukcapil")
	v.send(`form[action="/hr/kunci"]`)
	v.Until(`document.querySelector(".h-key")`)
	v.take("panduan/kunci-api", wide)
	v.Close()
}

func (s *stage) officer() {
	v := s.enter("ratna")
	own := v.Text(`location.pathname`)
	v.visit(own + period())
	v.take("panduan/skor-saya", wide)

	v.send(`form[action$="/pin"]`)
	v.Until(`document.querySelector(".h-code")`)
	v.takeUpper("panduan/pin-loket", wide, 480)

	v.visit("/hr/telegram")
	v.send(`form[action$="/kode"]`)
	v.Until(`document.querySelector(".h-pair img")`)
	v.takeUpper("panduan/kabar-telegram", wide, 480)
	v.Close()
}

// inspector takes the picture of the inbox of reports.
func (s *stage) inspector() {
	v := s.enter("inspektorat")
	v.visit("/hr/laporan")
	v.leaveOut("tbody tr")
	v.take("panduan/laporan", wide)
	v.Close()
}

// city takes the pictures of what HR reads and sets.
func (s *stage) city(v *view) {
	v.Resize(largeWidth, largeHeight)
	v.visit("/hr/papan" + period())
	v.leaveOut("tbody tr")
	v.take("board", whole)
	v.visit("/hr/jam?unit=PKM")
	v.Run(`document.querySelectorAll(".h-day input").forEach(function (field, day) {
		field.value = ["08.00-11.30, 13.00-16.30", "", ""][day - 4] ?? "08.00-12.00, 13.00-16.00";
	})`)
	v.send(`form[action="/hr/jam"][method=post]`)
	v.write("[name=day]", christmas(programtest.CityNow()))
	v.write(`form[action="/hr/jam/libur"] [name=name]`, "Hari Raya Natal")
	v.send(`form[action="/hr/jam/libur"]`)
	v.Until(`document.querySelector(".h-holidays")`)
	v.take("panduan/jam-buka", wide)

	v.Resize(deskWidth, deskHeight)
	v.visit("/hr/kode")
	v.write(`[name=kode]`, "page")
	v.leaveOut(".sheet-code")
	v.take("panduan/kode-qr", wide)
}

// christmas is the next one that is not today: on a holiday no tablet shows its faces.
func christmas(now time.Time) string {
	day := time.Date(now.Year(), time.December, 25, 0, 0, 0, 0, now.Location())
	if !now.Before(day) {
		day = day.AddDate(1, 0, 0)
	}
	return day.Format(time.DateOnly)
}

// unit takes the pictures of what the head of a unit reads.
func (s *stage) unit(v *view) {
	v.visit("/hr/papan" + period())
	v.leaveOut("tbody tr")
	v.take("panduan/papan", wide)
}

// resident takes the pictures of a rating at the counter, on a phone and in a chat.
func (s *stage) resident() {
	v := s.connected("DKC-01")
	v.Until(`document.querySelector("#phone-code svg")`)
	v.take("kiosk", whole)
	v.take("panduan/tablet", wide)
	v.click(`[data-value="4"]`)
	v.shows("after")
	v.click(`[name=reasons][value=ramah]`)
	v.take("panduan/tablet-sesudah", wide)
	v.click("#done")

	p := s.open(phoneWidth, phoneHeight)
	p.Goto(s.here(s.counter("DKC-01").PageURL))
	p.Until(`document.querySelector(".p-faces")`)
	p.take("panduan/ponsel", phone)
	p.Close()

	c := s.open(phoneWidth, phoneHeight)
	demo := s.demo
	demo.BaseURL = s.base
	c.Goto(s.here(demo.Code(s.t, "DKC-02", "telegram")))
	c.Until(`document.getElementById("begin").offsetParent`)
	c.click("#begin")
	c.Until(`document.querySelectorAll(".choice").length === 4`)
	c.colourFaces()
	c.leaveOut("#commands button")
	c.take("panduan/telegram", phone)
	c.Close()
}

// pairing connects another tablet to a counter: a code in the portal, typed on the tablet.
func (s *stage) pairing(v *view) (tablet *view) {
	v.visit("/hr/kios")
	v.write(`#tambah [name=counter]`, "DKC-03")
	v.write(`#tambah [name=name]`, "Tablet Loket 3 baru")
	v.send("#tambah form")
	v.Until(`document.querySelector("[data-pairing=waiting]")`)
	v.takeUpper("panduan/pasang-tablet", wide, 560)

	tablet = s.tablet()
	tablet.Goto(s.base + "/k")
	tablet.shows("setup")
	tablet.take("panduan/hubungkan-tablet", wide)
	for _, c := range strings.ReplaceAll(v.Text(`document.querySelector(".h-code").textContent`), "-", "") {
		tablet.click(`#code-keys [data-key="` + string(c) + `"]`)
	}
	tablet.shows("faces")
	v.Until(`document.querySelector("[data-pairing=used]")`)
	return tablet
}

// display takes the picture of the screen beside a tablet.
func (s *stage) display(tablet *view) {
	v := &view{tablet.Another(), s}
	v.Goto(s.base + "/k/display")
	v.Until(`document.querySelector("#code svg")`)
	v.take("panduan/layar-kode", wide)
	v.Close()
}

// corner takes the pictures of the staff corner, and of what becomes of the file that it saves.
func (s *stage) corner(head *view) {
	head.visit("/hr/kios")
	head.clickOn(".h-who", "Tablet Loket 2")
	head.Until(`document.querySelector(".h-pin .h-code")`)
	pin := head.Text(`document.querySelector(".h-pin .h-code").textContent`)

	v := s.connected("DKC-02")
	v.corner(pin)
	v.click("#staff-change")
	v.panel("people")
	v.Until(`document.querySelector("#staff-officers button")`)
	v.take("panduan/ganti-petugas", wide)
	v.click("#staff-close")
	v.shows("faces")

	v.Offline(true)
	v.click(`[data-value="3"]`)
	v.shows("after")
	v.click("#done")
	v.shows("faces")
	v.corner(pin)
	v.Until(`document.getElementById("staff-waiting").textContent === "1"`)
	v.take("panduan/pojok-petugas", wide)
	folder := v.downloads()
	v.click("#staff-save")
	s.queue(head, folder)
	v.Offline(false)
}

// queue uploads the file that a tablet has saved.
func (s *stage) queue(head *view, folder string) {
	var files []string
	browsertest.Eventually(s.t, "the file of the tablet is saved", func() bool {
		files, _ = filepath.Glob(filepath.Join(folder, "*.json"))
		return len(files) == 1
	})
	head.visit("/hr/kios/berkas")
	head.upload(files...)
	head.takeUpper("panduan/berkas-antrean", wide, 680)
}

// fleet takes the picture of the list of tablets, once the open ones have been heard of.
func (s *stage) fleet(v *view) {
	browsertest.Eventually(s.t, "three tablets are active", func() bool {
		v.visit("/hr/kios")
		return v.Text(`document.querySelectorAll("tbody .badge-active").length`) == "3"
	})
	v.Resize(largeWidth, largeHeight)
	v.leaveOut("tbody tr, .h-below")
	v.take("panduan/kios", wide)
	v.Resize(deskWidth, deskHeight)
}

func (s *stage) revocation(v *view) {
	v.visit("/hr/kios")
	v.clickOn(".h-who", "Tablet Loket 3 baru")
	v.Until(`document.querySelector("a[href$='/cabut']")`)
	v.click("a[href$='/cabut']")
	v.Until(`document.querySelector("[name=sebab]")`)
	v.takeUpper("panduan/cabut-kios", wide, 620)
}

// photos uploads photos: those of two officers, which are their drawings, and one whose name is
// that of a camera.
func (s *stage) photos(v *view) {
	folder := s.t.TempDir()
	var paths []string
	for _, photo := range []struct{ name, officer string }{{"P-01", "P-01"}, {"P-02", "P-02"}, {"IMG_2041", "P-03"}} {
		v.visit("/hr/petugas/" + photo.officer)
		path := filepath.Join(folder, photo.name+".png")
		programtest.WriteFile(s.t, path, v.portrait(".h-officer svg"))
		paths = append(paths, path)
	}
	v.visit("/hr/foto")
	v.upload(paths...)
	v.take("panduan/foto-petugas", wide)
}
