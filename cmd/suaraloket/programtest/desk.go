package programtest

import (
	"encoding/json"
	"testing"

	"suaraloket/domain/sample"
)

// Desk is a counter of the sample city with the officer on duty, as a rating needs it.
type Desk struct {
	Counter, Unit, Officer, Device, Key string
	Services                            []string
}

// DesksOf returns the counters of the running demo.
func DesksOf(t testing.TB, p *Process, dir string) []Desk {
	t.Helper()
	var desks []Desk
	for _, c := range ReadDemo(t, dir).Counters {
		_, body := Get(t, p.Base+"/api/v1/counters/"+c.Code)
		var public struct {
			Services []struct{ Code string }
			OnDuty   []struct{ Officer string } `json:"on_duty"`
		}
		if err := json.Unmarshal(body, &public); err != nil || len(public.OnDuty) != 1 || len(public.Services) == 0 {
			t.Fatalf("%v\n%s", err, body)
		}
		d := Desk{Counter: c.Code, Unit: c.Unit, Officer: public.OnDuty[0].Officer, Device: sample.KioskID(c.Code), Key: c.DeviceKey}
		for _, s := range public.Services {
			d.Services = append(d.Services, s.Code)
		}
		desks = append(desks, d)
	}
	return desks
}
