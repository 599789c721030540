package telegramtest

import (
	"encoding/json"
	"strings"
)

// Preview is the preview of an address beside the text (Docs: LinkPreviewOptions). The
// server does not open the address: a preview that cannot be loaded never fails a message
// that has text (Source: InputMessageText::get_input_media_web_page, which makes it
// optional).
type Preview struct {
	// Disabled shows no preview. Telegram reports it only for a text with an address in it,
	// this server always.
	Disabled bool `json:"is_disabled,omitempty"`
	// URL is the address; "" leaves it to the first one in the text.
	URL string `json:"url,omitempty"`
	// Small and Large are the preferred sizes of its picture; without a URL neither is set.
	Small bool `json:"prefer_small_media,omitempty"`
	Large bool `json:"prefer_large_media,omitempty"`
	// Above puts it above the text.
	Above bool `json:"show_above_text,omitempty"`
}

// preview reads link_preview_options. Only without it, preview reads disable_web_page_preview,
// its predecessor (Source: get_link_preview_options).
func (p params) preview() (Preview, error) {
	raw := p.arg("link_preview_options")
	if raw == "" {
		return Preview{Disabled: p.bool("disable_web_page_preview")}, nil
	}
	if !json.Valid([]byte(raw)) {
		return Preview{}, badRequest("can't parse link preview options JSON object")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &fields) != nil || fields == nil {
		return Preview{}, badRequest("object expected as link preview options")
	}
	return readPreview(fields)
}

func readPreview(fields map[string]json.RawMessage) (v Preview, err error) {
	if v.Disabled, err = boolField(fields, "is_disabled"); err != nil {
		return Preview{}, err
	}
	if v.URL, err = stringField(fields, "url"); err != nil {
		return Preview{}, err
	}
	for _, flag := range []struct {
		name string
		to   *bool
	}{{"prefer_small_media", &v.Small}, {"prefer_large_media", &v.Large}, {"show_above_text", &v.Above}} {
		if *flag.to, err = boolField(fields, flag.name); err != nil {
			return Preview{}, err
		}
	}
	return v.effective(), nil
}

// effective returns the options in effect: a disabled preview has no address, one without an
// address has no size, and large takes precedence over small (Source:
// process_input_message_text, MessageText).
func (v Preview) effective() Preview {
	if v.Disabled {
		v.URL = ""
	}
	v.Large = v.Large && v.URL != ""
	v.Small = v.Small && v.URL != "" && !v.Large
	return v
}

// boolField returns a field that may be missing (Source: JsonObject::get_optional_bool_field).
func boolField(fields map[string]json.RawMessage, name string) (bool, error) {
	switch raw, has := fields[name]; {
	case !has || string(raw) == "false":
		return false, nil
	case string(raw) == "true":
		return true, nil
	}
	return false, badRequest(`field "` + name + `" must be of type Boolean`)
}

// stringField returns a field that may be missing. A number is read as its text (Source:
// JsonObject::get_optional_string_field).
func stringField(fields map[string]json.RawMessage, name string) (string, error) {
	raw, has := fields[name]
	switch {
	case !has:
		return "", nil
	case strings.Contains(`-0123456789`, string(raw[:1])):
		return string(raw), nil
	case raw[0] != '"':
		return "", badRequest(`field "` + name + `" must be of type String`)
	}
	return plain(raw), nil
}

// practicePicture is a preview as the practice chat's page shows it.
type practicePicture struct {
	Path  string `json:"path"`
	Small bool   `json:"small"`
	Above bool   `json:"above"`
}

// picture returns the picture of a preview on the page, nil for addresses of other sites.
func (p practice) picture(v Preview) *practicePicture {
	path, here := strings.CutPrefix(v.URL, p.site+"/")
	if !here || p.site == "" || path == "" || strings.ContainsAny(path[:1], `/\`) { // "//" is another host
		return nil
	}
	return &practicePicture{Path: "/" + path, Small: v.Small, Above: v.Above}
}
