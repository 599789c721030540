package sample

import (
	"strings"

	"suaraloket/domain"
)

// Accounts lists who can sign in, without passwords: an administrator, HR, the head
// of every unit of the city's own and two officers.
func (c *City) Accounts() []domain.Account {
	list := []domain.Account{
		{Login: "admin", Name: "Administrator Sistem", Role: domain.RoleAdmin},
		{Login: "hr", Name: "Tim Kepegawaian BKPSDM", Role: domain.RoleHR},
	}
	heads := map[string]string{
		"DKC": "Drs. Mulyadi Effendi, M.Si.", "DKG": "Hj. Rusmiati, S.Sos.", "PJK": "Yanuar Firmansyah, S.E., M.M.",
		"PKM": "dr. Amelia Kartikasari", "PTS": "Samsul Bahri, S.STP.",
	}
	unit := ""
	for _, counter := range c.OwnCounters() {
		if counter.Unit.Code != unit {
			unit = counter.Unit.Code
			list = append(list, domain.Account{
				Login: "kepala." + strings.ToLower(unit), Name: heads[unit], Role: domain.RoleHead, Unit: unit,
			})
		}
	}
	for i, login := range []string{"ratna", "budi"} {
		o := c.officers[i]
		list = append(list, domain.Account{Login: login, Name: o.Name, Role: domain.RoleOfficer, Unit: o.Unit, Officer: o.Code})
	}
	return list
}
