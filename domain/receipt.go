package domain

import "hash/fnv"

// receiptAlphabet is Crockford's base 32: without I, L, O and U, so that a receipt can be
// read aloud.
const receiptAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ReceiptOf derives the receipt of a rating from its id, so that a tablet without
// network shows the same code as the server. The published rule: FNV-1a (32 bit)
// over the id's canonical text (36 characters, lower case), its two top bits
// folded onto the lowest two by exclusive or, the 30 bits written as six characters
// of Crockford's base 32 with a hyphen in the middle.
func ReceiptOf(id string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	sum := h.Sum32()
	sum = (sum & 0x3fffffff) ^ (sum >> 30)
	var out [7]byte
	for i, shift := 0, 25; i < 7; i++ {
		if i == 3 {
			out[i] = '-'
			continue
		}
		out[i] = receiptAlphabet[(sum>>shift)&31]
		shift -= 5
	}
	return string(out[:])
}
