package repository

import (
	"context"

	"suaraloket/domain"
)

type agencyRow struct {
	Code     string `gorm:"primaryKey"`
	Name     string
	Internal bool
}

func (agencyRow) TableName() string { return "agencies" }

type unitRow struct {
	Code       string `gorm:"primaryKey"`
	Name       string
	AgencyCode string
}

func (unitRow) TableName() string { return "units" }

type counterRow struct {
	Code     string `gorm:"primaryKey"`
	Name     string
	UnitCode string
}

func (counterRow) TableName() string { return "counters" }

type serviceRow struct {
	Code string `gorm:"primaryKey"`
	Name string
	Free bool
}

func (serviceRow) TableName() string { return "services" }

type counterServiceRow struct {
	CounterCode string `gorm:"primaryKey"`
	ServiceCode string `gorm:"primaryKey"`
	Position    int
}

func (counterServiceRow) TableName() string { return "counter_services" }

// placeRow is a counter with its unit and agency in one line.
type placeRow struct {
	Code, Name             string
	UnitCode, UnitName     string
	AgencyCode, AgencyName string
	Internal               bool
}

const placeColumns = `c.code, c.name, u.code AS unit_code, u.name AS unit_name,
	a.code AS agency_code, a.name AS agency_name, a.internal`

const placeTables = `counters c JOIN units u ON u.code = c.unit_code JOIN agencies a ON a.code = u.agency_code`

func (p placeRow) counter(services []domain.Service) domain.Counter {
	return domain.Counter{Code: p.Code, Name: p.Name, Services: services, Unit: domain.Unit{
		Code: p.UnitCode, Name: p.UnitName,
		Agency: domain.Agency{Code: p.AgencyCode, Name: p.AgencyName, Internal: p.Internal},
	}}
}

// Counters implements domain.RosterReader, by code.
func (s *Store) Counters(ctx context.Context) ([]domain.Counter, error) {
	var places []placeRow
	err := s.reads.WithContext(ctx).Raw("SELECT " + placeColumns + " FROM " + placeTables + " ORDER BY c.code").Scan(&places).Error
	if err != nil {
		return nil, s.outcome(err)
	}
	var offers []struct{ CounterCode, Code, Name string }
	err = s.reads.WithContext(ctx).Raw(`SELECT cs.counter_code, v.code, v.name FROM counter_services cs
		JOIN services v ON v.code = cs.service_code ORDER BY cs.position, v.code`).Scan(&offers).Error
	if err != nil {
		return nil, s.outcome(err)
	}
	services := map[string][]domain.Service{}
	for _, o := range offers {
		services[o.CounterCode] = append(services[o.CounterCode], domain.Service{Code: o.Code, Name: o.Name})
	}
	counters := make([]domain.Counter, len(places))
	for i, p := range places {
		counters[i] = p.counter(services[p.Code])
	}
	return counters, nil
}

// Units implements domain.RosterReader, by name.
func (s *Store) Units(ctx context.Context) ([]domain.Unit, error) {
	var rows []placeRow
	err := s.reads.WithContext(ctx).Raw(`SELECT u.code AS unit_code, u.name AS unit_name, a.code AS agency_code,
		a.name AS agency_name, a.internal FROM units u JOIN agencies a ON a.code = u.agency_code ORDER BY u.name, u.code`).Scan(&rows).Error
	units := make([]domain.Unit, len(rows))
	for i, row := range rows {
		units[i] = row.counter(nil).Unit
	}
	return units, s.outcome(err)
}

// Services implements domain.RosterReader, by name.
func (s *Store) Services(ctx context.Context) ([]domain.Service, error) {
	var rows []serviceRow
	err := s.reads.WithContext(ctx).Order("name, code").Find(&rows).Error
	services := make([]domain.Service, len(rows))
	for i, row := range rows {
		services[i] = domain.Service(row)
	}
	return services, s.outcome(err)
}
