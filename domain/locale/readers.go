package locale

import (
	"maps"
	"strings"
)

// scopeKey in a language's file limits the readers of the language: scopeResidents to
// residents. Without it the language is for everyone.
const (
	scopeKey       = "language.scope"
	scopeResidents = "residents"
)

// ForStaff is the catalog without the languages for residents only, for the portal and its
// documents.
func (c *Catalog) ForStaff() *Catalog {
	staff := &Catalog{texts: maps.Clone(c.texts)}
	maps.DeleteFunc(staff.texts, func(_ string, texts map[string]string) bool {
		return texts[scopeKey] == scopeResidents
	})
	return staff
}

// residentKeys are the prefixes of the keys that residents read, on the front page, the
// phone page, the tablet and in the chat.
func residentKeys() []string {
	return []string{
		"language.name", "format.", "month.", "product.", "value.", "reason.", "element.", "question.", "answer.", "respondent.",
		"refusal.", "page.", "report.", "receipt.", "front.", "kiosk.", "look.", "bot.",
	}
}

// staffKeys are the prefixes of the exceptions that only staff read: when they set up a
// tablet, sign in or manage accounts.
func staffKeys() []string {
	return []string{
		"kiosk.setup.", "kiosk.ended.", "kiosk.store.", "kiosk.staff.", "refusal.key_", "refusal.field_key_", "refusal.device_", "refusal.sign", "refusal.account_", "refusal.period_",
		"refusal.unit_", "refusal.form_stale", "refusal.field_login", "refusal.field_password",
		"refusal.fee_", "refusal.review_", "refusal.pairing_", "refusal.pin_", "refusal.kiosk_", "refusal.staff_", "refusal.field_quiet", "refusal.field_day", "refusal.field_visits", "refusal.field_hours", "refusal.field_name",
		"refusal.photo_format", "refusal.photo_small", "refusal.photo_large", "refusal.photos_many", "refusal.streams_full", "refusal.ticket_unknown", "refusal.field_reference",
	}
}

// ForResidents says whether residents read the text of the key. A language for residents
// only has these texts, and uses the default language for all others.
func ForResidents(key string) bool {
	return beginsWith(key, residentKeys()) && !beginsWith(key, staffKeys())
}

func beginsWith(key string, beginnings []string) bool {
	for _, beginning := range beginnings {
		if strings.HasPrefix(key, beginning) {
			return true
		}
	}
	return false
}
