package domain

// Agency is a body that employs officers. Ratings for an agency that is not Internal (a
// tenant of the building: a bank, Imigrasi) count for its unit and name no officer.
type Agency struct {
	Code     string
	Name     string
	Internal bool
}

// Unit is the service unit for which IKM is reported.
type Unit struct {
	Code   string
	Name   string
	Agency Agency
}

// Counter is a desk with a code on its QR, and what is served there.
type Counter struct {
	Code     string
	Name     string
	Unit     Unit
	Services []Service
}

// OnlyService is the counter's service when it has just one, "" otherwise.
func (c Counter) OnlyService() string {
	if len(c.Services) == 1 {
		return c.Services[0].Code
	}
	return ""
}

// Service is what a resident asks for.
type Service struct {
	Code string
	Name string
	Free bool // by law nothing is paid for it
}
