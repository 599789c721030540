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

// httpDoor is the interface of the program at an address, with a tablet's key.
type httpDoor struct {
	base   string
	key    string
	client *http.Client
}

func (d *httpDoor) submit(p *press, patience time.Duration) answer {
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
	return d.send(http.MethodPost, "/api/v1/ratings", rating, patience)
}

func (d *httpDoor) change(p *press, value int, patience time.Duration) answer {
	return d.send(http.MethodPatch, "/api/v1/ratings/"+p.id, map[string]any{"value": value}, patience)
}

func (d *httpDoor) send(method, path string, content map[string]any, patience time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
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
	said, err := io.ReadAll(response.Body)
	if err != nil { // an answer that was cut off is none
		return answer{0, err.Error()}
	}
	var problem struct{ Code string }
	if response.StatusCode >= 400 && json.Unmarshal(said, &problem) == nil {
		return answer{response.StatusCode, problem.Code}
	}
	return answer{response.StatusCode, ""}
}

// intakeDoor leads straight to the use case: where the clock is the test's own.
type intakeDoor struct {
	intake *domain.Intake
}

func (d *intakeDoor) submit(p *press, patience time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
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

func (d *intakeDoor) change(p *press, value int, patience time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
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

// answerOf gives what the same end would be over HTTP.
func answerOf(err error) answer {
	switch {
	case err == nil:
		return answer{http.StatusOK, ""}
	case errors.Is(err, context.DeadlineExceeded):
		return answer{http.StatusServiceUnavailable, err.Error()}
	}
	return answer{web.StatusOf(err), err.Error()}
}
