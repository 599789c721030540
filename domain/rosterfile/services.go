package rosterfile

import "suaraloket/domain"

// Services reads a list of services and compares it with the stored ones.
func Services(sheet Sheet, stored []domain.Service) ([]domain.Service, Report, error) {
	known := map[string]domain.Service{}
	for _, s := range stored {
		known[s.Code] = s
	}
	var list []domain.Service
	seen := map[string]bool{}
	r := read(sheet, []column{
		{"code", []string{"kode", "kode layanan"}},
		{"name", []string{"nama", "nama layanan", "layanan"}},
		{"free", []string{"gratis", "tanpa biaya", "bebas biaya"}},
	}, [][]string{{"code"}, {"name"}}, func(l line) {
		code := l.code("code", domain.MaxCode)
		before, exists := known[code]
		s := before
		s.Code = code
		l.must("name", &s.Name)
		l.yes("free", &s.Free)
		if l.once(seen, s.Code) {
			list = append(list, s)
			l.report.compare(s.Code, !exists, []Field{{"name", before.Name, s.Name}, {"free", yesNo(before.Free), yesNo(s.Free)}})
		}
	})
	for _, s := range stored {
		r.report.gone(seen, s.Code)
	}
	return list, r.report, r.err()
}
