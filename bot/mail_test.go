package bot

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// TestLettersOfBeforePicturesOpen opens what an earlier program has sealed, to the letter.
func TestLettersOfBeforePicturesOpen(t *testing.T) {
	seal, err := newSealer([]byte("a key of the tests, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	for plain, want := range map[string]mail{
		`{"c":42,"t":"Halo"}`: {Chat: 42, Text: "Halo"},
		`{"c":42,"e":7,"t":"Halo Bu","b":4,"r":[[{"t":"Puas","d":"r3:P-01:x"},{"t":"Lapor","u":"https://lapor.example"}]]}`: {
			Chat: 42, Edit: 7, Text: "Halo Bu", Bold: 4, Rows: [][]mailButton{{{Text: "Puas", Data: "r3:P-01:x"}, {Text: "Lapor", URL: "https://lapor.example"}}},
		},
		`{"c":42,"t":"","u":{"u":{"update_id":9},"at":"2026-11-23T02:14:05Z"}}`: {
			Chat: 42, Deferred: &deferred{Update: update{ID: 9}, At: time.Date(2026, 11, 23, 2, 14, 5, 0, time.UTC)},
		},
	} {
		got, err := seal.open(closeWith(seal.aead, []byte(plain)))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", plain, got, err)
		}
		if p := got.preview(); p.URL != nil || p.IsDisabled == nil || !*p.IsDisabled {
			t.Errorf("%s: the preview is %+v", plain, p)
		}
	}
}

// TestALetterKeepsItsPicture and one without says nothing of pictures.
func TestALetterKeepsItsPicture(t *testing.T) {
	seal, err := newSealer([]byte("a key of the tests, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		picture picture
		json    string
	}{
		{picture{}, `{"c":0,"t":"Ibu Ratna"}`},
		{picture{address: "https://suara.example/1.jpg"}, `{"c":0,"t":"Ibu Ratna","p":"https://suara.example/1.jpg"}`},
		{picture{address: "https://suara.example/2.jpg", large: true}, `{"c":0,"t":"Ibu Ratna","p":"https://suara.example/2.jpg","l":true}`},
	} {
		m := mailOf(update{}, reply{text: "Ibu Ratna", picture: c.picture})
		plain, err := json.Marshal(m)
		if err != nil || string(plain) != c.json {
			t.Errorf("%+v is kept as %s, %v", c.picture, plain, err)
		}
		opened, err := seal.open(seal.seal(m))
		if err != nil || !reflect.DeepEqual(opened, m) {
			t.Errorf("%+v, %v", opened, err)
		}
		p := opened.preview()
		if small, large := p.PreferSmallMedia != nil, p.PreferLargeMedia != nil; large != c.picture.large || small == large && c.picture.address != "" {
			t.Errorf("%+v: small %v, large %v", c.picture, small, large)
		}
	}
}
