package kiosk

import "strings"

// recordings is the folder of the recorded texts: say/<language>/<key of the text>.mp3.
const recordings = "say/"

// prompts returns the addresses of the recorded texts, by language and key. A language
// without recordings is absent. tools/prompts.sh makes the recordings.
func (s *Site) prompts() (map[string]map[string]string, error) {
	byLanguage := map[string]map[string]string{}
	for _, name := range s.Shell.AssetNames(recordings) {
		lang, file, found := strings.Cut(strings.TrimPrefix(name, recordings), "/")
		key, recorded := strings.CutSuffix(file, ".mp3")
		if !found || !recorded {
			continue
		}
		if byLanguage[lang] == nil {
			byLanguage[lang] = map[string]string{}
		}
		address, err := s.Shell.Asset(name)
		if err != nil {
			return nil, err
		}
		byLanguage[lang][key] = address
	}
	return byLanguage, nil
}
