package browsertest

// StrongBarriers lists the failures that AxeStrong reports.
func (b *Tab) StrongBarriers() []string { return b.barriers(axeStrong) }
