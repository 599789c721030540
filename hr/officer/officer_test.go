package officer

import (
	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"testing"
)

func TestSharesAddUp(t *testing.T) {
	shares := valueShares(score.Counts{5, 10, 25, 60})
	var sum float64
	for i, s := range shares {
		sum += s.Percent
		if s.Value != 4-i || s.Width != 100*s.Percent {
			t.Errorf("share %+v", s)
		}
	}
	if sum < 0.999 || sum > 1.001 || shares[0].N != 60 || shares[3].N != 5 {
		t.Errorf("shares %+v", shares)
	}
}

func TestReasonsAreGroupedByKind(t *testing.T) {
	reasons := []report.ReasonCount{{Slug: "ramah", N: 30}, {Slug: "menunggu_lama", N: 12}, {Slug: "jelas", N: 3}}
	valued, improve := reasonShares(reasons, domain.ReasonsFor(4), 60), reasonShares(reasons, domain.ReasonsFor(1), 60)
	if len(valued) != 2 || valued[0].Slug != "ramah" || valued[0].Percent != 0.5 || valued[1].Slug != "jelas" {
		t.Errorf("valued %+v", valued)
	}
	if len(improve) != 1 || improve[0].Slug != "menunggu_lama" || improve[0].Width != 20 {
		t.Errorf("improve %+v", improve)
	}
}

func TestAChannelWithTooFewRatingsHasNoMean(t *testing.T) {
	means := channelMeans([]report.ChannelLine{
		{Channel: domain.ChannelKiosk, Counts: score.Counts{0, 0, 5, 5}},
		{Channel: domain.ChannelPage, Counts: score.Counts{9, 0, 0, 0}},
		{Channel: domain.ChannelTelegram},
	})
	if len(means) != 2 || !means[0].Shown || means[0].Mean != 3.5 || means[1].Shown || means[1].Mean != 0 || means[1].N != 9 {
		t.Errorf("means %+v", means)
	}
}
