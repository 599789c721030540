package domain_test

import (
	"regexp"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
)

func TestReceiptFollowsThePublishedRule(t *testing.T) {
	// Worked out by another program, from the rule in the doc comment.
	for id, want := range map[string]string{
		"00000000-0000-0000-0000-000000000000": "Z4F-3PK",
		"019ab3c4-5d6e-7f80-9123-456789abcdef": "14M-GPJ",
	} {
		if got := domain.ReceiptOf(id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	shape := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}$`)
	rapid.Check(t, func(rt *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "id")).String()
		if got := domain.ReceiptOf(id); !shape.MatchString(got) || got != receiptByHand(id) {
			rt.Fatalf("%s: %s", id, got)
		}
	})
}

// receiptByHand is the rule with nothing but multiplication and division.
func receiptByHand(id string) string {
	sum := uint64(2166136261)
	for _, c := range []byte(id) {
		sum = (sum ^ uint64(c)) * 16777619 % (1 << 32)
	}
	sum = sum%(1<<30) ^ sum/(1<<30)
	text := ""
	for range 6 {
		text = string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[sum%32]) + text
		sum /= 32
	}
	return text[:3] + "-" + text[3:]
}
