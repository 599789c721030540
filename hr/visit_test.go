package hr_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
)

// browser keeps cookies as a browser does.
type browser struct {
	o    *office
	jar  http.CookieJar
	lang string
}

// answer is a response.
type answer struct {
	Status int
	Body   string
	Header http.Header
}

func (a answer) to() string { return a.Header.Get("Location") }

func (o *office) browser() *browser {
	jar, err := cookiejar.New(nil)
	check(o.t, err)
	return &browser{o: o, jar: jar, lang: "en"}
}

var host = url.URL{Scheme: "http", Host: "portal.test"}

// ask sends a request; headers are pairs of name and value.
func (b *browser) ask(method, address, body string, headers ...string) answer {
	b.o.t.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	request.Host = host.Host
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Accept-Language", b.lang)
	for _, cookie := range b.jar.Cookies(&host) {
		request.AddCookie(cookie)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.o.app.Test(request, 20_000)
	check(b.o.t, err)
	defer response.Body.Close()
	b.jar.SetCookies(&host, response.Cookies())
	read, err := io.ReadAll(response.Body)
	check(b.o.t, err)
	return answer{response.StatusCode, string(read), response.Header}
}

func (b *browser) get(address string) answer {
	b.o.t.Helper()
	return b.ask(http.MethodGet, address, "")
}

// send posts a form like a browser on a page of the portal.
func (b *browser) send(address string, form url.Values, headers ...string) answer {
	b.o.t.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, headers...)
	return b.ask(http.MethodPost, address, form.Encode(), headers...)
}

var formPattern = regexp.MustCompile(`name="_form" value="([0-9a-f]+)"`)

// token reads the hidden field of the page at the address.
func (b *browser) token(address string) string {
	b.o.t.Helper()
	found := formPattern.FindStringSubmatch(b.get(address).Body)
	if found == nil {
		b.o.t.Fatalf("no form at %s", address)
	}
	return found[1]
}

func (b *browser) trySignIn(login, password, next string) answer {
	b.o.t.Helper()
	return b.send("/hr/masuk", url.Values{"login": {login}, "password": {password}, "next": {next}, "_form": {b.token("/hr/masuk")}})
}

// as gives a browser with a session of the account.
func (o *office) as(login string) *browser {
	o.t.Helper()
	b := o.browser()
	if a := b.trySignIn(login, secret, ""); a.Status != http.StatusSeeOther {
		o.t.Fatalf("%s cannot sign in: %d", login, a.Status)
	}
	return b
}

// chooses makes the person choose a language.
func (b *browser) chooses(lang string) {
	b.jar.SetCookies(&host, []*http.Cookie{{Name: "lang", Value: lang}})
}

// session is the token of the browser's session, "" without one.
func (b *browser) session() string {
	for _, cookie := range b.jar.Cookies(&host) {
		if strings.HasSuffix(cookie.Name, "sl_session") {
			return cookie.Value
		}
	}
	return ""
}
