package domain

import "context"

// PreferenceStore stores the language that a person chose in the chat, by the author's
// keyed hash.
type PreferenceStore interface {
	// Language gives "" when none was chosen.
	Language(ctx context.Context, author string) (string, error)
	// Languages gives the languages of several authors, "" for those who chose none.
	Languages(ctx context.Context, authors []string) (map[string]string, error)
	SetLanguage(ctx context.Context, author, lang string) error
}
