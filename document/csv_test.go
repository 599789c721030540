package document

import "testing"

func TestEscapeFormula(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Budi": "Budi", "=1": "'=1", "+62": "'+62", "-": "'-", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=b": "a=b",
	} {
		if got := escapeFormula(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
