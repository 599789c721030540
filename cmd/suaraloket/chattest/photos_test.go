package chattest

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// cameraPhoto returns a JPEG file as a camera makes it.
func cameraPhoto(t testing.TB, shade uint8) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 600, 800))
	for y := range 800 {
		for x := range 600 {
			picture.Set(x, y, color.RGBA{R: shade, G: uint8(x / 3), B: uint8(y / 4), A: 0xFF})
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// putPhotos stores photos of officers, as HR does.
func putPhotos(t testing.TB, store *repository.Store, officers ...string) {
	t.Helper()
	photos := domain.NewPhotos(store, store, domain.NewRoster(store, store, programtest.CityNow), programtest.CityNow)
	for i, officer := range officers {
		if err := photos.Put(context.Background(), domain.Actor{Role: domain.RoleHR}, officer, cameraPhoto(t, uint8(90*i))); err != nil {
			t.Fatal(officer, err)
		}
	}
}

// photoSize fetches a photo, as Telegram does, and returns its size.
func photoSize(t testing.TB, address string) (width, height int) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "image/jpeg" {
		t.Fatalf("%s: %d %s", address, answer.StatusCode, kind)
	}
	picture, err := jpeg.DecodeConfig(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return picture.Width, picture.Height
}

// addOfficer adds officer P-03 at the counter of P-02.
func addOfficer(t *testing.T, env []string, dir string) {
	t.Helper()
	for _, list := range [][2]string{
		{"officers", "code,name,display_name,nip,rank,position,unit,figure\nP-03,Ratna Contoh,Ibu Ratna,,,,DKC,a\n"},
		{"duties", "officer,counter,from,to\nP-03,DKC-02,2026-01-01 00:00,\n"},
	} {
		file := filepath.Join(dir, "more-"+list[0]+".csv")
		if err := os.WriteFile(file, []byte(list[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		programtest.MustRun(t, env, "", "import", list[0], file)
	}
}

// installWithPhotos makes an installation with two photos: of an officer who is alone at a
// counter, and of one of two officers at another. It returns the settings of its folder and
// database.
func installWithPhotos(t *testing.T, env []string, driver string) []string {
	t.Helper()
	dir := t.TempDir()
	dsn, where := filepath.Join(dir, "suaraloket.db"), []string{"SUARALOKET_DATA=" + dir}
	if base := programtest.Database(t, driver); base != nil {
		where = append(where, base...)
		_, dsn, _ = strings.Cut(base[1], "=")
	}
	env = append(env, where...)
	programtest.Install(t, env, dir)
	addOfficer(t, env, dir)
	putPhotos(t, testdb.Open(t, driver, dsn), "P-01", "P-03")
	return where
}

// TestTheChatShowsPhotosThatTheProgramServes fetches the address in every message, as
// Telegram's servers do.
func TestTheChatShowsPhotosThatTheProgramServes(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			pretend, env := programtest.Telegram(t)
			listen := programtest.FreeAddress(t)
			env = append(env, "SUARALOKET_HTTP_LISTEN="+listen)
			env = append(env, installWithPhotos(t, env, driver)...)
			program := programtest.Start(t, append(env, "SUARALOKET_PUBLIC_URL=http://"+listen), "serve")
			dewi := pretend.Person(4711, "Dewi", "id")
			asked := scanCounter(t, program, dewi, "DKC-01", "Puas")
			if width, height := photoSize(t, asked.Preview.URL); !asked.Preview.Small || !asked.Preview.Above || width != 480 || height != 480 {
				t.Errorf("%+v shows %d × %d", asked.Preview, width, height)
			}
			if thanks := pressAndWait(t, dewi, asked, "Puas"); thanks.Preview != asked.Preview {
				t.Errorf("the thanks show %+v, want %+v", thanks.Preview, asked.Preview)
			}
			pick := scanCounter(t, program, dewi, "DKC-02", "2 · Ibu Ratna")
			if width, height := photoSize(t, pick.Preview.URL); !pick.Preview.Large || !pick.Preview.Above || width <= height {
				t.Errorf("%+v shows %d × %d", pick.Preview, width, height)
			}
			picked := pressAndWait(t, dewi, pick, "2 · Ibu Ratna")
			if width, height := photoSize(t, picked.Preview.URL); !picked.Preview.Small || width != 480 || height != 480 {
				t.Errorf("%+v shows %d × %d", picked.Preview, width, height)
			}
			program.Stop()

			program = programtest.Start(t, env, "serve") // only this machine can open its address
			alone := scanCounter(t, program, pretend.Person(4712, "Adi", "id"), "DKC-02", "Ibu Ratna")
			if alone.Preview != (telegramtest.Preview{Disabled: true}) {
				t.Errorf("without a public address the message shows %+v", alone.Preview)
			}
			program.Stop()
		})
	}
}

// scanCounter scans a counter's code and returns the message that has the button.
func scanCounter(t *testing.T, program *programtest.Process, person *telegramtest.Person, counter, label string) telegramtest.Message {
	t.Helper()
	link, err := url.Parse(programtest.SignIn(t, program.Base, "hr", "correct horse battery").Code(counter, "telegram"))
	if err != nil {
		t.Fatal(err)
	}
	if err := person.Start(link.Query().Get("start")); err != nil {
		t.Fatal(err)
	}
	return programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return dataOf(m, label) != "" })
}

// pressAndWait presses a button and returns the message after its edit.
func pressAndWait(t *testing.T, person *telegramtest.Person, asked telegramtest.Message, label string) telegramtest.Message {
	t.Helper()
	if _, err := person.Press(asked.ID, dataOf(asked, label)); err != nil {
		t.Fatal(err)
	}
	return programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return m.ID == asked.ID && m.Edited })
}

// TestThePracticeChatShowsPhotos checks that the practice chat of a demo shows a photo.
func TestThePracticeChatShowsPhotos(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	program := programtest.Start(t, nil, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	demo := programtest.ReadDemo(t, dir)
	officer := programtest.OnDuty(t, demo.BaseURL, demo.Counters[0].Code)
	putPhotos(t, testdb.Open(t, repository.SQLite, filepath.Join(dir, "suaraloket.db")), officer)
	phone := browsertest.Open(t, 360, 740)
	phone.Goto(demo.Code(t, demo.Counters[0].Code, "telegram"))
	phone.Until(`document.querySelector('#begin')?.checkVisibility()`)
	phone.Run(`document.querySelector('#begin').click()`)
	phone.Until(`document.querySelector('.picture')?.naturalWidth > 0`)
	program.Stop()
}
