// Package report turns tallies into what staff read: boards, the reports of officers,
// the IKM of units and the log of all ratings, narrowed to what the actor may see.
//
//	Reporter       the use case: all of these
//	Board          the standings of a period
//	BoardFilter    narrows a board
//	Standing       a line of the board (posisi)
//	TrendPoint     the mean of one month
//	Officer        the report of one officer
//	ElementMean    the mean of one element of an officer
//	ReasonCount    how often residents ticked a reason
//	Change         how a score moved since the period before
//	ReferencePart  a group with which an officer's score is compared
//	HeldLine       how many ratings a rule holds
//	Comment        a screened comment, its rating and its group
//	CommentGroupKey  orders the groups
//	LowComments    the use case: what residents who were not satisfied wrote
//	LowDay         the low comments of a unit on a day
//	LowComment     a screened comment of a rating of 1 or 2
//	UnitIKM        the IKM of one unit
//	Coverage       how much is known of the city in a period
//	UnitCoverage   how much is known of one unit
//	LoggedRating   a rating without anything that leads to its author
//	RatingReader   reads the log page by page
//	TallyLine      counts by officer, unit and service
//	Basis          what scores are computed from: ratings by service and channel, and by day
//	MonthLine      counts by officer and month
//	ChannelLine    counts by channel
//	AnswerLine     counts of one item of the form
//	TallyStore     the port for tallies and comments
//	PublishedStore  the port for what officers and heads see of them
//	RatingLog      the port for the log
//	LowCommentStore  the port for low comments
package report
