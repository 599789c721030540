package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/domain"
	"suaraloket/domain/account"
)

// accountFlags are what the account commands take.
type accountFlags struct {
	file, login, role, name, unit, officer, format, session string
	end                                                     bool
}

// accountCommands are the words after "account".
var accountCommands = map[string]func(context.Context, program, *server.System, accountFlags) error{
	"add": addAccount, "list": listAccounts, "disable": disableAccount, "enable": enableAccount, "reset": resetAccount, "role": setRole,
	"sessions": accountSessions,
}

func accountCommand(ctx context.Context, p program) error {
	var f accountFlags
	flags := flag.NewFlagSet("account", flag.ContinueOnError)
	flags.StringVar(&f.file, "config", "", configUsage)
	flags.StringVar(&f.login, "login", "", "name to sign in with")
	flags.StringVar(&f.role, "role", "", "role: admin, hr, head, officer, inspektorat or viewer")
	flags.StringVar(&f.name, "name", "", "name that the portal shows")
	flags.StringVar(&f.unit, "unit", "", "code of the unit of a head or a viewer")
	flags.StringVar(&f.officer, "officer", "", "code of the officer of an officer account")
	flags.StringVar(&f.format, "format", "table", "output of list and sessions: table, json or csv")
	flags.BoolVar(&f.end, "end", false, "sessions: sign the person out everywhere")
	flags.StringVar(&f.session, "session", "", "sessions --end: id of the only session to end")
	words, err := parse(flags, p)
	if err != nil {
		return err
	}
	if len(words) != 1 || accountCommands[words[0]] == nil {
		return usageError{"usage: suaraloket account add|list|disable|enable|reset|role|sessions [--login L] …"}
	}
	switch {
	case words[0] != "list" && f.login == "":
		return usageError{"account " + words[0] + ": want --login"}
	case f.session != "" && !f.end:
		return usageError{"account sessions: --session goes with --end"}
	case (words[0] == "add" || words[0] == "role") && f.role == "":
		return usageError{"account " + words[0] + ": want --role"}
	}
	f.unit, f.officer = domain.NormalCode(f.unit), domain.NormalCode(f.officer)
	return withSystem(ctx, p, f.file, func(s *server.System) error { return accountCommands[words[0]](ctx, p, s, f) })
}

// addAccount adds an account with the password on standard input, or prints a one-time one.
func addAccount(ctx context.Context, p program, s *server.System, f accountFlags) error {
	password, made, err := readPassword(p.stdin)
	if err != nil {
		return err
	}
	a := account.Account{Login: f.login, Name: f.name, Role: domain.Role(f.role), Unit: f.unit, Officer: f.officer, MustChange: made}
	if err := s.Keeper.CheckReach(ctx, a); err != nil {
		return err
	}
	if err := s.Accounts.Add(ctx, server.Operator(), a, password); err != nil {
		return err
	}
	return printMade(p, password, made)
}

// printMade prints a one-time password: the only time that anybody sees it.
func printMade(p program, password string, made bool) error {
	if !made {
		return nil
	}
	_, err := fmt.Fprintln(p.stdout, password)
	return err
}

func resetAccount(ctx context.Context, p program, s *server.System, f accountFlags) error {
	password, made, err := readPassword(p.stdin)
	if err != nil {
		return err
	}
	if err := s.Keeper.Reset(ctx, server.Operator(), f.login, password, made); err != nil {
		return err
	}
	return printMade(p, password, made)
}

func disableAccount(ctx context.Context, p program, s *server.System, f accountFlags) error {
	return s.Keeper.Disable(ctx, server.Operator(), f.login)
}

func enableAccount(ctx context.Context, p program, s *server.System, f accountFlags) error {
	return s.Keeper.Enable(ctx, server.Operator(), f.login)
}

func setRole(ctx context.Context, _ program, s *server.System, f accountFlags) error {
	return s.Keeper.SetRole(ctx, server.Operator(), f.login, domain.Role(f.role), f.unit, f.officer)
}

// accountLine is an account as other programs read it.
type accountLine struct {
	Login    string `json:"login"`
	Role     string `json:"role"`
	Name     string `json:"name"`
	Unit     string `json:"unit,omitempty"`
	Officer  string `json:"officer,omitempty"`
	State    string `json:"state"` // active, disabled or one-time: with a password that must be changed
	Created  string `json:"created"`
	Sessions int    `json:"sessions"`
	Seen     string `json:"seen,omitempty"`
}

func listAccounts(ctx context.Context, p program, s *server.System, f accountFlags) error {
	write, err := formatOf(f.format, tableFormats[accountLine](accountHeader, accountLine.cells))
	if err != nil {
		return err
	}
	accounts, err := s.Keeper.List(ctx, server.Operator())
	if err != nil {
		return err
	}
	lines := make([]accountLine, len(accounts))
	for i, a := range accounts {
		lines[i] = accountLine{
			Login: a.Login, Role: string(a.Role), Name: a.Name, Unit: a.Unit, Officer: a.Officer, State: stateOf(a.Account),
			Created: localTime(s, a.Created), Sessions: a.Sessions, Seen: localTime(s, a.Seen),
		}
	}
	return write(p.stdout, lines)
}

func stateOf(a account.Account) string {
	switch {
	case !a.Disabled.IsZero():
		return "disabled"
	case a.MustChange:
		return "one-time"
	}
	return "active"
}

var accountHeader = []string{"login", "role", "name", "unit", "officer", "state", "created", "sessions", "seen"}

func (l accountLine) cells() []string {
	return []string{l.Login, l.Role, l.Name, l.Unit, l.Officer, l.State, l.Created, fmt.Sprint(l.Sessions), l.Seen}
}

// sessionLine is a session as other programs read it.
type sessionLine struct {
	Login string `json:"login"`
	Begun string `json:"begun"`
	Seen  string `json:"seen"`
	ID    string `json:"id"`
}

func (l sessionLine) cells() []string { return []string{l.Login, l.Begun, l.Seen, l.ID} }

// endSessions ends one session of an account, or all of them.
func endSessions(ctx context.Context, p program, s *server.System, f accountFlags) error {
	var n int64
	var err error
	if f.session == "" {
		n, err = s.Keeper.EndSessions(ctx, server.Operator(), f.login, "")
	} else {
		var ended bool
		if ended, err = s.Keeper.EndSession(ctx, server.Operator(), f.login, f.session); ended {
			n = 1
		}
	}
	if err == nil {
		fmt.Fprintf(p.stderr, "%d sessions ended\n", n)
	}
	return err
}

// accountSessions lists the open sessions of an account, or ends them.
func accountSessions(ctx context.Context, p program, s *server.System, f accountFlags) error {
	if f.end {
		return endSessions(ctx, p, s, f)
	}
	write, err := formatOf(f.format, tableFormats[sessionLine]([]string{"login", "begun", "seen", "id"}, sessionLine.cells))
	if err != nil {
		return err
	}
	sessions, err := s.Keeper.Sessions(ctx, server.Operator(), f.login)
	if err != nil {
		return err
	}
	lines := make([]sessionLine, len(sessions))
	for i, session := range sessions {
		lines[i] = sessionLine{session.Login, localTime(s, session.Created), localTime(s, session.Seen), session.ID()}
	}
	return write(p.stdout, lines)
}

// localTime is a time in the city's zone, "" for none.
func localTime(s *server.System, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.Clock().Location()).Format(time.DateTime)
}

// tableFormats are the formats of a list of lines.
func tableFormats[L any](header []string, cells func(L) []string) map[string]func(io.Writer, []L) error {
	rows := func(list []L) [][]string {
		out := make([][]string, len(list))
		for i, line := range list {
			out[i] = cells(line)
		}
		return out
	}
	return map[string]func(io.Writer, []L) error{
		"json":  writeJSON[[]L],
		"csv":   func(w io.Writer, list []L) error { return writeCSV(w, header, rows(list)) },
		"table": func(w io.Writer, list []L) error { return writeTable(w, header, rows(list)) },
	}
}

// readPassword takes the first line of standard input, or makes a password when
// nothing is piped in.
func readPassword(in *os.File) (password string, made bool, err error) {
	if in != nil {
		info, err := in.Stat()
		if err == nil && info.Mode()&os.ModeCharDevice == 0 {
			line, err := bufio.NewReader(in).ReadString('\n')
			if line = strings.TrimRight(line, "\r\n"); line != "" {
				return line, false, nil
			}
			if err != nil && line != "" {
				return "", false, err
			}
		}
	}
	return account.OneTimePassword(), true, nil
}
