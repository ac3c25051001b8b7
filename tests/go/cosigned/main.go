// Verify the cosignatures of a checkpoint that Azukari wrote (C2SP tlog-cosignature, cosignature/v1).
//
//	cosigned CHECKPOINT LOG-VKEY WITNESS-VKEY...
//
// The note is opened by Go's own sumdb/note; what a cosignature is, which that package does not know, is written here anew.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	message := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), text...)
	return ed25519.Verify(w.key, message, signature[8:])
}

func newWitness(vkey string) witness {
	name, rest, _ := strings.Cut(vkey, "+")
	id, blob, _ := strings.Cut(rest, "+")
	data, err := base64.StdEncoding.DecodeString(blob)
	if err != nil || len(data) != 33 || data[0] != 4 {
		fail("%s: not the key of a witness", vkey)
	}
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(name + "\n"), data}, nil))
	if fmt.Sprintf("%x", sum[:4]) != id {
		fail("%s: the id does not fit", vkey)
	}
	return witness{name, binary.BigEndian.Uint32(sum[:4]), ed25519.PublicKey(data[1:])}
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail("%v", err)
	}
	log, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail("%v", err)
	}
	known := []note.Verifier{log}
	for _, vkey := range os.Args[3:] {
		known = append(known, newWitness(vkey))
	}
	opened, err := note.Open(data, note.VerifierList(known...))
	if err != nil {
		fail("%v", err)
	}
	for _, one := range opened.Sigs {
		fmt.Println(one.Name)
	}
}
