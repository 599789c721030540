package web

import "strings"

// prompts is the folder of what is read aloud: say/<language>/<key of the text>.mp3.
const prompts = "say/"

// Prompts gives the addresses of the recorded texts, by language and key. A language
// without a recording is not among them. tools/prompts.sh makes the recordings.
func (s *Shell) Prompts() map[string]map[string]string {
	byLanguage := map[string]map[string]string{}
	for name, address := range s.assets.byName {
		lang, file, found := strings.Cut(strings.TrimPrefix(name, prompts), "/")
		key, recorded := strings.CutSuffix(file, ".mp3")
		if !strings.HasPrefix(name, prompts) || !found || !recorded {
			continue
		}
		if byLanguage[lang] == nil {
			byLanguage[lang] = map[string]string{}
		}
		byLanguage[lang][key] = address
	}
	return byLanguage
}
