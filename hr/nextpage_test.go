package hr

import "testing"

func TestNextPage(t *testing.T) {
	for in, kept := range map[string]bool{
		"/hr/papan?unit=DKC&q=a%20b": true, "/hr/": true, "/hr/petugas/P-01": true,
		"": false, "/": false, "/hr": false, "/hrx/": false, "//x/hr/": false, "/hr/%0d%0a": true, "/hr/masuk": false, "/hr/keluar": false,
	} {
		if got := nextPage(in); (got != "") != kept || kept && got != in {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
