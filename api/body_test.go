package api

import "testing"

func TestContentTypes(t *testing.T) {
	for kind, want := range map[string]bool{
		"application/json": true, "application/json; charset=utf-8": true, "Application/JSON": true,
		"text/json": false, "": false, "application/jsonp": false, "application/x-www-form-urlencoded": false,
	} {
		if isJSON(kind) != want {
			t.Errorf("%q", kind)
		}
	}
}
