package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// A trusted proxy decides which address a request has: it must not be anybody.
func TestAProxyIsNotTheInternet(t *testing.T) {
	for text, ok := range map[string]bool{
		"10.0.0.0/8": true, "127.0.0.1": true, "fc00::/7": true, "2001:db8::/32": true, "172.16.0.0/12": true,
		"0.0.0.0/0": false, "0.0.0.0/1": false, "128.0.0.0/1": false, "::/0": false, "2000::/3": false, "::ffff:0:0/96": false,
	} {
		if _, err := (HTTPConfig{TrustedProxies: []string{text}}).Proxies(); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheExampleEqualsTheDefaults(t *testing.T) {
	var c Config
	raw, err := os.ReadFile("../../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(raw)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	if want := Default(); !reflect.DeepEqual(c, want) {
		t.Errorf("example  %+v\ndefaults %+v", c, want)
	}
	for _, key := range keysOf(reflect.TypeOf(c), "") {
		if !strings.Contains(string(raw), "\n"+key[:len(key)-len(strings.TrimLeft(key, " "))]+strings.TrimLeft(key, " ")+":") {
			t.Errorf("the example lacks %q", key)
		}
	}
}

// keysOf lists the YAML keys with their indentation.
func keysOf(t reflect.Type, indent string) []string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		keys = append(keys, indent+f.Tag.Get("yaml"))
		if f.Type.Kind() == reflect.Struct {
			keys = append(keys, keysOf(f.Type, indent+"  ")...)
		}
	}
	return keys
}

func TestFileThenEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	text := "http:\n  listen: 127.0.0.1:9000\ndatabase:\n  dsn: x/y.db\nlimits:\n  kiosk_interval: 2s\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file, []string{"SUARALOKET_HTTP_LISTEN=127.0.0.1:9001", "SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "OTHER=1"})
	if err != nil {
		t.Fatal(err)
	}
	if c.HTTP.Listen != "127.0.0.1:9001" || c.Limits.KioskInterval != Duration(2*time.Second) || c.Limits.DevicePerMinute != 0 {
		t.Errorf("%+v", c)
	}
	if want := filepath.Join(filepath.Dir(file), "x/y.db"); c.DatabaseDSN() != want {
		t.Errorf("dsn %s, want %s", c.DatabaseDSN(), want)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestPathsOfTheFileStandBesideIt(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "c.yaml")
	for _, c := range []struct{ text, env, data, dsn string }{
		{"data: d\n", "", dir + "/d", dir + "/d/suaraloket.db"},
		{"database:\n  dsn: x.db\n", "", dir + "/data", dir + "/x.db"},
		{"database:\n  dsn: file:x.db\n", "", dir + "/data", "file:" + dir + "/x.db"},
		{"database:\n  dsn: /abs/x.db\n", "SUARALOKET_DATA=e", "e", "/abs/x.db"},
		{"database:\n  dsn: u@tcp(h)/d\n", "SUARALOKET_DATABASE_DRIVER=mysql", dir + "/data", "u@tcp(h)/d"},
		{"data: d\n", "SUARALOKET_DATABASE_DSN=y.db", dir + "/d", "y.db"},
	} {
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Load(file, []string{c.env})
		if err != nil || got.Data != c.data || got.DatabaseDSN() != c.dsn {
			t.Errorf("%q, %q: data %q, dsn %q, %v", c.text, c.env, got.Data, got.DatabaseDSN(), err)
		}
	}
}

func TestZeroTurnsALimitOffHoweverItIsWritten(t *testing.T) {
	for _, zero := range []string{"0", "0s", `"0"`} {
		file := filepath.Join(t.TempDir(), "c.yaml")
		if err := os.WriteFile(file, []byte("limits:\n  kiosk_interval: "+zero+"\n  device_per_minute: 0\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(file, nil)
		if err != nil || c.Limits.KioskInterval != 0 || c.Limits.DevicePerMinute != 0 || c.Validate() != nil {
			t.Errorf("%s: %+v %v", zero, c.Limits, err)
		}
	}
	if c, err := Load("", []string{"SUARALOKET_LIMITS_KIOSK_INTERVAL=0"}); err != nil || c.Limits.KioskInterval != 0 {
		t.Errorf("environment: %+v %v", c.Limits, err)
	}
}

func TestAMistypedVariableIsNamed(t *testing.T) {
	c, err := Load("", []string{"SUARALOKET_LIMITS_KIOSK_INTERVALL=0", "SUARALOKET_TEST_MYSQL=x", "SUARALOKET_HTTP_LISTEN=127.0.0.1:1", "HOME=/"})
	var log strings.Builder
	c.Logger(&log)
	if err != nil || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "SUARALOKET_LIMITS_KIOSK_INTERVALL") {
		t.Errorf("%v, said %q", err, log.String())
	}
}

func TestBadConfigurationNamesTheLineAndEveryKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("http:\n  listn: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(file, nil); err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "listn") {
		t.Errorf("typo: %v", err)
	}
	if _, err := Load("", []string{"SUARALOKET_LIMITS_KIOSK_INTERVAL=fast"}); err == nil {
		t.Error("a bad duration was taken")
	}
	c := Default()
	c.TimeZone, c.Brand.Teal, c.Database.Driver, c.Telegram.Mode, c.Secret = "Mars", "teal", "oracle", "pigeon", "short"
	err := c.Validate()
	c.HTTP.TLSCert, c.HTTP.TrustedProxies, c.HTTP.RedirectListen, c.Limits.Streams = "c.pem", []string{"10.0.0.0/99"}, "127.0.0.1:80", -1
	err = errors.Join(err, c.Validate())
	for _, key := range []string{"time_zone", "brand.teal", "database.driver", "telegram.mode", "secret", "http.tls_key", "http.trusted_proxies", "http.redirect_listen", "limits.streams"} {
		if err == nil || !strings.Contains(err.Error(), key+":") {
			t.Errorf("%s is missing in %v", key, err)
		}
	}
	if err := Default().Validate(); err != nil {
		t.Errorf("defaults: %v", err)
	}
}

func TestACertificateWantsAnAddressWithHTTPS(t *testing.T) {
	c := Default()
	c.HTTP.TLSCert, c.HTTP.TLSKey, c.PublicURL = "c.pem", "k.pem", "http://nilai.example.go.id"
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "public_url:") {
		t.Errorf("%v", err)
	}
	c.PublicURL, c.HTTP.RedirectListen = "https://nilai.example.go.id", "127.0.0.1:80"
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestProxiesAreAddressesOrNetworks(t *testing.T) {
	c, err := Load("", []string{"SUARALOKET_HTTP_TRUSTED_PROXIES=127.0.0.1, 10.1.2.3/8,::1,::ffff:192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	proxies, err := c.HTTP.Proxies()
	if got := fmt.Sprint(proxies); err != nil || got != "[127.0.0.1/32 10.0.0.0/8 ::1/128 192.0.2.1/32]" {
		t.Errorf("%s %v", got, err)
	}
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("http:\n  trusted_proxies: [127.0.0.1, 10.0.0.0/8]\n  tls_cert: tls/c.pem\n  tls_key: /etc/k.pem\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err = Load(file, []string{"SUARALOKET_HTTP_TLS_KEY=k.pem"})
	if err != nil || len(c.HTTP.TrustedProxies) != 2 || c.HTTP.TLSCert != filepath.Join(filepath.Dir(file), "tls/c.pem") || c.HTTP.TLSKey != "k.pem" {
		t.Errorf("%+v %v", c.HTTP, err)
	}
}

func TestSecretsPrintMasked(t *testing.T) {
	c := Default()
	c.Secret, c.Telegram.Token, c.Database.DSN = "geheim-geheim-geheim-geheim-1234", "123:geheim", "root:geheim@tcp(h)/d"
	var log strings.Builder
	c.Logger(&log).Info("configuration", "config", c, "token", c.Telegram.Token)
	for _, text := range []string{fmt.Sprintf("%v %+v", c, c), log.String()} {
		if strings.Contains(text, "geheim") {
			t.Errorf("printed %s", text)
		}
	}
}
