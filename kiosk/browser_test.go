package kiosk_test

import "suaraloket/kiosk/web/browsertest"

// tab is a page in a headless browser with the moves of a tablet.
type tab struct{ *browsertest.Tab }
