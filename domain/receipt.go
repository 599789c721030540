package domain

import (
	"hash/fnv"
	"strings"
)

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

// NormalReceipt is a receipt code as a person typed it, in the form of ReceiptOf: in capitals,
// with the hyphen, and with the digits for the letters that the code does not use. Anything
// else is returned without the blanks around it.
func NormalReceipt(typed string) string {
	plain := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	if len(plain) != 6 {
		return strings.TrimSpace(typed)
	}
	return plain[:3] + "-" + plain[3:]
}
