package main

import (
	"fmt"
	"io"
	"os"
)

// progress reports the progress of a long command on standard error: on a terminal in one
// line that it overwrites, elsewhere in one line for each step.
type progress struct {
	out      io.Writer
	terminal bool
}

func newProgress(out io.Writer) *progress { return &progress{out: out, terminal: isTerminal(out)} }

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// now reports the current work on a terminal.
func (p *progress) now(format string, args ...any) {
	if p.terminal {
		p.rewrite(fmt.Sprintf(format, args...))
	}
}

// step reports finished work.
func (p *progress) step(format string, args ...any) {
	if p.terminal {
		p.rewrite(fmt.Sprintf(format, args...))
		return
	}
	fmt.Fprintf(p.out, format+"\n", args...)
}

// clear removes the line from a terminal.
func (p *progress) clear() {
	if p.terminal {
		p.rewrite("")
	}
}

// rewrite goes back to the line's beginning and deletes what is left of the old one.
func (p *progress) rewrite(line string) { fmt.Fprintf(p.out, "\r%s\x1b[K", line) }
