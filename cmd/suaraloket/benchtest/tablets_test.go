package benchtest

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"suaraloket/cmd/suaraloket/programtest"
)

// tablet sends ratings over its own connection and waits for each answer. It builds the request
// once and then overwrites only id, time and value: the load generator shares the machine with
// the program and must cost little.
type tablet struct {
	conn                net.Conn
	answers             *bufio.Reader
	answer              fasthttp.Response
	request             []byte
	idAt, timeAt, value int
	dice                *rand.Rand
}

const (
	blankID   = "00000000-0000-4000-8000-000000000000"
	blankTime = "2000-01-01T00:00:00.000Z"
)

// openTablets opens a connection for each client, at the counters in turn, and returns the calls
// that submit ratings.
func openTablets(t testing.TB, base string, desks []programtest.Desk, clients int) []func() error {
	t.Helper()
	calls := make([]func() error, clients)
	for i := range calls {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		calls[i] = newTablet(conn, desks[i%len(desks)], uint64(i)).rate
	}
	return calls
}

func newTablet(conn net.Conn, d programtest.Desk, seed uint64) *tablet {
	service := d.Services[int(seed)/len(d.Services)%len(d.Services)]
	body := fmt.Sprintf(`{"id":"%s","counter":"%s","value":1,"rated_at":"%s","seq":1,"lang":"id","service":"%s"}`,
		blankID, d.Counter, blankTime, service)
	request := fmt.Sprintf("POST /api/v1/ratings HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", d.Key, len(body), body)
	return &tablet{
		conn: conn, answers: bufio.NewReader(conn), request: []byte(request), dice: rand.New(rand.NewPCG(seed, uint64(time.Now().UnixNano()))),
		idAt: strings.Index(request, blankID), timeAt: strings.Index(request, blankTime),
		value: strings.Index(request, `"value":1`) + len(`"value":`),
	}
}

// rate submits one rating. Any status but 201 is an error.
func (c *tablet) rate() error {
	writeID(c.request[c.idAt:], c.dice)
	copy(c.request[c.timeAt:], time.Now().UTC().Format("2006-01-02T15:04:05.000Z"))
	c.request[c.value] = byte('1' + c.dice.IntN(4))
	if _, err := c.conn.Write(c.request); err != nil {
		return err
	}
	if err := c.answer.Read(c.answers); err != nil {
		return err
	}
	if status := c.answer.StatusCode(); status != fasthttp.StatusCreated {
		return fmt.Errorf("answered %d: %s", status, c.answer.Body())
	}
	return nil
}

// writeID overwrites an id with a new UUID of version 4, as tablets make them.
func writeID(at []byte, dice *rand.Rand) {
	var b [16]byte
	for i := 0; i < len(b); i += 4 {
		word := dice.Uint32()
		b[i], b[i+1], b[i+2], b[i+3] = byte(word), byte(word>>8), byte(word>>16), byte(word>>24)
	}
	b[6], b[8] = b[6]&15|64, b[8]&63|128
	for _, part := range [][3]int{{0, 0, 4}, {9, 4, 6}, {14, 6, 8}, {19, 8, 10}, {24, 10, 16}} {
		hex.Encode(at[part[0]:], b[part[1]:part[2]])
	}
}
