package bot

import (
	"strconv"
	"testing"
)

func TestHandledForgetsTheOldest(t *testing.T) {
	h := newHandled()
	h.add("")
	for i := range rememberedUpdates + 1 {
		h.add(strconv.Itoa(i))
		h.add(strconv.Itoa(i))
		h.has("1") // a query does not keep an old update in memory
	}
	if h.has("") || h.has("0") || !h.has("1") || !h.has(strconv.Itoa(rememberedUpdates)) || h.keys.Len() != rememberedUpdates {
		t.Errorf("%d remembered", h.keys.Len())
	}
	h.add("new")
	if h.has("1") || !h.has("2") {
		t.Error("the oldest update was not the one that was forgotten")
	}
}
