package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
)

// statuses maps each refusal code to its HTTP status. It is read-only.
var statuses = map[domain.Code]int{
	domain.CodeMalformed:    fiber.StatusBadRequest,
	domain.CodeInvalid:      fiber.StatusUnprocessableEntity,
	domain.CodeUnauthorized: fiber.StatusUnauthorized,
	domain.CodeForbidden:    fiber.StatusForbidden,
	domain.CodeNotFound:     fiber.StatusNotFound,
	domain.CodeConflict:     fiber.StatusConflict,
	domain.CodeGone:         fiber.StatusGone,
	domain.CodeTooFast:      fiber.StatusTooManyRequests,
	domain.CodeTooLarge:     fiber.StatusRequestEntityTooLarge,
	domain.CodeMediaType:    fiber.StatusUnsupportedMediaType,
	domain.CodeUnavailable:  fiber.StatusServiceUnavailable,
}

type panicError struct{ value any }

func (p panicError) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// problem is a refusal for programs (RFC 9457). Code is stable.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code"`
	Detail    string         `json:"detail"`
	Fields    []problemField `json:"fields,omitempty"`
	RequestID string         `json:"request_id,omitempty"`
}

type problemField struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// StatusOf returns the HTTP status of an error: 500 unless it is a refusal or an error of
// Fiber.
func StatusOf(err error) int {
	if refusal, ok := domain.Refusal(err); ok {
		return statuses[refusal.Code]
	}
	var httpError *fiber.Error
	if errors.As(err, &httpError) {
		return httpError.Code
	}
	return fiber.StatusInternalServerError
}

// refusalOf converts the errors of Fiber to refusals.
func refusalOf(err error, status int) *domain.Error {
	if refusal, ok := domain.Refusal(err); ok {
		return refusal
	}
	switch status {
	case fiber.StatusNotFound:
		return domain.ErrPageUnknown
	case fiber.StatusMethodNotAllowed:
		return &domain.Error{Key: "method_unknown"}
	case fiber.StatusRequestEntityTooLarge:
		return &domain.Error{Key: "too_large"}
	case fiber.StatusInternalServerError:
		return &domain.Error{Key: "internal"}
	}
	return &domain.Error{Key: "malformed"}
}

// refuse answers an error: programs receive a problem, people a page. It logs an internal
// error once, with the request's id; the answer then only contains a general sentence.
func (s *Shell) refuse(c *fiber.Ctx, err error) error {
	status := StatusOf(err)
	id, _ := c.Locals(requestID).(string)
	if status == fiber.StatusInternalServerError {
		s.Logger.Error("request failed", "request_id", id, "method", c.Method(), "route", c.Route().Path, "error", err.Error())
	}
	refusal := refusalOf(err, status)
	SayWait(c, refusal)
	c.Set(fiber.HeaderCacheControl, "no-store")
	if WantsPage(c) {
		return s.refusalPage(c, status, refusal)
	}
	return s.problem(c, status, refusal, id)
}

// SayWait sets Retry-After when a refusal names a waiting time.
func SayWait(c *fiber.Ctx, refusal *domain.Error) {
	if refusal.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(refusal.RetryAfter.Seconds()))))
	}
}

func (s *Shell) problem(c *fiber.Ctx, status int, refusal *domain.Error, id string) error {
	texts := s.Texts.In(s.Language(c))
	p := problem{
		Type: "about:blank", Title: texts.T("refusal." + refusal.Key), Status: status,
		Code: refusal.Key, Detail: texts.Refusal(refusal), RequestID: id,
	}
	for _, f := range refusal.Fields {
		p.Fields = append(p.Fields, problemField{Field: f.Field, Code: f.Key, Detail: texts.T("refusal." + f.Key)})
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if status == fiber.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	c.Set(fiber.HeaderContentType, "application/problem+json; charset=utf-8")
	return c.Status(status).Send(body)
}

// WantsPage reports whether the answer should be a page. Addresses under /api and
// /telegram serve programs.
func WantsPage(c *fiber.Ctx) bool {
	path := c.Path()
	if strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/telegram/") {
		return false
	}
	return strings.Contains(c.Get(fiber.HeaderAccept), "text/html")
}
