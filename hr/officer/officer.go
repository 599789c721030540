package officer

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/chart"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// officerView is the data of an officer's page, which is the same for every visitor who
// may open it. If the score is withheld, N is the only figure.
type officerView struct {
	Report         report.Officer
	Own            bool   // the visitor is the officer
	NIP            string // must not appear in an address or a log
	Periods        []frame.Choice
	BoardURL       string // "" for officers
	CanChoosePhoto bool
	AsOf           time.Time

	Future   string // set when the period has not begun
	Withheld bool
	Minimum  int64   // the number of ratings from which a score is shown
	Progress float64 // n as a percentage of Minimum

	Score    string
	Axis     chart.Axis
	Line     chart.Line
	Shares   []share
	Formula  formula
	Months   chart.Months
	Valued   []share // reasons of the higher values
	Improve  []share // reasons of the lower values
	Elements []report.ElementMean
	Channels []channelMean
	Waiting  int64 // comments in a group that is not complete

	Before    domain.Period
	Direction string       // of a change: "better" or "worse"
	Parts     []changePart // of what it consists
}

// Reader is the end of the keys of texts that speak to the reader: the officer, or one of the
// staff who reads about an officer.
func (v officerView) Reader() string {
	if v.Own {
		return ""
	}
	return ".staff"
}

// share is a bar: a count and its share of all ratings.
type share struct {
	Value   int    // of the rating, 1–4
	Slug    string // the reason
	N       int64
	Percent float64 // 0–1
	Width   float64 // 0–100, in percent of the widest bar
}

// channelMean is the mean of one channel; Shown is false with too few ratings.
type channelMean struct {
	Channel domain.Channel
	N       int64
	Mean    float64
	Shown   bool
}

func (s *Section) officer(c *fiber.Ctx, who frame.Visitor) error {
	period, err := s.ReadPeriod(c)
	if err != nil {
		return err
	}
	report, err := web.Within(func(ctx context.Context) (report.Officer, error) {
		result, err := s.Reports.Officer(ctx, who.Actor, c.Params("code"), period)
		if err != nil {
			return result, err
		}
		return result, s.Record.ViewOfficer(ctx, who.Actor, result.Standing.Officer.Code, period)
	})
	texts := s.Texts(c)
	if errors.Is(err, domain.ErrOfficerUnknown) && who.Role == domain.RoleOfficer && domain.NormalCode(c.Params("code")) == who.Officer {
		title := texts.T("hr.own.missing.title")
		return s.Show(c, fiber.StatusOK, "unlisted.html", who, frame.Page{Title: title, Nav: "own", Body: who.Officer})
	}
	if err != nil {
		return err
	}
	view := s.officerView(report, who, texts)
	nav := "board"
	if view.Own {
		nav = "own"
	}
	return s.Show(c, fiber.StatusOK, "officer.html", who, frame.Page{
		Title: report.Standing.Officer.Name + " · " + texts.Period(period), Nav: nav, Body: view,
	})
}

func (s *Section) officerView(report report.Officer, who frame.Visitor, texts locale.Texts) officerView {
	standing := report.Standing
	view := officerView{
		Report: report, Own: who.Officer == standing.Officer.Code && who.Role == domain.RoleOfficer,
		NIP: standing.Officer.NIP.Full(), AsOf: s.Clock(),
		Periods: frame.PeriodChoices(s.Clock(), report.Period, texts), Future: s.Future(report.Period, texts),
		Withheld: standing.Score.State == score.Withheld, Minimum: score.MinimumShown,
		Progress: 100 * float64(standing.Score.N) / score.MinimumShown,
	}
	view.CanChoosePhoto = who.May(frame.ChoosePhotos)
	if who.May(frame.SeeBoard) {
		view.BoardURL = frame.BoardAddress(report.Period, standing.Officer.Unit)
	}
	if !view.Withheld {
		view.draw(report, domain.DayOf(s.Clock()), texts)
	}
	return view
}

func (v *officerView) draw(report report.Officer, today domain.Day, texts locale.Texts) {
	v.Score = texts.Decimal(report.Standing.Score.Value, 1)
	v.Axis = chart.AxisOf(report.Standing.Score)
	v.Line = v.Axis.Line(report.Standing.Score, texts)
	v.Shares = valueShares(report.Counts)
	v.Formula = formulaOf(report, texts)
	v.Months = chart.MonthsOf(report, today, texts)
	v.Valued = reasonShares(report.Reasons, domain.ReasonsFor(4), report.Counts.N())
	v.Improve = reasonShares(report.Reasons, domain.ReasonsFor(1), report.Counts.N())
	v.Elements, v.Waiting = report.Elements, report.Waiting
	v.Channels = channelMeans(report.Channels)
	v.Before, v.Direction, v.Parts = report.Period.Previous(), "better", changeParts(report.Change, texts)
	if report.Change.Delta < 0 {
		v.Direction = "worse"
	}
}

// valueShares are the shares of the four values, the highest first.
func valueShares(counts score.Counts) []share {
	n := float64(counts.N())
	var list []share
	for value := 4; value >= 1; value-- {
		part := float64(counts[value-1]) / n
		list = append(list, share{Value: value, N: counts[value-1], Percent: part, Width: 100 * part})
	}
	return list
}

// reasonShares are the reasons of a kind as shares of all ratings, the most frequent
// first.
func reasonShares(reasons []report.ReasonCount, kind []string, n int64) []share {
	var list []share
	for _, r := range reasons {
		if slices.Contains(kind, r.Slug) {
			part := float64(r.N) / float64(n)
			list = append(list, share{Slug: r.Slug, N: r.N, Percent: part, Width: min(100, 100*part)})
		}
	}
	return list
}

func channelMeans(lines []report.ChannelLine) []channelMean {
	var list []channelMean
	for _, line := range lines {
		m := channelMean{Channel: line.Channel, N: line.Counts.N()}
		if m.N >= score.MinimumShown {
			m.Mean, m.Shown = line.Counts.Mean()
		}
		if m.N > 0 {
			list = append(list, m)
		}
	}
	return list
}

// formula shows the calculation of the officer's score with all its numbers, so that a
// reader can check it with a pocket calculator.
type formula struct {
	N              int64
	Mean, Expected float64 // 1–4
	Shown          bool    // Expected and what follows from it may be shown
	Signed         string  // the difference of the two, with two decimals
	Factor         string  // the same with four, as a factor
	Lambda         float64 // the part of the difference that counts
	Mu             float64 // mean of the city, 1–4
	Result         float64 // 25–100
	Cut            bool    // the calculation leaves the scale
	Parts          []report.ReferencePart
}

func formulaOf(r report.Officer, texts locale.Texts) formula {
	s := r.Standing.Score
	f := formula{
		N: s.N, Mean: s.Mean, Expected: s.Expected, Shown: s.HasExpected(), Lambda: s.Lambda, Mu: s.Mu, Result: s.Value,
		Cut: s.Value == 25 || s.Value == 100, Parts: r.Parts,
	}
	difference := f.Mean - f.Expected
	f.Signed, f.Factor = signed(difference, 2, texts), texts.Decimal(difference, 4)
	if difference < 0 {
		f.Factor = "(" + signed(difference, 4, texts) + ")"
	}
	return f
}

// CityScore is the mean of the city on the scale of the score, 25–100.
func (f formula) CityScore() float64 { return 25 * f.Mu }
