package browsertest

import "os"

// LongVariable names the environment variable that asks for the long forms: more random
// schedules and the full product of sizes and languages.
const LongVariable = "SUARALOKET_TEST_SOAK_ROUNDS"

// Windows are the sizes, in CSS pixels, in which axe checks every state of every page:
// tablets upright and lying, a small tablet, a phone.
func Windows() [][2]int64 { return [][2]int64{{800, 1280}, {1280, 800}, {1024, 600}, {360, 740}} }

// AxeLanguages gives the languages in which axe checks every state at a window's width:
// all of them on the phone, where words have the least room, and the first one elsewhere.
// The long form checks all of them at every size.
func AxeLanguages(width int64, all []string) []string {
	if phone := Windows()[3]; width == phone[0] || os.Getenv(LongVariable) != "" {
		return all
	}
	return all[:1]
}
