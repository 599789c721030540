package document

import "testing"

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Budi": "Budi", "=1": "'=1", "+62": "'+62", "-": "'-", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=b": "a=b",
	} {
		if got := harmless(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
