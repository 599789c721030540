package account

import (
	"crypto/rand"
	_ "embed" // the list of common passwords
	"strings"
	"unicode"
	"unicode/utf8"

	"suaraloket/domain"
)

// The shortest passwords, in characters: of any role, and of one that sees the whole city.
const (
	MinPassword     = 10
	MinCityPassword = 12
)

const maxPassword = 200

// shortestTrace is the length of a login from which on a password must not contain it.
const shortestTrace = 4

// common holds the 10,000 most common passwords and longer ones of the next 40,000, in small
// letters, one per line.
//
//go:embed common.txt
var common string

// OneTimePassword makes a password of 16 random letters and digits, to be changed at the first
// sign-in.
func OneTimePassword() string { return strings.ToLower(rand.Text()[:16]) }

// LeastPassword is the shortest password of an account with this role.
func LeastPassword(role domain.Role) int {
	if actor := (domain.Actor{Role: role}); actor.SeesCity() || actor.Inspects() {
		return MinCityPassword
	}
	return MinPassword
}

// checkPassword refuses a password that is too short for the role, that contains the login or
// that is a common one, also with digits or marks behind it.
func checkPassword(login string, role domain.Role, password string, bad *domain.FieldErrors) {
	plain := strings.ToLower(password)
	n, least := utf8.RuneCountInString(password), LeastPassword(role)
	switch {
	case n < least && least == MinCityPassword:
		bad.Add("password", "field_password_city")
	case n < least, n > maxPassword:
		bad.Add("password", "field_password")
	case HasLogin(plain, login):
		bad.Add("password", "field_password_login")
	case isCommon(plain), isCommon(strings.TrimRightFunc(plain, notLetter)):
		bad.Add("password", "field_password_common")
	}
}

// HasLogin reports whether a password in small letters contains the login: checked for logins
// of four letters or more.
func HasLogin(password, login string) bool {
	return len(login) >= shortestTrace && strings.Contains(password, login)
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

func isCommon(password string) bool {
	return password != "" && strings.Contains("\n"+common, "\n"+password+"\n")
}
