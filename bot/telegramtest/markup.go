package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/url"
)

const (
	maxData = 64 // bytes of a button's data (Docs: InlineKeyboardButton)
	// maxRow and maxSeen: buttons after the twelfth of a row or the three-hundredth in all are
	// dropped silently (Source: get_reply_markup).
	maxRow, maxSeen = 12, 300
	// maxButtons and maxMarkup are enforced by Telegram behind the published server; both
	// figures are known from refusals only (yagop/node-telegram-bot-api#200,
	// tginfo/Telegram-Limits#187).
	maxButtons, maxMarkup = 100, 10_000
)

// Button is one button under a message. Either Data or URL is set; a button that copies text or
// opens a web app has neither and can only be read.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// wireButton reads a button as bots write it. The library adds an empty copy_text to each
// one, so a field counts only when it is not empty (Source:
// get_inline_keyboard_button_type, whose order this keeps).
type wireButton struct {
	Button
	WebApp   *struct{ URL string }  `json:"web_app"`
	CopyText *struct{ Text string } `json:"copy_text"`
	LoginURL *struct{ URL string }  `json:"login_url"`
	Inline   *string                `json:"switch_inline_query"`
	Here     *string                `json:"switch_inline_query_current_chat"`
	Pay      bool                   `json:"pay"`
}

func (b wireButton) empty() bool {
	return b.Data == "" && b.URL == "" && b.WebApp == nil && b.LoginURL == nil && b.Inline == nil &&
		b.Here == nil && !b.Pay && (b.CopyText == nil || b.CopyText.Text == "")
}

// inlineRows reads reply_markup (Source: get_reply_markup). Keyboards of other kinds are
// accepted and return no rows, as they show no buttons under a message.
func (p params) inlineRows() ([][]Button, error) {
	raw := p.arg("reply_markup")
	if raw == "" {
		return nil, nil
	}
	if !json.Valid([]byte(raw)) {
		return nil, badRequest("can't parse reply keyboard markup JSON object")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &fields) != nil {
		return nil, badRequest("object expected as reply markup")
	}
	var rows [][]json.RawMessage
	if list, has := fields["inline_keyboard"]; has && json.Unmarshal(list, &rows) != nil {
		return nil, badRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
	}
	return buttons(rows, len(fields["inline_keyboard"]))
}

// buttons reads rows that were written in size bytes.
func buttons(rows [][]json.RawMessage, size int) ([][]Button, error) {
	var out [][]Button
	count := 0
	for _, row := range rows {
		line, err := buttonRow(row)
		if err != nil {
			return nil, err
		}
		line = line[:min(len(line), maxRow, maxSeen-count)]
		if count += len(line); len(line) > 0 {
			out = append(out, line)
		}
	}
	if count > maxButtons || count > 0 && size > maxMarkup {
		return nil, badRequest("reply markup is too long")
	}
	return out, nil
}

func buttonRow(row []json.RawMessage) ([]Button, error) {
	var line []Button
	for _, raw := range row {
		b, err := button(raw)
		if err != nil {
			return nil, err
		}
		line = append(line, b)
	}
	return line, nil
}

func button(raw json.RawMessage) (Button, error) {
	var b wireButton
	if json.Unmarshal(raw, &b) != nil {
		return Button{}, badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
	}
	switch {
	case b.Text == "":
		return Button{}, badRequest(`can't parse inline keyboard button: Can't find field "text"`)
	case b.empty():
		return Button{}, badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.URL != "":
		if !openable(b.URL) {
			return Button{}, badRequest(fmt.Sprintf("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL))
		}
		b.Data = "" // an address takes precedence over data
	case len(b.Data) > maxData:
		return Button{}, badRequest("BUTTON_DATA_INVALID")
	}
	return b.Button, nil
}

// openable reports whether a button may open address: the web, or Telegram's own scheme.
func openable(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "tg":
		return true
	}
	return false
}
