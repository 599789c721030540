package web

// Remembered is how many keys the limiter keeps.
func (l *Limiter) Remembered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.buckets)
}
