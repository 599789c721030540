package main

import (
	"context"
	"flag"
	"io"

	"suaraloket/bot"
	"suaraloket/cmd/suaraloket/server"
	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/web"
)

func qrCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("qr", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	counter := flags.String("counter", "", "code of the counter")
	to := flags.String("to", "page", "what the code opens: page or telegram")
	format := flags.String("format", "", "format of the file: png, svg or pdf")
	out := flags.String("out", "", "file to write")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	write := codeFormats[*format]
	if *counter == "" || *out == "" || write == nil || (*to != "page" && *to != "telegram") {
		return usageError{"usage: suaraloket qr --counter CODE [--to page|telegram] --format png|svg|pdf --out FILE"}
	}
	return withSystem(ctx, p, *file, func(s *server.System) error {
		found, err := s.Roster.Counter(ctx, *counter)
		if err != nil {
			return err
		}
		poster, err := poster(ctx, s, found, *to)
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
func poster(ctx context.Context, s *server.System, c domain.Counter, to string) (document.Poster, error) {
	p := blankPoster(s, c)
	base, pass := s.Address(), s.Passes.Poster(c.Code)
	if to == "page" {
		p.PageURL = web.Addresses{Base: base}.Page(c.Code, pass)
		return p, nil
	}
	link, err := chatLink(ctx, s, base, pass)
	p.ChatURL = link
	return p, err
}

func blankPoster(s *server.System, c domain.Counter) document.Poster {
	brand := s.Config.Brand
	return document.Poster{Counter: c, City: brand.City, Teal: brand.Teal, Gold: brand.Gold}
}

// chatLink asks Telegram for the bot's name; a demo without a token has its
// practice chat.
func chatLink(ctx context.Context, s *server.System, base, pass string) (string, error) {
	token := string(s.Config.Telegram.Token)
	if token == "" {
		mark, err := s.Store.Note(ctx, demoNote)
		if err != nil || mark == "" {
			return "", &domain.Error{Code: domain.CodeNotFound, Key: "bot_absent"}
		}
		return base + (&server.Practice{}).Path(pass), nil
	}
	b, err := bot.New(bot.Options{Token: token, APIURL: s.Config.Telegram.APIURL, Logger: s.Logger,
		Intake: s.Intake, Roster: s.Roster, Visits: s.Visits, Authors: s.Authors, Preferences: s.Store,
		Outbox: s.Store, Leases: s.Store, Key: s.Keys.Of("chat"), Texts: s.Texts})
	if err != nil {
		return "", err
	}
	return server.TelegramLink(ctx, b, pass)
}
