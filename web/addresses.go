package web

import "suaraloket/domain"

// Addresses builds the addresses that codes, posters and tickets lead to.
type Addresses struct {
	// Base is the configured public address without a slash at its end. The Host of a
	// request never makes a link: the sender chooses it.
	Base string
	// Chat gives the address that opens the bot with a pass. It is refused when there
	// is no bot, or its name is not known yet.
	Chat func(pass string) (string, error)
}

// Page is the address of a counter's phone page, opened with a pass. Without a base it
// is the path alone.
func (a Addresses) Page(counter, pass string) string {
	return a.Base + "/r/" + counter + "?pass=" + pass
}

// Code is what a code with a pass of the counter opens: to "page" the phone page, to
// "telegram" the bot. It refuses "telegram" where there is no bot, and a target that is
// neither as a page that does not exist.
func (a Addresses) Code(pass, counter, to string) (string, error) {
	switch to {
	case "", "page":
		return a.Page(counter, pass), nil
	case "telegram":
		return a.Chat(pass)
	}
	return "", domain.ErrPageUnknown
}

// TicketCode is where the picture of a ticket's code lies.
func (a Addresses) TicketCode(counter, ticket string) string {
	return a.Base + "/qr/" + counter + ".svg?ticket=" + ticket
}

// Tablet is the address of the tablet's application.
func (a Addresses) Tablet() string { return a.Base + "/k" }

// Pairing opens the tablet's application with a pairing code. The code is in the
// fragment, which browsers send to no server.
func (a Addresses) Pairing(code string) string { return a.Tablet() + "#pair=" + code }
