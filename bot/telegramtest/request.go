package telegramtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxBody is the maximum size of a call, with a certificate and its fields.
const maxBody = 11 << 20

// params are the parameters of one call by name. Objects and lists are JSON text in args,
// which is the form of form fields (Docs: "Making requests"); a file is "attach://" and
// its name there, and in uploads it is under the name of its field and under its own.
type params struct {
	args    map[string]string
	uploads map[string][]byte
}

func newParams() params { return params{args: map[string]string{}} }

func (p params) arg(name string) string { return p.args[name] }

// int64 returns the number under name, or none when it is absent or not a number.
func (p params) int64(name string, none int64) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(p.args[name]), 10, 64)
	if err != nil {
		return none
	}
	return n
}

// within returns the number under name, moved into low–high (Source: get_integer_arg clamps,
// never refuses).
func (p params) within(name string, none, low, high int) int {
	return int(min(max(p.int64(name, int64(none)), int64(low)), int64(high)))
}

func (p params) bool(name string) bool {
	switch strings.ToLower(p.args[name]) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// readParams reads the parameters of a call from its query and its body in any of the
// forms that Telegram accepts: JSON, urlencoded and multipart. An empty body is no
// parameters, whatever its type: the library sends a multipart header with an empty body
// for getMe.
func readParams(w http.ResponseWriter, r *http.Request) (params, error) {
	p := newParams()
	p.addValues(r.URL.Query())
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return p, &refusal{Status: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	if err != nil {
		return p, errGone
	}
	if err := p.addBody(r.Header.Get("Content-Type"), body); err != nil {
		return p, badRequest(err.Error())
	}
	return p, nil
}

func (p *params) addBody(contentType string, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	kind, attributes, err := mime.ParseMediaType(contentType)
	if err != nil {
		return errors.New("unreadable content type")
	}
	switch kind {
	case "application/json":
		return p.addJSON(body)
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		p.addValues(values)
		return err
	case "multipart/form-data":
		return p.addMultipart(body, attributes["boundary"])
	}
	return errors.New("unsupported content type")
}

func (p *params) addValues(values url.Values) {
	for name, vs := range values {
		if len(vs) > 0 {
			p.args[name] = vs[0]
		}
	}
}

func (p *params) addJSON(body []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return errors.New("can't parse JSON object")
	}
	for name, raw := range fields {
		p.args[name] = plain(raw)
	}
	return nil
}

// plain returns a JSON string without its quotes, and any other JSON unchanged.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

func (p *params) addMultipart(body []byte, boundary string) error {
	if boundary == "" {
		return errors.New("multipart without boundary")
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if err == io.EOF { // a truncated body wraps this error
			return nil
		}
		if err != nil {
			return errors.New("can't parse multipart body")
		}
		if err := p.addPart(part); err != nil {
			return err
		}
	}
}

func (p *params) addPart(part *multipart.Part) error {
	value, err := io.ReadAll(part)
	if err != nil {
		return errors.New("can't parse multipart body")
	}
	name, file := part.FormName(), part.FileName()
	switch {
	case name == "":
		return errors.New("multipart field without name")
	case file != "" && len(value) == 0:
		return errors.New("file must be non-empty")
	case file != "":
		p.args[name] = "attach://" + file
		p.keep(name, file, value)
	default:
		p.args[name] = string(value)
	}
	return nil
}

func (p *params) keep(field, file string, value []byte) {
	if p.uploads == nil {
		p.uploads = map[string][]byte{}
	}
	p.uploads[field], p.uploads[file] = value, value
}

// upload finds the file under name: sent in the field of that name, or in the one that its
// "attach://" names (Source: get_input_file).
func (p params) upload(name string) ([]byte, bool) {
	if file, attached := strings.CutPrefix(p.args[name], "attach://"); attached {
		if value, ok := p.uploads[file]; ok {
			return value, true
		}
	}
	value, ok := p.uploads[name]
	return value, ok
}
