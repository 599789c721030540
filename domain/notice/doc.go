// Package notice sends staff what they subscribed to in their own chat: the weekly
// summary, alerts about low comments and reports of fees, and alarms about silent tablets.
//
//	Notice           what one account is notified of now (kabar)
//	Notifier         the use case: finds out and stores what to send
//	State            what an account was notified of already
//	Digest           the weekly summary for HR
//	NewFeeReport     a report of an illegal fee whose inspection has not begun
//	FeeReportStore   the port that finds them
//	Topic            what an account can subscribe to
//	QuietHours       the part of a day without notices (jam tenang)
//	StaffChat        an account's own chat, linked by choice (percakapan akun)
//	StaffChats       the use case: links chats and keeps their settings
//	LinkedChat       a chat with its account
//	LinkCode         the right to link a chat to an account, once
//	SealedChat       a chat's number, encrypted by the surface
//	StaffChatStore   the port for chats
package notice
