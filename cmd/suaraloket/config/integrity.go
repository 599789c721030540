package config

import (
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/masking"
)

// IntegrityConfig says what the rules about ratings look for; 0 turns a rule off.
type IntegrityConfig struct {
	HoursTolerance  Duration `yaml:"hours_tolerance" env:"HOURS_TOLERANCE"`
	DeviceDay       int      `yaml:"device_day" env:"DEVICE_DAY"`
	AuthorRatings   int      `yaml:"author_ratings" env:"AUTHOR_RATINGS"`
	AuthorDays      int      `yaml:"author_days" env:"AUTHOR_DAYS"`
	WeakDay         int      `yaml:"weak_day" env:"WEAK_DAY"`
	WeakDayTimes    float64  `yaml:"weak_day_times" env:"WEAK_DAY_TIMES"`
	WeakDayServed   float64  `yaml:"weak_day_served" env:"WEAK_DAY_SERVED"`
	Surge           int      `yaml:"surge" env:"SURGE"`
	SurgeDays       int      `yaml:"surge_days" env:"SURGE_DAYS"`
	SurgeTimes      float64  `yaml:"surge_times" env:"SURGE_TIMES"`
	SurgeServed     float64  `yaml:"surge_served" env:"SURGE_SERVED"`
	WeakStrong      float64  `yaml:"weak_strong" env:"WEAK_STRONG"`
	WeakOthers      float64  `yaml:"weak_others" env:"WEAK_OTHERS"`
	TabletPresses   int      `yaml:"tablet_presses" env:"TABLET_PRESSES"`
	TabletWindow    Duration `yaml:"tablet_window" env:"TABLET_WINDOW"`
	Served          float64  `yaml:"served" env:"SERVED"`
	CoverageRatings int      `yaml:"coverage_ratings" env:"COVERAGE_RATINGS"`
	CoverageShare   float64  `yaml:"coverage_share" env:"COVERAGE_SHARE"`
	RunFours        int      `yaml:"run_fours" env:"RUN_FOURS"`
	RunWindow       Duration `yaml:"run_window" env:"RUN_WINDOW"`
	StreamZ         float64  `yaml:"stream_z" env:"STREAM_Z"`
	FeeWords        []string `yaml:"fee_words" env:"FEE_WORDS"`
	FeeWordsFree    []string `yaml:"fee_words_free" env:"FEE_WORDS_FREE"`
	AbusiveWords    []string `yaml:"abusive_words" env:"ABUSIVE_WORDS"`
	OriginalsDays   int      `yaml:"originals_days" env:"ORIGINALS_DAYS"`
}

// Thresholds gives the numbers of the rules.
func (c IntegrityConfig) Thresholds() integrity.Thresholds {
	return integrity.Thresholds{
		HoursTolerance: time.Duration(c.HoursTolerance),
		DeviceDay:      c.DeviceDay,
		AuthorRatings:  c.AuthorRatings, AuthorDays: c.AuthorDays,
		WeakDay: c.WeakDay, WeakDayTimes: c.WeakDayTimes, WeakDayServed: c.WeakDayServed,
		Surge: c.Surge, SurgeDays: c.SurgeDays, SurgeTimes: c.SurgeTimes, SurgeServed: c.SurgeServed,
		WeakStrong: c.WeakStrong, WeakOthers: c.WeakOthers,
		TabletPresses: c.TabletPresses, TabletWindow: time.Duration(c.TabletWindow),
		Served:          c.Served,
		CoverageRatings: c.CoverageRatings, CoverageShare: c.CoverageShare,
		RunFours: c.RunFours, RunWindow: time.Duration(c.RunWindow),
		StreamZ: c.StreamZ,
	}
}

func defaultIntegrity() IntegrityConfig {
	th := integrity.Default()
	return IntegrityConfig{
		HoursTolerance: Duration(th.HoursTolerance),
		DeviceDay:      th.DeviceDay,
		AuthorRatings:  th.AuthorRatings, AuthorDays: th.AuthorDays,
		WeakDay: th.WeakDay, WeakDayTimes: th.WeakDayTimes, WeakDayServed: th.WeakDayServed,
		Surge: th.Surge, SurgeDays: th.SurgeDays, SurgeTimes: th.SurgeTimes, SurgeServed: th.SurgeServed,
		WeakStrong: th.WeakStrong, WeakOthers: th.WeakOthers,
		TabletPresses: th.TabletPresses, TabletWindow: Duration(th.TabletWindow),
		Served:          th.Served,
		CoverageRatings: th.CoverageRatings, CoverageShare: th.CoverageShare,
		RunFours: th.RunFours, RunWindow: Duration(th.RunWindow),
		StreamZ:  th.StreamZ,
		FeeWords: domain.FeeWords(), FeeWordsFree: domain.FeeWordsFree(),
		AbusiveWords: masking.AbusiveWords(), OriginalsDays: 180,
	}
}

type number struct {
	key   string
	value float64
}

// numbers lists the thresholds with their keys.
func (c IntegrityConfig) numbers() []number {
	return []number{
		{"hours_tolerance", float64(c.HoursTolerance)}, {"device_day", float64(c.DeviceDay)},
		{"author_ratings", float64(c.AuthorRatings)}, {"author_days", float64(c.AuthorDays)},
		{"weak_day", float64(c.WeakDay)}, {"weak_day_times", c.WeakDayTimes}, {"weak_day_served", c.WeakDayServed},
		{"surge", float64(c.Surge)}, {"surge_days", float64(c.SurgeDays)}, {"surge_times", c.SurgeTimes}, {"surge_served", c.SurgeServed},
		{"weak_strong", c.WeakStrong}, {"weak_others", c.WeakOthers},
		{"tablet_presses", float64(c.TabletPresses)}, {"tablet_window", float64(c.TabletWindow)},
		{"served", c.Served}, {"coverage_ratings", float64(c.CoverageRatings)}, {"coverage_share", c.CoverageShare},
		{"run_fours", float64(c.RunFours)}, {"run_window", float64(c.RunWindow)}, {"stream_z", c.StreamZ},
		{"originals_days", float64(c.OriginalsDays)},
	}
}
