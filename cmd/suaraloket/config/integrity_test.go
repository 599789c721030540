package config

import (
	"reflect"
	"strings"
	"testing"

	"suaraloket/domain/integrity"
)

// TestEveryThresholdHasAKey: with each number of the section set to another value, each
// threshold has another value too, and a negative one is refused by its key.
func TestEveryThresholdHasAKey(t *testing.T) {
	if got := Default().Integrity.Thresholds(); got != integrity.Default() {
		t.Errorf("%+v", got)
	}
	c := Default()
	fields, keys := reflect.ValueOf(&c.Integrity).Elem(), reflect.TypeOf(c.Integrity)
	for i := range fields.NumField() {
		key := keys.Field(i).Tag.Get("yaml")
		switch f := fields.Field(i); f.Kind() {
		case reflect.Int, reflect.Int64:
			f.SetInt(-f.Int() - int64(i) - 1)
		case reflect.Float64:
			f.SetFloat(-f.Float() - 1)
		default:
			continue
		}
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "integrity."+key+":") {
			t.Errorf("%s: %v", key, err)
		}
	}
	got, usual := reflect.ValueOf(c.Integrity.Thresholds()), reflect.ValueOf(integrity.Default())
	for i := range got.NumField() {
		if got.Field(i).Interface() == usual.Field(i).Interface() {
			t.Errorf("%s has no key", got.Type().Field(i).Name)
		}
	}
}

func TestThresholdsFromTheEnvironment(t *testing.T) {
	c, err := Load("", []string{"SUARALOKET_INTEGRITY_WEAK_DAY_SERVED=0.25", "SUARALOKET_INTEGRITY_RUN_WINDOW=0", "SUARALOKET_INTEGRITY_FEE_WORDS=a,b"})
	if err != nil {
		t.Fatal(err)
	}
	if th := c.Integrity.Thresholds(); th.WeakDayServed != 0.25 || th.RunWindow != 0 || th.WeakDay != 8 || len(c.Integrity.FeeWords) != 2 || len(c.unknown) > 0 {
		t.Errorf("%+v %v", c.Integrity, c.unknown)
	}
}
