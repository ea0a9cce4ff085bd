// SPDX-License-Identifier: Apache-2.0
package main // go run quickstart.go < examples/packs/minimal.json

// #cgo pkg-config: patron
// #include <patron.h>
import "C"
import (
	"fmt"
	"io"
	"os"
	"unsafe"
)

const booking = `{"id": "E1", "type": "booking", "customer": "C1", "ref": "B1",
	"occurred_at": "2026-05-01T10:00:00+08:00", "amount": "1200.00"}`

func text(b []byte) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(&b[0])), C.size_t(len(b))
}

func main() {
	failure, effects := C.patron_error_create(nil), C.patron_table_create(nil)
	check := func(status C.patron_status) {
		if status != C.PATRON_OK {
			panic(C.GoString(C.patron_error_message(failure, nil)))
		}
	}
	var engine *C.patron_engine
	var member *C.patron_member
	pack, _ := io.ReadAll(os.Stdin)
	p, n := text(pack)
	check(C.patron_engine_compile(p, n, &engine, nil, failure))
	check(C.patron_member_create(engine, nil, 0, &member, failure))
	p, n = text([]byte(booking))
	check(C.patron_engine_apply(engine, member, p, n, nil, 0, effects, failure))
	for row := C.size_t(0); row < C.patron_table_rows(effects); row++ {
		rule := C.patron_table_text(effects, row, C.PATRON_EFFECT_RULE, nil)
		points := C.patron_table_int64(effects, row, C.PATRON_EFFECT_POINTS)
		fmt.Println(C.GoString(rule), points)
	}
}
