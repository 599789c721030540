package audit

// Kind is what was done. Its text is that of the key "audit." with the kind behind it.
type Kind string

// Signing in and accounts. The subject is the login.
const (
	SignedIn        Kind = "signed_in"
	SignInFailed    Kind = "sign_in_failed" // how many since the last row of the login
	SignedOut       Kind = "signed_out"
	AccountAdded    Kind = "account_added"
	AccountDisabled Kind = "account_disabled"
	AccountEnabled  Kind = "account_enabled"
	AccountReset    Kind = "account_reset"
	AccountRole     Kind = "account_role"
	PasswordChanged Kind = "password_changed"
	SessionsEnded   Kind = "sessions_ended"
	ChatLinked      Kind = "chat_linked"
	ChatUnlinked    Kind = "chat_unlinked"
)

// Keys of other systems, and tablets. The subject is the id of the key or of the tablet, of a
// pairing that of the pairing.
const (
	KeyMade       Kind = "key_made"
	KeyRevoked    Kind = "key_revoked"
	TabletInvited Kind = "tablet_invited"
	TabletPaired  Kind = "tablet_paired"
	TabletMoved   Kind = "tablet_moved"
	TabletRenamed Kind = "tablet_renamed"
	TabletRevoked Kind = "tablet_revoked"
	TabletSigns   Kind = "tablet_signs"
	QueueImported Kind = "queue_imported"
	SignedOn      Kind = "signed_on" // an officer by PIN, at the counter that is the subject
)

// Officers and the roster. The subject is the code of the officer or the unit, of a list its
// name.
const (
	PINSet         Kind = "pin_set"
	PhotoSet       Kind = "photo_set"
	PhotoRemoved   Kind = "photo_removed"
	HoursSet       Kind = "hours_set"
	HolidaySet     Kind = "holiday_set"
	HolidayRemoved Kind = "holiday_removed"
	RosterImported Kind = "roster_imported"
	VisitsEntered  Kind = "visits_entered"  // of the unit that is the subject
	VisitsTicketed Kind = "visits_ticketed" // from which day on all visits of the unit have tickets
)

// What was read. The subject is the code of the officer or the unit, of a file its name.
const (
	OfficerViewed Kind = "officer_viewed" // by a person other than the officer
	BoardViewed   Kind = "board_viewed"
	Exported      Kind = "exported"
)

// Reports of illegal fees. The subject is the id of the rating.
const (
	FeesListed Kind = "fees_listed"
	FeeRead    Kind = "fee_read"
	FeeNoted   Kind = "fee_noted"
	FeeDecided Kind = "fee_decided"
	FeeHanded  Kind = "fee_handed_over"
)

// Ratings and their rules. The subject is the id of the rating.
const (
	RatingsJudged  Kind = "ratings_judged" // by the rules, in the unit that is the subject
	RatingReleased Kind = "rating_released"
	RatingSetAside Kind = "rating_set_aside"
	// SettingAsideProposed is the first of the two people who set a counted rating aside.
	SettingAsideProposed Kind = "setting_aside_proposed"
	OriginalRead         Kind = "original_read" // of a comment in which something is hidden

	RulesChanged  Kind = "rules_changed"
	TalliesMended Kind = "tallies_mended" // of the month that is the subject
)

// Kinds lists them all in the order of their groups.
func Kinds() []Kind {
	return []Kind{
		SignedIn, SignInFailed, SignedOut, AccountAdded, AccountDisabled, AccountEnabled, AccountReset, AccountRole,
		PasswordChanged, SessionsEnded, ChatLinked, ChatUnlinked,
		KeyMade, KeyRevoked, TabletInvited, TabletPaired, TabletMoved, TabletRenamed, TabletRevoked, TabletSigns, QueueImported, SignedOn,
		PINSet, PhotoSet, PhotoRemoved, HoursSet, HolidaySet, HolidayRemoved, RosterImported, VisitsEntered, VisitsTicketed,
		OfficerViewed, BoardViewed, Exported, FeesListed, FeeRead, FeeNoted, FeeDecided, FeeHanded,
		RatingsJudged, RatingReleased, RatingSetAside, SettingAsideProposed, OriginalRead, RulesChanged, TalliesMended,
	}
}

// FeeKinds lists the kinds whose subject is a report of an illegal fee, which only the
// Inspektorat may know.
func FeeKinds() []Kind { return []Kind{FeeRead, FeeNoted, FeeDecided, FeeHanded} }
