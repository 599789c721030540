package browsertest

// StrongBarriers lists what AxeStrong would fail for.
func (b *Tab) StrongBarriers() []string { return b.barriers(axeStrong) }
