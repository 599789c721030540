package repository

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// gormLogger passes GORM's log to slog. It never writes the values of a statement: they
// hold what residents wrote.
type gormLogger struct{ out *slog.Logger }

func newGormLogger(out *slog.Logger) logger.Interface { return gormLogger{out} }

const slowStatement = 500 * time.Millisecond

func (g gormLogger) LogMode(logger.LogLevel) logger.Interface { return g }

func (g gormLogger) Info(_ context.Context, text string, args ...any) {
	g.out.Debug(fmt.Sprintf(text, args...), "component", "gorm")
}

func (g gormLogger) Warn(_ context.Context, text string, args ...any) {
	g.out.Warn(fmt.Sprintf(text, args...), "component", "gorm")
}

func (g gormLogger) Error(_ context.Context, text string, args ...any) {
	g.out.Error(fmt.Sprintf(text, args...), "component", "gorm")
}

// Trace logs slow statements. Callers log errors.
func (g gormLogger) Trace(_ context.Context, begin time.Time, statement func() (string, int64), _ error) {
	if took := time.Since(begin); took > slowStatement {
		sql, rows := statement()
		g.out.Warn("slow statement", "component", "gorm", "ms", took.Milliseconds(), "rows", rows, "sql", sql)
	}
}

// ParamsFilter keeps the values out of the statement that Trace sees.
func (g gormLogger) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}
