package kiosk_test

import "suaraloket/web/browsertest"

// tab is a page in a headless browser with the moves of a tablet.
type tab struct{ *browsertest.Tab }
