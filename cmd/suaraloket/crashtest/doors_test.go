package crashtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"suaraloket/domain"
	"suaraloket/web"
)

// httpDoor is the API of the program at an address, with a tablet's key.
type httpDoor struct {
	base   string
	key    string
	client *http.Client
}

func (d *httpDoor) submit(p *press, timeout time.Duration) answer {
	rating := map[string]any{"id": p.id, "value": p.value, "seq": p.seq}
	if p.officer != "" {
		rating["officer"] = p.officer
	}
	if p.service != "" {
		rating["service"] = p.service
	}
	if p.answers != nil {
		rating["answers"], rating["reasons"] = p.answers, p.reasons
	}
	if !p.ratedAt.IsZero() {
		rating["rated_at"] = p.ratedAt.Format(time.RFC3339Nano)
	}
	return d.send(http.MethodPost, "/api/v1/ratings", rating, timeout)
}

func (d *httpDoor) change(p *press, value int, timeout time.Duration) answer {
	return d.send(http.MethodPatch, "/api/v1/ratings/"+p.id, map[string]any{"value": value}, timeout)
}

func (d *httpDoor) send(method, path string, content map[string]any, timeout time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	body, err := json.Marshal(content)
	if err != nil {
		return answer{0, err.Error()}
	}
	request, err := http.NewRequestWithContext(ctx, method, d.base+path, bytes.NewReader(body))
	if err != nil {
		return answer{0, err.Error()}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+d.key)
	response, err := d.client.Do(request)
	if err != nil {
		return answer{0, err.Error()}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil { // an incomplete answer is no answer
		return answer{0, err.Error()}
	}
	var problem struct{ Code string }
	if response.StatusCode >= 400 && json.Unmarshal(raw, &problem) == nil {
		return answer{response.StatusCode, problem.Code}
	}
	return answer{response.StatusCode, ""}
}

// intakeDoor calls the use case directly, for rounds in which the test controls the clock.
type intakeDoor struct {
	intake *domain.Intake
}

func (d *intakeDoor) submit(p *press, timeout time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	_, added, err := d.intake.Submit(ctx, domain.Submission{
		ID: p.id, Right: p.right(), Value: p.value, Officer: p.officer, Service: p.service,
		Answers: p.answers, Reasons: p.reasons, RatedAt: p.ratedAt, Seq: p.seq,
	})
	if err == nil && added {
		return answer{http.StatusCreated, ""}
	}
	return answerOf(err)
}

func (d *intakeDoor) change(p *press, value int, timeout time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	_, err := d.intake.Change(ctx, p.id, p.right(), domain.Change{Value: &value})
	return answerOf(err)
}

func (p *press) right() domain.Right {
	if p.author != "" {
		return domain.Right{Counter: p.desk.Counter, Channel: domain.ChannelTelegram, Author: p.author}
	}
	return domain.Right{
		Counter: p.desk.Counter, Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: p.desk.Device,
	}
}

// answerOf returns the answer that the same result has over HTTP.
func answerOf(err error) answer {
	switch {
	case err == nil:
		return answer{http.StatusOK, ""}
	case errors.Is(err, context.DeadlineExceeded):
		return answer{http.StatusServiceUnavailable, err.Error()}
	}
	return answer{web.StatusOf(err), err.Error()}
}
