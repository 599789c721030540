// Command prompts records the texts that the tablet reads aloud as small MP3 files, with
// espeak-ng and lame. It runs in the folder tools/ and makes the recordings that are
// missing or whose text has changed; kiosk/say.sums holds the checksums of the texts.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	texts  = "../domain/locale/texts"
	folder = "../kiosk/static/say"
	sums   = "../kiosk/say.sums"
)

// voices are the voices of espeak-ng by language. Javanese has none, and the voice of
// another language would mispronounce it: there the tablet uses the device's own voice,
// if it has one.
func voices() map[string]string { return map[string]string{"id": "id", "en": "en-gb"} }

// spoken lists the keys of the texts that the tablet reads aloud.
func spoken() []string {
	keys := []string{
		"kiosk.question", "kiosk.pick", "kiosk.unsure", "kiosk.nobody", "kiosk.thanks", "kiosk.more",
		"kiosk.reasons.good", "kiosk.reasons.bad", "kiosk.note", "kiosk.change.title", "kiosk.changed", "kiosk.bye",
		"reason.ramah", "reason.cepat", "reason.jelas",
		"reason.menunggu_lama", "reason.kurang_jelas", "reason.kurang_ramah", "reason.diminta_biaya",
		"page.sex", "page.age", "page.education", "page.occupation", "kiosk.survey.end",
		"respondent.sex.L", "respondent.sex.P",
	}
	for _, level := range []string{"SD", "SMP", "SMA", "D1", "D2", "D3", "D4", "S1", "S2", "S3"} {
		keys = append(keys, "respondent.education."+level)
	}
	for _, work := range []string{"pns", "tni", "polri", "swasta", "wirausaha", "pelajar", "tani", "rumah", "lainnya"} {
		keys = append(keys, "respondent.occupation."+work)
	}
	scales := []string{"value"}
	for _, element := range []string{"persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku", "pengaduan", "sarana"} {
		keys = append(keys, "question."+element)
		scales = append(scales, "answer."+element)
	}
	for _, scale := range scales {
		for _, n := range []string{"1", "2", "3", "4"} {
			keys = append(keys, scale+"."+n)
		}
	}
	slices.Sort(keys)
	return keys
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	before := readSums()
	var lines []string
	for _, lang := range slices.Sorted(maps.Keys(voices())) {
		words, err := readTexts(lang)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(folder, lang), 0o755); err != nil {
			return err
		}
		for _, key := range spoken() {
			sum, err := prompt(lang, key, words[key], before)
			if err != nil {
				return fmt.Errorf("%s %s: %w", lang, key, err)
			}
			lines = append(lines, lang+"/"+key+" "+sum)
		}
	}
	if err := removeUnlisted(lines); err != nil {
		return err
	}
	return os.WriteFile(sums, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}

// prompt makes one file unless it exists and its text has not changed.
func prompt(lang, key, text string, before map[string]string) (string, error) {
	if text == "" {
		return "", fmt.Errorf("no such text")
	}
	hash := sha256.Sum256([]byte(text))
	sum := hex.EncodeToString(hash[:])
	file := filepath.Join(folder, lang, key+".mp3")
	if _, err := os.Stat(file); err == nil && before[lang+"/"+key] == sum {
		return sum, nil
	}
	fmt.Println(file)
	return sum, record(voices()[lang], text, file)
}

// record speaks slowly, normalizes the loudness and encodes at 24 kbit/s.
func record(voice, text, file string) error {
	wav := filepath.Join(os.TempDir(), "prompt.wav")
	defer os.Remove(wav)
	text = strings.TrimSpace(strings.ReplaceAll(text, "…", ""))
	if err := call("espeak-ng", "-v", voice, "-s", "140", "-w", wav, text); err != nil {
		return err
	}
	if err := normalize(wav); err != nil {
		return err
	}
	return call("lame", "--quiet", "-t", "-q", "2", "-m", "m", "-b", "24", "--resample", "22.05", wav, file)
}

func call(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

func readTexts(lang string) (map[string]string, error) {
	raw, err := os.ReadFile(filepath.Join(texts, lang+".json"))
	if err != nil {
		return nil, err
	}
	var words map[string]string
	return words, json.Unmarshal(raw, &words)
}

func readSums() map[string]string {
	before := map[string]string{}
	raw, err := os.ReadFile(sums)
	if err != nil {
		return before // no recordings exist yet
	}
	for line := range strings.Lines(string(raw)) {
		name, sum, _ := strings.Cut(strings.TrimSpace(line), " ")
		before[name] = sum
	}
	return before
}

// removeUnlisted removes recordings of texts that are no longer listed.
func removeUnlisted(lines []string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.mp3"))
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".mp3") + " "
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, name) }) {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return err
}
