// What listmonk does with a campaign between the API and the mail: its shorthands are expanded by patterns,
// the body goes through html/template inside a template that adds nothing, the subject through text/template
// where it has two braces. Reads a list of {kind, source} from standard input, writes the list of results.
package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"regexp"
	"strings"
	texttemplate "text/template"
)

type part struct {
	Kind   string `json:"kind"`
	Source string `json:"source"`
}

type subscriber struct{ UUID string }

type message struct {
	Subscriber  subscriber
	unsubscribe string
}

var shorthands = []struct {
	pattern *regexp.Regexp
	full    string
}{
	{regexp.MustCompile(`{{\s*TrackLink\s+"([^"]+)"\s*}}`), `{{ TrackLink "$1" . }}`},
	{regexp.MustCompile(`(https?://[\p{L}\p{N}_\-\.~!#$&'()*+,/:;=?@\[\]]*)@TrackLink`), `{{ TrackLink "$1" . }}`},
	{regexp.MustCompile(`{{(\s+)?(TrackView|UnsubscribeURL|ManageURL|OptinURL|MessageURL)(\s+)?}}`), `{{ $2 . }}`},
}

// Newer versions can turn plain links into tracked ones, before the template is read.
var anchor = regexp.MustCompile(`<a\s+href="([^"]*)"`)

func tracked(url string, _ message) string { return "https://tracked.invalid/" + url }

var functions = template.FuncMap{
	"Safe":           func(text string) template.HTML { return template.HTML(text) },
	"TrackLink":      tracked,
	"UnsubscribeURL": func(m message) string { return m.unsubscribe },
	"MessageURL":     func(m message) string { return "https://message.invalid/" },
	"upper":          strings.ToUpper,
}

func expanded(source string) string {
	for _, one := range shorthands {
		source = one.pattern.ReplaceAllString(source, one.full)
	}
	return source
}

func body(source string, to message) (string, error) {
	source = anchor.ReplaceAllStringFunc(source, func(found string) string {
		url := anchor.FindStringSubmatch(found)[1]
		if url == "" || strings.Contains(url, "{{") || strings.Contains(url, "}}") {
			return found
		}
		return `<a href="{{ TrackLink "` + url + `" . }}"`
	})
	base, err := template.New("base").Funcs(functions).Parse(expanded(`{{ template "content" . }}`))
	if err != nil {
		return "", err
	}
	content, err := template.New("content").Funcs(functions).Parse(expanded(source))
	if err != nil {
		return "", err
	}
	whole, err := base.AddParseTree("content", content.Tree)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = whole.ExecuteTemplate(&out, "base", to)
	return out.String(), err
}

func alternative(source string, to message) (string, error) {
	if !strings.Contains(source, "{{") {
		return source, nil
	}
	parsed, err := template.New("content").Funcs(functions).Parse(expanded(source))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, to)
	return out.String(), err
}

func subject(source string, to message) (string, error) {
	if !strings.Contains(source, "{{") {
		return source, nil
	}
	parsed, err := texttemplate.New("content").Funcs(texttemplate.FuncMap(functions)).Parse(expanded(source))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, to)
	return out.String(), err
}

func main() {
	var parts []part
	if err := json.NewDecoder(os.Stdin).Decode(&parts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	to := message{subscriber{"1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"}, "https://listmonk.invalid/subscription/c/s"}
	kinds := map[string]func(string, message) (string, error){"html": body, "text": alternative, "subject": subject}
	results := make([]string, len(parts))
	for index, one := range parts {
		result, err := kinds[one.Kind](one.Source, to)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		results[index] = result
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(results); err != nil {
		os.Exit(2)
	}
}
