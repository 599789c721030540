package sample

import (
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

// Accounts lists who can sign in, without passwords: an administrator, HR, the Inspektorat, the head
// of every unit of the city's own, two officers and a viewer of the first unit.
func (c *City) Accounts() []account.Account {
	list := []account.Account{
		{Login: "admin", Name: "Administrator Sistem", Role: domain.RoleAdmin},
		{Login: "hr", Name: "Tim Kepegawaian BKPSDM", Role: domain.RoleHR},
		{Login: "inspektorat", Name: "Inspektorat Daerah", Role: domain.RoleInspector},
	}
	heads := map[string]string{
		"DKC": "Drs. Mulyadi Effendi, M.Si.", "DKG": "Hj. Rusmiati, S.Sos.", "PJK": "Yanuar Firmansyah, S.E., M.M.",
		"PKM": "dr. Amelia Kartikasari", "PTS": "Samsul Bahri, S.STP.",
	}
	unit := ""
	for _, counter := range c.OwnCounters() {
		if counter.Unit.Code != unit {
			unit = counter.Unit.Code
			list = append(list, account.Account{
				Login: "kepala." + strings.ToLower(unit), Name: heads[unit], Role: domain.RoleHead, Unit: unit,
			})
		}
	}
	for i, login := range []string{"ratna", "budi"} {
		o := c.officers[i]
		list = append(list, account.Account{Login: login, Name: o.Name, Role: domain.RoleOfficer, Unit: o.Unit, Officer: o.Code})
	}
	first := c.OwnCounters()[0].Unit.Code
	return append(list, account.Account{Login: "peninjau", Name: "Bagian Organisasi Setda", Role: domain.RoleViewer, Unit: first})
}
