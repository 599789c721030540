package kiosk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"suaraloket/domain/locale"
)

// loudest is the maximum total size of the recordings of one language, in bytes.
const loudest = 450_000

// recordings returns the addresses of the recorded texts, by language and key.
func recordings(t *testing.T, h *hall) map[string]map[string]string {
	t.Helper()
	found := map[string]map[string]string{}
	for _, name := range h.Shell.AssetNames("say/") {
		lang, file, _ := strings.Cut(strings.TrimPrefix(name, "say/"), "/")
		if found[lang] == nil {
			found[lang] = map[string]string{}
		}
		found[lang][strings.TrimSuffix(file, ".mp3")] = h.Asset(name)
	}
	return found
}

// Each recording matches its text; the test names each recording that is out of date. A
// text recorded in one language is recorded in all of them.
func TestRecordingsMatchTheirTexts(t *testing.T) {
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("say.sums")
	if err != nil {
		t.Fatal(err)
	}
	recorded := recordings(t, openHall(t))
	listed := 0
	for line := range strings.Lines(string(raw)) {
		name, sum, _ := strings.Cut(strings.TrimSpace(line), " ")
		lang, key, _ := strings.Cut(name, "/")
		now := sha256.Sum256([]byte(texts.In(lang).T(key)))
		if hex.EncodeToString(now[:]) != sum {
			t.Errorf("the recording of %q (%s) is out of date: run tools/prompts.sh", key, lang)
		}
		for other := range recorded {
			if recorded[other][key] == "" {
				t.Errorf("%q is not recorded in %s", key, other)
			}
		}
		listed++
	}
	files := 0
	for _, prompts := range recorded {
		files += len(prompts)
	}
	if files != listed || len(recorded) < 2 {
		t.Errorf("%d recordings in %d languages, %d listed", files, len(recorded), listed)
	}
}

// Each recording is a complete, small mono file that an old WebView can play, and may be
// cached for ever.
func TestRecordingsArePlainAndSmall(t *testing.T) {
	h := openHall(t)
	for lang, prompts := range recordings(t, h) {
		total := 0
		for key, address := range prompts {
			a := h.Ask("GET", address, "")
			if a.Status != 200 || a.Header.Get("Content-Type") != "audio/mpeg" || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d %v", address, a.Status, a.Header)
			}
			if seconds := wantMP3(t, address, []byte(a.Body)); seconds < 0.4 || seconds > 12 {
				t.Errorf("%s %s lasts %.2f s", lang, key, seconds)
			}
			total += len(a.Body)
		}
		if total > loudest {
			t.Errorf("%s: %d bytes", lang, total)
		}
	}
}

// wantMP3 checks every frame of an MPEG-2 layer III file and returns its length in
// seconds.
func wantMP3(t *testing.T, name string, body []byte) float64 {
	t.Helper()
	kilobits := []int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
	const rate, samples = 22050, 576
	frames := 0
	for at := 0; at < len(body); frames++ {
		if len(body)-at < 4 || body[at] != 0xFF || body[at+1]&0xFE != 0xF2 {
			t.Fatalf("%s: no frame of MPEG-2 layer III at %d of %d", name, at, len(body))
		}
		bits, frequency, padding := kilobits[body[at+2]>>4], body[at+2]>>2&3, int(body[at+2]>>1&1)
		if bits == 0 || bits > 32 || frequency != 0 || body[at+3]>>6 != 3 {
			t.Fatalf("%s: frame %d is %d kbit/s, frequency %d, mode %d", name, frames, bits, frequency, body[at+3]>>6)
		}
		at += 72*bits*1000/rate + padding
		if at > len(body) {
			t.Fatalf("%s: the last frame is cut off", name)
		}
	}
	return float64(frames*samples) / rate
}
