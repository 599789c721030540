package telegramtest

import (
	"context"
	"strings"
)

// callInAnswer executes the method of an answer to a push (Docs: "Making requests when
// getting updates"), but no method that reads or that changes the webhook (Source:
// WebhookActor::handle). The bot does not learn the result.
func (s *Server) callInAnswer(ctx context.Context, contentType string, body []byte) {
	p := newParams()
	if p.addBody(contentType, body) != nil {
		return
	}
	name := p.arg("method")
	do, known := s.methods[strings.ToLower(name)]
	if !known || !fitForAnswer(strings.ToLower(name)) {
		return
	}
	_, err := s.perform(ctx, name, do, p)
	kind, _, _ := strings.Cut(contentType, ";")
	s.note(Call{
		Method: name, Params: p.args, Status: statusOf(err), ContentType: kind, ContentLength: int64(len(body)),
		InAnswer: true, At: s.now(),
	})
}

func fitForAnswer(method string) bool {
	switch method {
	case "setwebhook", "deletewebhook", "close", "logout":
		return false
	}
	return !strings.HasPrefix(method, "get")
}
