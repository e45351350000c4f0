// The oracle for the template package's tests: renders templates with Go's own text/template.
//
// It reads one JSON object per line, {"template": base64, "data": any JSON value,
// "missingKey": "error" | "zero" | "invalid"}, and answers each with one line:
// {"ok": true, "output": base64} or {"ok": false, "phase": "parse" | "execute",
// "message": base64}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
)

type request struct {
	Template   []byte          `json:"template"`
	Data       json.RawMessage `json:"data"`
	MissingKey string          `json:"missingKey"`
}

type answer struct {
	OK      bool   `json:"ok"`
	Output  []byte `json:"output,omitempty"`
	Phase   string `json:"phase,omitempty"`
	Message []byte `json:"message,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := encoder.Encode(render(line)); err != nil {
				fail(err)
			}
		}
		if in.Buffered() == 0 || err != nil {
			if err := out.Flush(); err != nil {
				fail(err)
			}
		}
		if err != nil {
			return
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func render(line []byte) answer {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		fail(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(r.Data))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		fail(err)
	}
	t, err := template.New("main").Option("missingkey=" + r.MissingKey).Parse(string(r.Template))
	if err != nil {
		return answer{Phase: "parse", Message: []byte(err.Error())}
	}
	var out bytes.Buffer
	if err := t.Execute(&out, typed(data)); err != nil {
		return answer{Phase: "execute", Message: []byte(err.Error())}
	}
	return answer{OK: true, Output: out.Bytes()}
}

// typed gives numbers the types that our templates give them, and lists no capacity beyond their length.
func typed(value any) any {
	switch v := value.(type) {
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			if i, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
				return int(i)
			}
		}
		f, err := v.Float64()
		if err != nil {
			fail(err)
		}
		return f
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = typed(v[i])
		}
		return list
	case map[string]any:
		for key := range v {
			v[key] = typed(v[key])
		}
		return v
	}
	return value
}
