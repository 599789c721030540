// Package review is what people inspect: ratings that rules hold, and the reports of illegal
// fees, which are the Inspektorat's alone, and the record of what staff did.
//
//	HeldRatings     the use case of HR and the Inspektorat: release, set aside (tinjauan)
//	HeldRating      a rating with what the rules found and people decided
//	Group, Filter   the held ratings of one rule, officer, counter and day; what narrows them
//	Review, Act     what a person decided about a rating
//	HeldStore       the port of reviews
//	FeeReports      the use case of the Inspektorat
//	FeeReport       a rating that says that money was asked for (laporan pungutan)
//	FeeStatus       how far its inspection is
//	FeeNote         a note of the Inspektorat
//	Decision        what ends an inspection
//	FeeReportStore  the port of reports
//	Record          the use case: shows the record, and records what staff read (catatan kegiatan)
//	RecordPage      a part of the record with its head
//	RecordStore     the port for the record
package review
