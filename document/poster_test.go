package document_test

import (
	"bytes"
	"strings"
	"testing"

	"suaraloket/document"
	"suaraloket/domain"
)

func onePoster() document.Poster {
	unit := domain.Unit{Code: "DKC", Name: "Dinas Kependudukan dan Pencatatan Sipil"}
	return document.Poster{
		Counter: domain.Counter{Code: "DKC-01", Name: "Loket 1 – Kartu Keluarga", Unit: unit}, City: "Kota Pangkalpinang",
		PageURL: "https://suara.contoh.go.id/r/DKC-01?pass=p1_DKC-01_s6jcavfqer81w",
		ChatURL: "https://t.me/contoh_bot?start=p1_DKC-01_s6jcavfqer81w",
	}
}

func TestPostersOfEverySize(t *testing.T) {
	both := onePoster()
	page, chat := both, both
	page.ChatURL, chat.PageURL = "", ""
	for _, size := range []string{"a4", "a5", "card"} {
		var out bytes.Buffer
		if err := document.WritePosters(&out, []document.Poster{both, page, chat}, size); err != nil {
			t.Fatalf("%s: %v", size, err)
		}
		if !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) || strings.Count(out.String(), "/Type /Page\n") != 3 {
			t.Errorf("%s: no PDF of three pages", size)
		}
	}
}

func TestPosterRefusals(t *testing.T) {
	if err := document.WritePosters(&bytes.Buffer{}, []document.Poster{onePoster()}, "a0"); err == nil {
		t.Error("an unknown size is accepted")
	}
	if err := document.WritePosters(&bytes.Buffer{}, []document.Poster{{City: "x"}}, "a4"); err == nil {
		t.Error("a poster without an address is accepted")
	}
}
