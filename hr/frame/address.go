package frame

import (
	"net/url"

	"suaraloket/domain"
)

// OfficerAddress is the address of an officer's page; a zero period means the current one.
func OfficerAddress(code string, period domain.Period) string {
	address := Root + "/petugas/" + url.PathEscape(code)
	if period != (domain.Period{}) {
		address += "?periode=" + period.String()
	}
	return address
}

// BoardAddress is the address of the board of a unit in its default order.
func BoardAddress(period domain.Period, unit string) string {
	values := url.Values{"periode": {period.String()}}
	if unit != "" {
		values.Set("unit", unit)
	}
	return Root + "/papan?" + values.Encode()
}
