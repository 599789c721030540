package masking

import "regexp"

var (
	firstEmail  = regexp.MustCompile(`(?i)[a-z0-9._%+\-]+\s?(?:@|\(at\)|\[at\])\s?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+`)
	firstNumber = regexp.MustCompile(`\+?\(?[0-9](?:[ .()\-]{0,2}[0-9]){9,}`)
)

// First masks as the first version did. Fingerprints of stored ratings were made with it: it
// must not change. Comments are masked by Mask.
func First(text string) string {
	return firstNumber.ReplaceAllString(firstEmail.ReplaceAllString(text, Email), Number)
}
