package domain

import (
	"context"
	"errors"
	"testing"
)

// A picture waits for its turn: while one is decoded no other is, and a request that ends in
// the meantime decodes none.
func TestOnePictureIsDecodedAtATime(t *testing.T) {
	p := NewPhotos(nil, nil, nil, nil)
	p.cutting <- struct{}{} // another picture is being decoded
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, err := p.cut(ctx, []byte("GIF89a"))
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("did not wait: %v", err)
	default:
	}
	cancel()
	if err := <-done; !errors.Is(err, ErrUnavailable) {
		t.Errorf("ended while it waited: %v", err)
	}
	<-p.cutting
	if _, err := p.cut(context.Background(), []byte("GIF89a")); errors.Is(err, ErrUnavailable) || err == nil {
		t.Errorf("in its turn: %v", err)
	}
	if len(p.cutting) != 0 {
		t.Error("the turn is not given back")
	}
}
