package main

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
)

const (
	header  = 44    // bytes of a WAV file before its samples
	rate    = 22050 // samples a second, as espeak-ng writes them
	quiet   = 200.0 // maximum amplitude of silence, of 32768
	loud    = 3700  // target mean loudness: −19 dB of full scale
	ceiling = 29200 // no peak above −1 dB
	lead    = rate * 4 / 100
	tail    = rate * 12 / 100
)

// normalize shortens the silence at both ends of a WAV file and sets the speech to the
// target loudness, so that all prompts are equally loud.
func normalize(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if len(raw) <= header || binary.LittleEndian.Uint32(raw[24:]) != rate || binary.LittleEndian.Uint16(raw[22:]) != 1 {
		return errors.New("not a mono WAV file with the expected sample rate")
	}
	samples := make([]float64, (len(raw)-header)/2)
	for i := range samples {
		samples[i] = float64(int16(binary.LittleEndian.Uint16(raw[header+2*i:])))
	}
	samples = trimmed(samples)
	gain := gainOf(samples)
	out := append([]byte{}, raw[:header]...)
	for _, s := range samples {
		out = binary.LittleEndian.AppendUint16(out, uint16(int16(math.Round(s*gain))))
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	binary.LittleEndian.PutUint32(out[40:], uint32(len(out)-header))
	return os.WriteFile(file, out, 0o644)
}

func trimmed(samples []float64) []float64 {
	first, last := len(samples), 0
	for i, s := range samples {
		if math.Abs(s) > quiet {
			first, last = min(first, i), i
		}
	}
	return samples[max(0, min(first, last)-lead):min(len(samples), last+tail)]
}

// gainOf measures the loudness in windows of 50 ms without the pauses.
func gainOf(samples []float64) float64 {
	const window = rate / 20
	sum, n, peak := 0.0, 0, 1.0
	for at := 0; at+window <= len(samples); at += window {
		power := 0.0
		for _, s := range samples[at : at+window] {
			power += s * s
			peak = max(peak, math.Abs(s))
		}
		if power/window > quiet*quiet {
			sum, n = sum+power/window, n+1
		}
	}
	if n == 0 {
		return 1
	}
	return min(loud/math.Sqrt(sum/float64(n)), ceiling/peak)
}
