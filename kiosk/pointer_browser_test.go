package kiosk_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// spot is a place in the window, in CSS pixels.
type spot struct{ X, Y float64 }

// middle returns the centre of an element.
func (b tab) middle(selector string) (at spot) {
	place := b.Text(fmt.Sprintf(`(function (r) { return JSON.stringify({X: r.left + r.width / 2, Y: r.top + r.height / 2}); })(document.querySelector(%q).getBoundingClientRect())`, selector))
	if err := json.Unmarshal([]byte(place), &at); err != nil {
		panic(err)
	}
	return at
}

// send sends an input event to the browser.
func send[P any](b tab, command cdp.Command[P, cdp.Empty], params P) {
	b.Do(func(ctx context.Context, target *chromedp.Target) (done chromedp.Void, err error) {
		_, err = cdp.Call(ctx, target, command, params)
		return done, err
	})
}

func (b tab) mouse(kind input.DispatchMouseEventType, at spot, button input.MouseButton, clicks int64) {
	held := map[input.MouseButton]int64{input.MouseButtonLeft: 1, input.MouseButtonRight: 2, input.MouseButtonBack: 8}[button]
	if kind == input.DispatchMouseEventTypeMouseReleased {
		held = 0
	}
	send(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: kind, X: at.X, Y: at.Y, Button: button, Buttons: held, ClickCount: clicks,
	})
}

// presses clicks a place n times without pauses.
func (b tab) presses(at spot, n int) {
	for i := range n {
		b.mouse(input.DispatchMouseEventTypeMousePressed, at, input.MouseButtonLeft, int64(i+1))
		b.mouse(input.DispatchMouseEventTypeMouseReleased, at, input.MouseButtonLeft, int64(i+1))
	}
}

func (b tab) touch(kind input.DispatchTouchEventType, at ...spot) {
	points := []*input.TouchPoint{}
	for i, p := range at {
		id := float64(i + 1)
		points = append(points, &input.TouchPoint{X: p.X, Y: p.Y, ID: &id})
	}
	send(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
}

// taps touches a place with a finger n times without pauses.
func (b tab) taps(at spot, n int) {
	for range n {
		b.touch(input.DispatchTouchEventTypeTouchStart, at)
		b.touch(input.DispatchTouchEventTypeTouchEnd)
	}
}

// holdsEnter holds the Enter key down while it repeats n times.
func (b tab) holdsEnter(n int) {
	key := input.DispatchKeyEventParams{Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
	for i := range n {
		again := i > 0
		key.Type, key.AutoRepeat = input.DispatchKeyEventTypeKeyDown, &again
		send(b, input.DispatchKeyEvent, key)
	}
	key.Type, key.AutoRepeat, key.Text = input.DispatchKeyEventTypeKeyUp, nil, ""
	send(b, input.DispatchKeyEvent, key)
}

// key presses a key with modifiers (1 Alt, 2 Ctrl) and the editing commands that a
// browser binds to it.
func (b tab) key(key string, modifiers int64, commands ...string) {
	press := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: key, Modifiers: modifiers, Commands: commands}
	send(b, input.DispatchKeyEvent, press)
	press.Type, press.Commands = input.DispatchKeyEventTypeKeyUp, nil
	send(b, input.DispatchKeyEvent, press)
}

// drags moves the pressed mouse from one place to another.
func (b tab) drags(from, to spot) {
	b.mouse(input.DispatchMouseEventTypeMousePressed, from, input.MouseButtonLeft, 1)
	for i := 1.0; i <= 5; i++ {
		b.mouse(input.DispatchMouseEventTypeMouseMoved, spot{from.X + (to.X-from.X)*i/5, from.Y + (to.Y-from.Y)*i/5}, input.MouseButtonLeft, 0)
	}
	b.mouse(input.DispatchMouseEventTypeMouseReleased, to, input.MouseButtonLeft, 1)
}

// holds keeps a finger on a place for longer than a long press takes.
func (b tab) holds(at spot) {
	b.Run(`window.heldFrom = performance.now()`)
	b.touch(input.DispatchTouchEventTypeTouchStart, at)
	b.Until(`performance.now() - heldFrom > 1000`)
	b.touch(input.DispatchTouchEventTypeTouchEnd)
}

// spreads moves two fingers apart.
func (b tab) spreads(at spot) {
	for apart := 10.0; apart < 160; apart += 10 {
		kind := input.DispatchTouchEventTypeTouchMove
		if apart == 10 {
			kind = input.DispatchTouchEventTypeTouchStart
		}
		b.touch(kind, spot{at.X - apart, at.Y}, spot{at.X + apart, at.Y})
	}
	b.touch(input.DispatchTouchEventTypeTouchEnd)
}
