package telegramtest_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

const photo = "https://suara.example/photos/1.jpg"

func TestThePreviewInEffect(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	for options, want := range map[string]telegramtest.Preview{
		"":                     {},
		"{}":                   {},
		`{"is_disabled":true}`: {Disabled: true},
		`{"is_disabled":true,"url":"` + photo + `"}`:                                                         {Disabled: true},
		`{"is_disabled":false,"url":"` + photo + `"}`:                                                        {URL: photo},
		`{"url":"` + photo + `","prefer_small_media":true}`:                                                  {URL: photo, Small: true},
		`{"url":"` + photo + `","prefer_small_media":true,"prefer_large_media":true,"show_above_text":true}`: {URL: photo, Large: true, Above: true},
		`{"prefer_small_media":true,"prefer_large_media":true,"show_above_text":true}`:                       {Above: true},
		`{"url":12.5}`:             {URL: "12.5"},
		`{"unknown":{"a":[null]}}`: {},
	} {
		if r := s.ask("sendMessage", "chat_id", "5", "text", "halo", "link_preview_options", options); !r.OK || last(p.Messages()).Preview != want {
			t.Errorf("%s: %q, kept %+v", options, r.Text, last(p.Messages()).Preview)
		}
	}
	s.ask("sendMessage", "chat_id", "5", "text", "halo", "disable_web_page_preview", "true")
	if got := last(p.Messages()).Preview; got != (telegramtest.Preview{Disabled: true}) {
		t.Errorf("the old parameter: %+v", got)
	}
	s.ask("sendMessage", "chat_id", "5", "text", "halo", "disable_web_page_preview", "true", "link_preview_options", "{}")
	if got := last(p.Messages()).Preview; got != (telegramtest.Preview{}) {
		t.Errorf("the old parameter beside the new one: %+v", got)
	}
}

func TestRefusedPreviews(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	s.ask("sendMessage", "chat_id", "5", "text", "satu")
	sent := strconv.Itoa(last(p.Messages()).ID)
	for options, want := range map[string]string{
		"x":                           "can't parse link preview options JSON object",
		"{":                           "can't parse link preview options JSON object",
		"[]":                          "object expected as link preview options",
		"null":                        "object expected as link preview options",
		"true":                        "object expected as link preview options",
		`"` + photo + `"`:             "object expected as link preview options",
		`{"is_disabled":"true"}`:      `field "is_disabled" must be of type Boolean`,
		`{"is_disabled":null}`:        `field "is_disabled" must be of type Boolean`,
		`{"prefer_small_media":1}`:    `field "prefer_small_media" must be of type Boolean`,
		`{"prefer_large_media":{}}`:   `field "prefer_large_media" must be of type Boolean`,
		`{"show_above_text":[true]}`:  `field "show_above_text" must be of type Boolean`,
		`{"url":true}`:                `field "url" must be of type String`,
		`{"url":null}`:                `field "url" must be of type String`,
		`{"url":1,"is_disabled":"x"}`: `field "is_disabled" must be of type Boolean`,
	} {
		for _, method := range []string{"sendMessage", "editMessageText"} {
			r := s.ask(method, "chat_id", "5", "message_id", sent, "text", "dua", "link_preview_options", options)
			if r.Status != 400 || r.Text != "Bad Request: "+want {
				t.Errorf("%s %s: answered %d %q", method, options, r.Status, r.Text)
			}
		}
	}
	if r := s.ask("sendMessage", "chat_id", "5", "link_preview_options", "x"); !strings.Contains(r.Text, "link preview options") {
		t.Errorf("the preview is read before the text: %q", r.Text)
	}
	if got := p.Messages(); len(got) != 2 || got[1].Text != "satu" {
		t.Errorf("after only refusals: %+v", got)
	}
}

func shown(options *models.LinkPreviewOptions) models.LinkPreviewOptions {
	if options == nil {
		return models.LinkPreviewOptions{}
	}
	return *options
}

// TestAnEditOfThePreview edits previews as a bot does, with the real library.
func TestAnEditOfThePreview(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p, b := s.Person(5, "Dewi", "id"), s.bot()
	must(t, p.Start(""))
	address := photo
	small := &models.LinkPreviewOptions{URL: &address, PreferSmallMedia: bot.True(), ShowAboveText: bot.True()}
	large := &models.LinkPreviewOptions{URL: &address, PreferLargeMedia: bot.True(), ShowAboveText: bot.True()}
	m, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 5, Text: "Ibu Ratna", ReplyMarkup: faceRow(), LinkPreviewOptions: small})
	must(t, err)
	if got := shown(m.LinkPreviewOptions); got.URL == nil || *got.URL != photo || got.PreferSmallMedia == nil || got.PreferLargeMedia != nil || got.ShowAboveText == nil || got.IsDisabled != nil {
		t.Errorf("the bot reads %+v", got)
	}
	edit := &bot.EditMessageTextParams{ChatID: 5, MessageID: m.ID, Text: "Ibu Ratna", ReplyMarkup: faceRow()}
	for _, step := range []struct {
		options *models.LinkPreviewOptions
		want    telegramtest.Preview
		same    bool
	}{
		{options: small, want: telegramtest.Preview{URL: photo, Small: true, Above: true}, same: true},
		{options: large, want: telegramtest.Preview{URL: photo, Large: true, Above: true}},
		{options: large, want: telegramtest.Preview{URL: photo, Large: true, Above: true}, same: true},
		{options: &models.LinkPreviewOptions{IsDisabled: bot.True()}, want: telegramtest.Preview{Disabled: true}},
		{options: nil, want: telegramtest.Preview{}},
		{options: nil, want: telegramtest.Preview{}, same: true},
		{options: small, want: telegramtest.Preview{URL: photo, Small: true, Above: true}},
	} {
		edit.LinkPreviewOptions = step.options
		_, err := b.EditMessageText(s.ctx, edit)
		if refused := err != nil && strings.Contains(err.Error(), "message is not modified"); refused != step.same || err != nil && !refused {
			t.Errorf("%+v: %v", shown(step.options), err)
		}
		if got := last(p.Messages()); got.Preview != step.want || got.Edited {
			t.Errorf("%+v: the chat shows %+v", shown(step.options), got)
		}
	}
	if m, err = b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 5, Text: "tanpa"}); err != nil || m.LinkPreviewOptions != nil {
		t.Errorf("without options the bot reads %+v, %v", m.LinkPreviewOptions, err)
	}
}
