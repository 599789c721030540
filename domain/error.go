package domain

import (
	"errors"
	"strings"
	"time"
)

// Code is the kind of a refusal. One table in web maps it to an HTTP status.
type Code string

// The kinds of refusal.
const (
	CodeMalformed    Code = "malformed"    // not a request of the protocol
	CodeInvalid      Code = "invalid"      // understood, not acceptable; Fields says why
	CodeUnauthorized Code = "unauthorized" // the caller is unknown
	CodeForbidden    Code = "forbidden"    // the caller is known and not allowed
	CodeNotFound     Code = "not_found"
	CodeConflict     Code = "conflict" // conflicts with the stored data
	CodeGone         Code = "gone"     // valid earlier
	CodeTooFast      Code = "too_fast" // RetryAfter says when
	CodeTooLarge     Code = "too_large"
	CodeMediaType    Code = "media_type"
	CodeUnavailable  Code = "unavailable" // perhaps not stored; retry with the same id
)

// Error is a refusal: a rule of the product does not allow the request. Every other error
// is an internal one. Key names the sentence in domain/locale and is the
// stable code that other systems read.
type Error struct {
	Code       Code
	Key        string
	Fields     []FieldError  // for CodeInvalid, in the order of the form
	RetryAfter time.Duration // for CodeTooFast and CodeUnavailable
}

// FieldError says what is wrong with one field. Key names a sentence in domain/locale.
type FieldError struct {
	Field string
	Key   string
}

// Error gives the refusal for logs; people read the sentence behind Key.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Key
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Field + ": " + f.Key
	}
	return e.Key + " (" + strings.Join(parts, ", ") + ")"
}

// Is makes two refusals equal when their keys are, so that errors.Is works on
// copies that carry fields.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Key == e.Key
}

// Refusal returns the refusal in err, if there is one.
func Refusal(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// The refusals of the product.
var (
	ErrCounterUnknown = &Error{Code: CodeNotFound, Key: "counter_unknown"}
	ErrOfficerUnknown = &Error{Code: CodeNotFound, Key: "officer_unknown"}
	ErrServiceUnknown = &Error{Code: CodeNotFound, Key: "service_unknown"}
	ErrUnitUnknown    = &Error{Code: CodeNotFound, Key: "unit_unknown"}
	ErrRatingUnknown  = &Error{Code: CodeNotFound, Key: "rating_unknown"}
	ErrAccountUnknown = &Error{Code: CodeNotFound, Key: "account_unknown"}
	ErrPageUnknown    = &Error{Code: CodeNotFound, Key: "page_unknown"}
	ErrTicketUnknown  = &Error{Code: CodeNotFound, Key: "ticket_unknown"}
	ErrPhotoUnknown   = &Error{Code: CodeNotFound, Key: "photo_unknown"}
	ErrKioskMissing   = &Error{Code: CodeNotFound, Key: "kiosk_unknown"}

	ErrPairingUnknown = &Error{Code: CodeNotFound, Key: "pairing_unknown"}
	ErrPairingExpired = &Error{Code: CodeGone, Key: "pairing_expired"}
	ErrPairingUsed    = &Error{Code: CodeGone, Key: "pairing_used"}

	ErrLinkUnknown = &Error{Code: CodeNotFound, Key: "staff_link_unknown"}
	ErrLinkExpired = &Error{Code: CodeGone, Key: "staff_link_expired"}
	ErrLinkUsed    = &Error{Code: CodeGone, Key: "staff_link_used"}
	ErrChatMissing = &Error{Code: CodeNotFound, Key: "staff_chat_missing"}

	ErrPINWrong   = &Error{Code: CodeForbidden, Key: "pin_wrong"}
	ErrPINMissing = &Error{Code: CodeForbidden, Key: "pin_missing"}

	ErrPhotoFormat = &Error{Code: CodeInvalid, Key: "photo_format"}
	ErrPhotoSmall  = &Error{Code: CodeInvalid, Key: "photo_small"}
	ErrPhotoLarge  = &Error{Code: CodeInvalid, Key: "photo_large"}
	ErrPhotosMany  = &Error{Code: CodeInvalid, Key: "photos_many"}

	ErrNoRight      = &Error{Code: CodeUnauthorized, Key: "no_right"}
	ErrKioskUnknown = &Error{Code: CodeUnauthorized, Key: "device_unknown"}
	ErrKioskRevoked = &Error{Code: CodeUnauthorized, Key: "device_revoked"}
	// ErrTabletSignature refuses a request with a tablet's key that the tablet has not signed.
	ErrTabletSignature = &Error{Code: CodeUnauthorized, Key: "tablet_signature"}

	ErrPassInvalid  = &Error{Code: CodeUnauthorized, Key: "pass_invalid"}
	ErrStaffOnly    = &Error{Code: CodeUnauthorized, Key: "staff_only"}
	ErrKeyUnknown   = &Error{Code: CodeUnauthorized, Key: "key_unknown"}
	ErrKeyRevoked   = &Error{Code: CodeUnauthorized, Key: "key_revoked"}
	ErrKeyExpired   = &Error{Code: CodeUnauthorized, Key: "key_expired"}
	ErrKeyCounter   = &Error{Code: CodeForbidden, Key: "key_counter"}
	ErrOtherCounter = &Error{Code: CodeForbidden, Key: "other_counter"}
	ErrOtherBrowser = &Error{Code: CodeForbidden, Key: "other_browser"}
	ErrNotAllowed   = &Error{Code: CodeForbidden, Key: "not_allowed"}

	ErrSigningKey    = &Error{Code: CodeInvalid, Key: "signing_key"}
	ErrSigningKeySet = &Error{Code: CodeConflict, Key: "signing_key_set"}

	ErrIDReused      = &Error{Code: CodeConflict, Key: "id_reused"}
	ErrAlreadyRated  = &Error{Code: CodeConflict, Key: "already_rated"}
	ErrTicketUsed    = &Error{Code: CodeConflict, Key: "ticket_used"}
	ErrTicketInvalid = &Error{Code: CodeGone, Key: "ticket_invalid"}
	ErrPassUsed      = &Error{Code: CodeGone, Key: "pass_used"}
	ErrPassExpired   = &Error{Code: CodeGone, Key: "pass_expired"}
	ErrChangeTooLate = &Error{Code: CodeGone, Key: "change_too_late"}

	ErrUnavailable = &Error{Code: CodeUnavailable, Key: "unavailable", RetryAfter: 2 * time.Second}

	ErrSignInFailed  = &Error{Code: CodeUnauthorized, Key: "sign_in_failed"}
	ErrSignedOut     = &Error{Code: CodeUnauthorized, Key: "signed_out"}
	ErrSignInTooFast = &Error{Code: CodeTooFast, Key: "sign_in_too_fast", RetryAfter: time.Minute}
	ErrSignInBusy    = &Error{Code: CodeTooFast, Key: "sign_in_busy", RetryAfter: 2 * time.Second}
	ErrAccountExists = &Error{Code: CodeConflict, Key: "account_exists"}
	ErrKeyExists     = &Error{Code: CodeConflict, Key: "key_exists"}
	ErrPeriodInvalid = &Error{Code: CodeInvalid, Key: "period_invalid"}
)

// ErrRosterStale refuses a rating made with an outdated roster version. No surface sees it:
// Intake decides again with the newer one.
var ErrRosterStale = errors.New("the roster has changed")

// ErrClaimTaken refuses a rating whose claim another rating has used. No surface sees it:
// Intake tries the next claim or refuses with ErrPassUsed or ErrTicketUsed.
var ErrClaimTaken = errors.New("the claim is taken")

// FieldErrors collects field errors and turns them into one refusal.
type FieldErrors []FieldError

// Limits of a refusal, so that a hostile body does not make a long answer: the errors of
// fields that it names, and the bytes of the name of a field.
const (
	MaxFieldErrors = 20
	maxFieldName   = 80
)

// Add adds the error of one field, up to MaxFieldErrors. Key names a sentence in
// domain/locale.
func (i *FieldErrors) Add(field, key string) {
	if len(field) > maxFieldName {
		field = strings.ToValidUTF8(field[:maxFieldName], "") + "…"
	}
	if len(*i) < MaxFieldErrors {
		*i = append(*i, FieldError{Field: field, Key: key})
	}
}

// Err gives the refusal, nil without field errors.
func (i FieldErrors) Err() error {
	if len(i) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Key: "not_acceptable", Fields: i}
}
