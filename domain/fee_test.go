package domain_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

// box is a Sealer whose sealed text is not the plain one.
type box struct{}

func (box) Seal(plain []byte) []byte {
	out := append([]byte("box"), plain...)
	for i := 3; i < len(out); i++ {
		out[i] ^= 0x5a
	}
	return out
}

func (b box) Open(sealed []byte) ([]byte, error) {
	if !strings.HasPrefix(string(sealed), "box") {
		return nil, errors.New("not sealed here")
	}
	return b.Seal(sealed[3:])[3:], nil
}

func rule() domain.FeeRule {
	return domain.FeeRule{Words: domain.FeeWords(), WordsFree: domain.FeeWordsFree(), Box: box{}}
}

func TestWordsThatReportAFee(t *testing.T) {
	for _, c := range []struct {
		text       string
		free, paid bool
	}{
		{"Petugasnya minta uang rokok", true, true}, {"DIMINTA UANG 50.000 biar cepat", true, true}, {"ada pungli!!", true, true},
		{"katanya ada biaya   tambahan", true, true}, {"Punglinya terang-terangan", true, true}, {"saya disuruh kasih amplop", true, true},
		{"pungutan\nliar di loket 2", true, true}, {"banyak calo di depan", true, true}, {"dibayar tanpa kuitansi", true, true},
		{"they asked me for money", true, true}, {"suap", true, true}, {"Uang-rokok", true, true},
		{"harus bayar 20 ribu", true, false}, {"katanya ada pungutan", true, false}, {"diminta membayar lagi", true, false}, {"kena biaya 10rb", true, false},
		{"Tidak ada pungli, mantap", false, false}, {"tanpa pungutan biaya, cepat", false, false}, {"tidak dipungut biaya", false, false},
		{"saya tidak diminta uang", false, false}, {"Petugas ramah dan cepat", false, false}, {"calon pengantin antre lama", false, false},
		{"uang kembalian pas", false, false}, {"antrean panjang", false, false}, {"", false, false}, {"resmi dan transparan", false, false},
		{"Puas, ternyata tidak perlu calo.", false, false}, {"bebas pungutan, tanpa amplop", false, false},
		{"ada jalur cepat asal membayar", true, true}, {"pakai calo lebih cepat", true, true},
		{"tidak ada kuitansi, pungli", true, true}, {"bukan pungli namanya kalau bukan minta uang", true, true},
		{"tidak ada pungli tetapi minta uang kopi", true, true},
	} {
		for _, free := range []bool{true, false} {
			want := c.paid
			if free {
				want = c.free
			}
			if got := len(rule().Signs(domain.Rating{}, c.text, free)) > 0; got != want {
				t.Errorf("%q at a free service (%v): %v", c.text, free, got)
			}
		}
	}
}

func TestSignsOfAFee(t *testing.T) {
	ticked := domain.Rating{Reasons: []string{domain.ReasonUnclear, domain.ReasonFee}, Answers: domain.Answers{"biaya": 2}}
	for _, c := range []struct {
		rating domain.Rating
		text   string
		free   bool
		want   []domain.FeeSign
	}{
		{ticked, "pungli", true, []domain.FeeSign{domain.FeeTicked, domain.FeeCost, domain.FeeWritten}},
		{ticked, "", false, []domain.FeeSign{domain.FeeTicked}},
		{domain.Rating{Answers: domain.Answers{"biaya": 3}}, "", true, []domain.FeeSign{domain.FeeCost}},
		{domain.Rating{Answers: domain.Answers{"biaya": 4}}, "", true, nil},
		{domain.Rating{Answers: domain.Answers{"biaya": 1}}, "", false, nil},
		{domain.Rating{Answers: domain.Answers{"waktu": 1}, Value: 1}, "lambat", true, nil},
	} {
		if got := rule().Signs(c.rating, c.text, c.free); !slices.Equal(got, c.want) {
			t.Errorf("%+v, %q: %v", c.rating, c.text, got)
		}
	}
}

func TestASealedCommentIsOpenedOnce(t *testing.T) {
	fees := rule()
	sealed := fees.Seal("minta uang rokok")
	if strings.Contains(sealed, "rokok") {
		t.Errorf("sealed: %q", sealed)
	}
	if text, was := fees.Open(sealed); text != "minta uang rokok" || !was {
		t.Errorf("opened: %q, %v", text, was)
	}
	for _, typed := range []string{"", "sealed:", "sealed:bm90IHNlYWxlZA==", "sealed:???", "biasa"} {
		if text, was := fees.Open(typed); text != typed || was {
			t.Errorf("%q is opened as %q, %v", typed, text, was)
		}
	}
}

func TestARatingIsGivenBackAsItWas(t *testing.T) {
	fees, now := rule(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, holds := range [][]domain.HoldReason{nil, {domain.HoldBurst}} {
		r := domain.Rating{Verdict: domain.Counted, Comment: "minta uang", Revision: 3}
		for _, h := range holds {
			r.Hold(h)
		}
		before := r
		fees.Settle(&r, true, now)
		if r.Verdict != domain.Reported || r.NoteKept() != "" || strings.Contains(r.Comment, "uang") {
			t.Errorf("a report is %+v", r)
		}
		r.Hold(domain.HoldClock)
		if r.Verdict != domain.Reported {
			t.Error("a rule has made a report an ordinary rating")
		}
		r.Holds = holds
		fees.Settle(&r, false, now)
		if r.Verdict != before.Verdict || r.Comment != before.Comment || r.Revision <= before.Revision {
			t.Errorf("given back as %+v", r)
		}
		again := r
		fees.Settle(&again, false, now)
		if again.Revision != r.Revision {
			t.Error("a decision that changes nothing makes a revision")
		}
	}
}

func TestNormalReceipt(t *testing.T) {
	for typed, want := range map[string]string{
		"K7M-2QX": "K7M-2QX", " k7m2qx ": "K7M-2QX", "k7m 2qx": "K7M-2QX", "O1L-IOo": "011-100", "K7M-2Q": "K7M-2Q", "": "", "<b>": "<b>",
	} {
		if got := domain.NormalReceipt(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}
