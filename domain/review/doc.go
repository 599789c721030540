// Package review is what is inspected by people: the reports of illegal fees, which are the
// Inspektorat's alone, and the record of what staff did.
//
//	FeeReport       a rating that says that money was asked for, with its inspection (laporan pungutan)
//	FeeReports      the use case of the Inspektorat
//	FeeReportStore  the port for reports
//	Record          the use case: shows the record, and records what staff read (catatan kegiatan)
//	RecordPage      a part of the record with its head
//	RecordStore     the port for the record
package review
