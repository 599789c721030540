package domain_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"suaraloket/domain"
)

const ratingID = "019ab3c4-5d6e-7f80-9123-456789abcdef"

func receivedAt() time.Time {
	return time.Date(2026, 11, 23, 9, 14, 5, 0, time.FixedZone("WIB", 7*3600))
}

func counter(internal bool) domain.Counter {
	return domain.Counter{Code: "DKC-01", Unit: domain.Unit{Code: "DKC", Agency: domain.Agency{Code: "D", Internal: internal}}}
}

func good() domain.Submission {
	return domain.Submission{ID: ratingID, Value: 3, Right: domain.Right{Counter: "DKC-01", Kiosk: "t"}}
}

func officers(codes ...string) []domain.Officer {
	list := make([]domain.Officer, len(codes))
	for i, code := range codes {
		list[i] = domain.Officer{Code: code}
	}
	return list
}

func TestWhoServed(t *testing.T) {
	pick := func(code string) *domain.Officer { return &domain.Officer{Code: code} }
	for _, c := range []struct {
		name     string
		officer  string
		internal bool
		onDuty   []domain.Officer
		picked   *domain.Officer
		want     string
		holds    []domain.HoldReason
		refused  bool
	}{
		{"one on duty", "", true, officers("P-01"), nil, "P-01", nil, false},
		{"no officer on duty", "", true, nil, nil, "", nil, false},
		{"several, no pick", "", true, officers("P-01", "P-02"), nil, "", nil, true},
		{"several, picked", "p-02", true, officers("P-01", "P-02"), pick("P-02"), "P-02", nil, false},
		{"several, unsure", "-", true, officers("P-01", "P-02"), nil, "", nil, false},
		{"picked was not on duty", "P-09", true, officers("P-01"), pick("P-09"), "P-09", []domain.HoldReason{domain.HoldNotOnDuty}, false},
		{"a tenant's officers are not recorded", "B-01", false, officers("B-01"), pick("B-01"), "", nil, false},
	} {
		s := good()
		s.Officer = c.officer
		r, err := domain.NewRating(s, receivedAt(), counter(c.internal), c.onDuty, c.picked)
		if (err != nil) != c.refused || r.Officer != c.want || !slices.Equal(r.Holds, c.holds) {
			t.Errorf("%s: %q %v %v", c.name, r.Officer, r.Holds, err)
		}
		if err == nil && (r.Verdict == domain.Held) != (len(c.holds) > 0) {
			t.Errorf("%s: %s", c.name, r.Verdict)
		}
	}
}

func TestClocks(t *testing.T) {
	now := receivedAt()
	for _, c := range []struct {
		name string
		at   time.Time
		day  domain.Day
		held bool
	}{
		{"not said", time.Time{}, "2026-11-23", false},
		{"yesterday", now.AddDate(0, 0, -1), "2026-11-22", false},
		{"seven days back", now.Add(-domain.MaxBack), "2026-11-16", false},
		{"a moment more", now.Add(-domain.MaxBack - time.Millisecond), "2026-11-23", true},
		{"two minutes ahead", now.Add(2 * time.Minute), "2026-11-23", false},
		{"three minutes ahead", now.Add(3 * time.Minute), "2026-11-23", true},
		{"year 1", time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), "2026-11-23", true},
		{"year 9999", time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), "2026-11-23", true},
	} {
		s := good()
		s.RatedAt = c.at
		r, err := domain.NewRating(s, now, counter(true), nil, nil)
		if err != nil || r.Day != c.day || (r.Verdict == domain.Held) != c.held {
			t.Errorf("%s: %s %s %v", c.name, r.Day, r.Verdict, err)
		}
		if y := r.RatedAt.Year(); y < 2000 || y > 2200 {
			t.Errorf("%s: kept %v", c.name, r.RatedAt)
		}
	}
}

func TestAPrintedCodeAloneIsHeld(t *testing.T) {
	for name, c := range map[string]struct {
		right domain.Right
		held  bool
	}{
		"printed code": {domain.Right{Channel: domain.ChannelPage, Assurance: domain.AssurancePoster}, true},
		"opened visit": {domain.Right{Channel: domain.ChannelPage, Assurance: domain.AssurancePoster, Visit: "v"}, false},
		"chat":         {domain.Right{Channel: domain.ChannelTelegram, Assurance: domain.AssurancePoster, Author: "a"}, false},
		"tablet":       {domain.Right{Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "t"}, false},
	} {
		s := good()
		s.Right = c.right
		r, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
		if err != nil || slices.Contains(r.Holds, domain.HoldUnopened) != c.held {
			t.Errorf("%s: %v %v", name, r.Holds, err)
		}
	}
}

func TestChangesEndThoughAClockRunsAhead(t *testing.T) {
	for ahead, want := range map[time.Duration]time.Duration{
		-time.Hour: 10*time.Minute - time.Hour, 0: 10 * time.Minute, time.Minute: 11 * time.Minute,
		time.Hour: 10 * time.Minute, 365 * 24 * time.Hour: 10 * time.Minute,
	} {
		s := good()
		s.RatedAt, s.Seq = receivedAt().Add(ahead), -5
		r, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
		if got := r.ChangeUntil().Sub(receivedAt()); err != nil || got != want || r.Seq != 0 {
			t.Errorf("%v ahead: changes for %v, %v", ahead, got, err)
		}
	}
}

func TestWhatIsNotAcceptableIsNamed(t *testing.T) {
	for name, spoil := range map[string]func(*domain.Submission){
		"id":                   func(s *domain.Submission) { s.ID = "17" },
		"id of zeros":          func(s *domain.Submission) { s.ID = uuid.Nil.String() },
		"id of ones":           func(s *domain.Submission) { s.ID = uuid.Max.String() },
		"value":                func(s *domain.Submission) { s.Value = 5 },
		"officer":              func(s *domain.Submission) { s.Officer = "P 7" },
		"service":              func(s *domain.Submission) { s.Service = "K/K" },
		"answers.ketepatan":    func(s *domain.Submission) { s.Answers = domain.Answers{"ketepatan": 3} },
		"answers.perilaku":     func(s *domain.Submission) { s.Answers = domain.Answers{"perilaku": 0} },
		"reasons":              func(s *domain.Submission) { s.Reasons = []string{"tampan"} },
		"respondent.age":       func(s *domain.Submission) { s.Respondent.Age = 121 },
		"respondent.sex":       func(s *domain.Submission) { s.Respondent.Sex = "X" },
		"respondent.education": func(s *domain.Submission) { s.Respondent.Education = "S4" },
		"comment":              func(s *domain.Submission) { s.Comment = strings.Repeat("é", domain.MaxComment+1) },
	} {
		field, _, _ := strings.Cut(name, " ")
		s := good()
		spoil(&s)
		_, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
		refusal, ok := domain.Refusal(err)
		if !ok || refusal.Code != domain.CodeInvalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A hostile body makes no long answer, whatever it is full of.
func TestARefusalIsShort(t *testing.T) {
	s := good()
	s.Answers = domain.Answers{strings.Repeat("é", 30_000): 9}
	for i := range 5000 {
		s.Answers[strconv.Itoa(i)] = 9
	}
	_, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
	refusal, ok := domain.Refusal(err)
	if !ok || len(refusal.Fields) != domain.MaxFieldErrors {
		t.Fatalf("%v", refusal)
	}
	for _, f := range refusal.Fields {
		if len(f.Field) > 100 || !utf8.ValidString(f.Field) {
			t.Errorf("a field of %d bytes", len(f.Field))
		}
	}
}

func TestApplyIsAllOrNothing(t *testing.T) {
	r, err := domain.NewRating(good(), receivedAt(), counter(true), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	bad, comment := 9, "telepon 081234567890"
	before := r
	if err := r.Apply(domain.Change{Value: &bad, Comment: &comment}); err == nil || r.Comment != before.Comment || r.Value != 3 {
		t.Errorf("%+v %v", r, err)
	}
	if err := r.Apply(domain.Change{Comment: &comment, Answers: domain.Answers{"waktu": 2}}); err != nil || r.Comment != "telepon [nomor]" || r.Answers["waktu"] != 2 {
		t.Errorf("%+v %v", r, err)
	}
	if r.Content != before.Content {
		t.Error("a change touched the fingerprint of what was first sent")
	}
}

func TestTheSameContentWrittenOtherwiseIsTheSame(t *testing.T) {
	a, b := good(), good()
	a.Reasons, b.Reasons = []string{"cepat", "ramah"}, []string{"Ramah ", "cepat", "cepat"}
	a.Comment, b.Comment = "baik\nsekali", "  baik\r\nsekali\u0000 "
	a.Service, b.Service = "KTP-EL", "ktp-el"
	b.ID = strings.ToUpper(ratingID)
	b.RatedAt, b.Seq, b.Lang = receivedAt(), 4, "en"
	first, err1 := domain.NewRating(a, receivedAt(), counter(true), nil, nil)
	second, err2 := domain.NewRating(b, receivedAt(), counter(true), nil, nil)
	if errors.Join(err1, err2) != nil || first.Content != second.Content || first.ID != second.ID {
		t.Errorf("%v %v\n%+v\n%+v", err1, err2, first, second)
	}
	b.Comment = "baik sekali"
	third, _ := domain.NewRating(b, receivedAt(), counter(true), nil, nil)
	if third.Content == first.Content {
		t.Error("another comment has the same fingerprint")
	}
}

func TestOnceKeys(t *testing.T) {
	key := func(right domain.Right, id string) string {
		s := good()
		s.Right, s.ID = right, id
		r, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.OnceKey
	}
	a, b := uuid.NewString(), uuid.NewString()
	tablet := domain.Right{Counter: "DKC-01", Kiosk: "t"}
	if key(tablet, a) == key(tablet, b) {
		t.Error("two presses of a tablet are one")
	}
	visit := domain.Right{Counter: "DKC-01", Visit: "v"}
	if key(visit, a) != key(visit, b) {
		t.Error("one visit rates twice")
	}
	chat := domain.Right{Counter: "DKC-01", Author: "x"}
	other := domain.Right{Counter: "DKC-02", Author: "x"}
	if key(chat, a) != key(chat, b) || key(chat, a) == key(other, a) {
		t.Error("a person rates a counter once a day, and every counter")
	}
}

func TestSetApartKeepsWhoHasTheKeys(t *testing.T) {
	for _, reason := range []domain.HoldReason{domain.HoldAlreadyRated, domain.HoldIDReused} {
		s := good()
		s.Right.Visit = "v"
		r, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Claim = "ticket:1"
		again, first := r, r
		r.SetApart(reason)
		again.SetApart(reason)
		if r.OnceKey == first.OnceKey || r.Claim != "" || r.Verdict != domain.Held || !slices.Equal(r.Holds, []domain.HoldReason{reason}) {
			t.Errorf("%s: %+v", reason, r)
		}
		if (r.ID != first.ID) != (reason == domain.HoldIDReused) || again.ID != r.ID || again.OnceKey != r.OnceKey {
			t.Errorf("%s: %s and %s, %s and %s", reason, r.ID, again.ID, r.OnceKey, again.OnceKey)
		}
	}
}

// A rating that was stored before an update is recognized when it is repeated after it: the
// fingerprint of a submission never changes.
func TestContentStaysTheSameForEver(t *testing.T) {
	full := good()
	full.Officer, full.Service, full.Comment = "P-01", "KK", "Cepat dan jelas"
	full.Answers, full.Reasons = domain.Answers{"kompetensi": 4, "waktu": 2}, []string{"cepat", "jelas"}
	full.Respondent = domain.Respondent{Sex: "P", Age: 47, Education: "SMA", Occupation: "wirausaha"}
	for want, s := range map[string]domain.Submission{
		"2299b21406fd6ce90f6a40408b55b148": good(),
		"0f40fb6155f0f1814ac7509ee39fba38": full,
	} {
		r, err := domain.NewRating(s, receivedAt(), counter(true), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Content != want {
			t.Errorf("content %s, want %s", r.Content, want)
		}
	}
}
