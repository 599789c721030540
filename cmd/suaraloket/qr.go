package main

import (
	"context"
	"flag"
	"io"
	"net"
	"strings"

	"suaraloket/bot"
	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/web"
)

func qrCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("qr", flag.ContinueOnError)
	file := flags.String("config", "", "")
	counter, to := flags.String("counter", "", ""), flags.String("to", "page", "")
	format, out := flags.String("format", "", ""), flags.String("out", "", "")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	write := codeFormats[*format]
	if *counter == "" || *out == "" || write == nil || (*to != "page" && *to != "telegram") {
		return usageError{"usage: suaraloket qr --counter CODE [--to page|telegram] --format png|svg|pdf --out FILE"}
	}
	return withSystem(ctx, p, *file, func(s *system) error {
		found, err := s.roster.Counter(ctx, *counter)
		if err != nil {
			return err
		}
		poster, err := s.poster(ctx, found, *to)
		if err != nil {
			return err
		}
		return writeFile(*out, 0o644, func(w io.Writer) error { return write(w, poster) })
	})
}

var codeFormats = map[string]func(io.Writer, document.Poster) error{
	"png": func(w io.Writer, p document.Poster) error {
		png, err := document.QRPNG(p.PageURL + p.ChatURL)
		if err != nil {
			return err
		}
		_, err = w.Write(png)
		return err
	},
	"svg": func(w io.Writer, p document.Poster) error {
		svg, err := document.QRSVG(p.PageURL + p.ChatURL)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, svg)
		return err
	},
	"pdf": func(w io.Writer, p document.Poster) error {
		return document.WritePosters(w, []document.Poster{p}, "a4")
	},
}

// poster is a counter's poster with one of the codes.
func (s *system) poster(ctx context.Context, c domain.Counter, to string) (document.Poster, error) {
	p := s.blankPoster(c)
	base, pass := s.address(), s.passes.Poster(c.Code)
	if to == "page" {
		p.PageURL = web.Addresses{Base: base}.Page(c.Code, pass)
		return p, nil
	}
	link, err := s.chatLink(ctx, base, pass)
	p.ChatURL = link
	return p, err
}

func (s *system) blankPoster(c domain.Counter) document.Poster {
	brand := s.config.Brand
	return document.Poster{Counter: c, City: brand.City, Teal: brand.Teal, Gold: brand.Gold}
}

// address is where residents reach the program, as far as the configuration knows.
func (s *system) address() string {
	if s.config.PublicURL != "" {
		return strings.TrimSuffix(s.config.PublicURL, "/")
	}
	if bound, err := net.ResolveTCPAddr("tcp", s.config.HTTP.Listen); err == nil {
		return s.config.HTTP.scheme() + reachable(bound)
	}
	return s.config.HTTP.scheme() + s.config.HTTP.Listen
}

// chatLink asks Telegram for the bot's name; a demo without a token has its
// practice chat.
func (s *system) chatLink(ctx context.Context, base, pass string) (string, error) {
	token := string(s.config.Telegram.Token)
	if token == "" {
		mark, err := s.store.Note(ctx, demoNote)
		if err != nil || mark == "" {
			return "", &domain.Error{Code: domain.CodeNotFound, Key: "bot_absent"}
		}
		return base + (&practice{}).path(pass), nil
	}
	b, err := bot.New(bot.Options{Token: token, APIURL: s.config.Telegram.APIURL, Logger: s.logger,
		Intake: s.intake, Roster: s.roster, Visits: s.visits, Authors: s.authors, Preferences: s.store,
		Outbox: s.store, Leases: s.store, Key: s.keys.of("chat"), Texts: s.texts})
	if err != nil {
		return "", err
	}
	return telegramLink(ctx, b, pass)
}
