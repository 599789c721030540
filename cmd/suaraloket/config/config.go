// Package config reads and checks the configuration.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"go.yaml.in/yaml/v3"

	"suaraloket/bot"
	"suaraloket/domain"
	"suaraloket/repository"
)

// Config is the whole configuration. config.example.yaml explains every key.
type Config struct {
	PublicURL string          `yaml:"public_url" env:"PUBLIC_URL"`
	Data      string          `yaml:"data" env:"DATA"`
	Instance  string          `yaml:"instance" env:"INSTANCE"`
	TimeZone  string          `yaml:"time_zone" env:"TIME_ZONE"`
	Secret    Secret          `yaml:"secret" env:"SECRET"`
	LaporURL  string          `yaml:"lapor_url" env:"LAPOR_URL"`
	Brand     BrandConfig     `yaml:"brand" envPrefix:"BRAND_"`
	HTTP      HTTPConfig      `yaml:"http" envPrefix:"HTTP_"`
	HR        HRConfig        `yaml:"hr" envPrefix:"HR_"`
	Database  DatabaseConfig  `yaml:"database" envPrefix:"DATABASE_"`
	Telegram  TelegramConfig  `yaml:"telegram" envPrefix:"TELEGRAM_"`
	Limits    LimitsConfig    `yaml:"limits" envPrefix:"LIMITS_"`
	Integrity IntegrityConfig `yaml:"integrity" envPrefix:"INTEGRITY_"`
	Log       LogConfig       `yaml:"log" envPrefix:"LOG_"`

	unknown []string // variables with our prefix that set no key
}

// BrandConfig is what the city shows of itself.
type BrandConfig struct {
	City    string `yaml:"city" env:"CITY"`
	Contact string `yaml:"contact" env:"CONTACT"`
	Teal    string `yaml:"teal" env:"TEAL"`
	Gold    string `yaml:"gold" env:"GOLD"`
}

// HTTPConfig is the public listener.
type HTTPConfig struct {
	Listen         string   `yaml:"listen" env:"LISTEN"`
	TLSCert        string   `yaml:"tls_cert" env:"TLS_CERT"`
	TLSKey         string   `yaml:"tls_key" env:"TLS_KEY"`
	RedirectListen string   `yaml:"redirect_listen" env:"REDIRECT_LISTEN"`
	TrustedProxies []string `yaml:"trusted_proxies" env:"TRUSTED_PROXIES"`
	StopWithin     Duration `yaml:"stop_within" env:"STOP_WITHIN"`
}

// OwnTLS says that our listeners speak TLS themselves.
func (h HTTPConfig) OwnTLS() bool { return h.TLSCert != "" && h.TLSKey != "" }

// Scheme begins the addresses of our listeners.
func (h HTTPConfig) Scheme() string {
	if h.OwnTLS() {
		return "https://"
	}
	return "http://"
}

// Proxies are the trusted ones, each an address or a network.
func (h HTTPConfig) Proxies() ([]netip.Prefix, error) {
	var found []netip.Prefix
	for _, text := range h.TrustedProxies {
		network, err := parseNetwork(strings.TrimSpace(text))
		if err != nil {
			return nil, err
		}
		if tooWide(network) {
			return nil, fmt.Errorf("network %s: %w", network, errWide)
		}
		found = append(found, network)
	}
	return found, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Unmap().Prefix(address.Unmap().BitLen())
	}
	network, err := netip.ParsePrefix(text)
	return network.Masked(), err
}

// errWide refuses a network in which anybody could be a proxy.
var errWide = errors.New("it has most of the internet's addresses")

// tooWide reports whether a network is larger than any that one owner has: the largest
// private ones are 10.0.0.0/8 and fc00::/7.
func tooWide(network netip.Prefix) bool {
	bits := network.Bits()
	switch {
	case network.Addr().Is4():
		return bits < 8
	case network.Addr().Is4In6():
		return bits < 96+8
	}
	mapped := netip.MustParsePrefix("::ffff:0:0/96")
	return bits < 7 || network.Overlaps(mapped) && bits < 96+8
}

// HRConfig is the portal's own listener, empty for the public one.
type HRConfig struct {
	Listen string `yaml:"listen" env:"LISTEN"`
}

// DatabaseConfig says where ratings are kept.
type DatabaseConfig struct {
	Driver  string `yaml:"driver" env:"DRIVER"`
	DSN     Secret `yaml:"dsn" env:"DSN"`
	Migrate bool   `yaml:"migrate" env:"MIGRATE"`
}

// TelegramConfig is the bot.
type TelegramConfig struct {
	Token  Secret `yaml:"token" env:"TOKEN"`
	APIURL string `yaml:"api_url" env:"API_URL"`
	Mode   string `yaml:"mode" env:"MODE"`
}

// How updates come from Telegram.
const (
	modePolling = "polling"
	ModeWebhook = "webhook"
)

// LimitsConfig are the limits; 0 turns one off.
type LimitsConfig struct {
	DevicePerMinute    int      `yaml:"device_per_minute" env:"DEVICE_PER_MINUTE"`
	NewcomersPerMinute int      `yaml:"newcomers_per_minute" env:"NEWCOMERS_PER_MINUTE"`
	KeyPerMinute       int      `yaml:"key_per_minute" env:"KEY_PER_MINUTE"`
	KioskInterval      Duration `yaml:"kiosk_interval" env:"KIOSK_INTERVAL"`
	SlotRatings        int      `yaml:"slot_ratings" env:"SLOT_RATINGS"`
	Publication        int64    `yaml:"publication" env:"PUBLICATION"`
	JournalRatings     int64    `yaml:"journal_ratings" env:"JOURNAL_RATINGS"`
	Streams            int      `yaml:"streams" env:"STREAMS"`
	Messages           int64    `yaml:"letters" env:"LETTERS"`
	MessagesPerSec     int      `yaml:"letters_per_second" env:"LETTERS_PER_SECOND"`
	ChatPause          Duration `yaml:"chat_pause" env:"CHAT_PAUSE"`
}

// LogConfig is what operators read on standard error.
type LogConfig struct {
	Level  string `yaml:"level" env:"LEVEL"`
	Format string `yaml:"format" env:"FORMAT"`
}

// Secret is a text that prints as stars.
type Secret string

// String masks the secret; string(s) gives it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// LogValue masks the secret in structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Duration is a time such as 5s or 2m30s; 0 needs no unit.
type Duration time.Duration

// UnmarshalText reads a duration, from the file as from the environment.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// MarshalText writes it as it is read.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Default are the values of config.example.yaml.
func Default() Config {
	return Config{
		Data: "data", Instance: "1", TimeZone: "Asia/Jakarta", LaporURL: "https://www.lapor.go.id",
		Brand:    BrandConfig{City: "Kota Pangkalpinang", Teal: "#0E5A55", Gold: "#C98A1B"},
		HTTP:     HTTPConfig{Listen: "127.0.0.1:8080", TrustedProxies: []string{}, StopWithin: Duration(15 * time.Second)},
		Database: DatabaseConfig{Driver: repository.SQLite, Migrate: true},
		Telegram: TelegramConfig{APIURL: "https://api.telegram.org", Mode: "polling"},
		Limits: LimitsConfig{
			DevicePerMinute: 120, NewcomersPerMinute: 120, KeyPerMinute: 120, KioskInterval: Duration(5 * time.Second), SlotRatings: 1, Publication: 10, JournalRatings: 200_000,
			Streams: 2000, Messages: 100_000, MessagesPerSec: bot.DefaultPerSecond, ChatPause: Duration(bot.DefaultChatPause),
		},
		Integrity: defaultIntegrity(),
		Log:       LogConfig{Level: "info", Format: "text"},
	}
}

// envPrefix begins the name of every variable that sets a key.
const envPrefix = "SUARALOKET_"

// Load reads the file, if one is named, and the environment over it. Paths
// in the file are relative to it. It reports all errors at once.
func Load(file string, environ []string) (Config, error) {
	c := Default()
	if file != "" {
		if err := c.readFile(file); err != nil {
			return c, err
		}
	}
	variables := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		variables[name] = value
	}
	c.unknown = UnknownVariables(variables)
	fromFile := c
	if err := env.ParseWithOptions(&c, env.Options{Prefix: envPrefix, Environment: variables}); err != nil {
		return c, fmt.Errorf("environment: %w", err)
	}
	if file != "" {
		c.resolvePaths(filepath.Dir(file), fromFile)
	}
	return c, nil
}

// resolvePaths makes the paths that the file names relative to it; one from the
// environment is relative to where the program was started.
func (c *Config) resolvePaths(folder string, fromFile Config) {
	if c.Data == fromFile.Data {
		c.Data = beside(folder, c.Data)
	}
	if c.HTTP.TLSCert != "" && c.HTTP.TLSCert == fromFile.HTTP.TLSCert {
		c.HTTP.TLSCert = beside(folder, c.HTTP.TLSCert)
	}
	if c.HTTP.TLSKey != "" && c.HTTP.TLSKey == fromFile.HTTP.TLSKey {
		c.HTTP.TLSKey = beside(folder, c.HTTP.TLSKey)
	}
	if c.Database.Driver == repository.SQLite && c.Database.DSN != "" && c.Database.DSN == fromFile.Database.DSN {
		c.Database.DSN = Secret(beside(folder, string(c.Database.DSN)))
	}
}

// UnknownVariables lists variables with our prefix that set nothing: typing errors,
// most likely.
func UnknownVariables(variables map[string]string) (unknown []string) {
	known := map[string]bool{}
	params, _ := env.GetFieldParamsWithOptions(&Config{}, env.Options{Prefix: envPrefix})
	for _, p := range params {
		known[p.Key] = true
	}
	for name := range variables {
		if strings.HasPrefix(name, envPrefix) && !known[name] && !strings.HasPrefix(name, envPrefix+"TEST_") {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

func (c *Config) readFile(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("configuration %s: %w", file, err)
	}
	return nil
}

func beside(folder, path string) string {
	uri, isURI := strings.CutPrefix(path, "file:")
	switch {
	case filepath.IsAbs(uri):
		return path
	case isURI:
		return "file:" + filepath.Join(folder, uri)
	}
	return filepath.Join(folder, path)
}

var (
	colour   = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	instance = regexp.MustCompile(`^[0-9A-Za-z]{1,16}$`)
)

// Validate names everything that is wrong, each with its key.
func (c Config) Validate() error {
	var errs []error
	require := func(ok bool, key, want string) {
		if !ok {
			errs = append(errs, fmt.Errorf("%s: %s", key, want))
		}
	}
	_, zoneErr := time.LoadLocation(c.TimeZone)
	require(zoneErr == nil && c.TimeZone != "", "time_zone", "want a zone such as Asia/Jakarta")
	require(isURL(c.PublicURL) || c.PublicURL == "", "public_url", "want https://name without a path, or nothing")
	require(isURL(c.LaporURL), "lapor_url", "want an address")
	require(instance.MatchString(c.Instance), "instance", "want 1 to 16 letters or digits")
	require(c.Secret == "" || len(c.Secret) >= 32, "secret", "want at least 32 characters, or nothing")
	require(colour.MatchString(c.Brand.Teal), "brand.teal", "want a colour such as #0E5A55")
	require(colour.MatchString(c.Brand.Gold), "brand.gold", "want a colour such as #C98A1B")
	require(isAddress(c.HTTP.Listen), "http.listen", "want host:port")
	_, proxyErr := c.HTTP.Proxies()
	require(proxyErr == nil, "http.trusted_proxies", "want the addresses of your proxies or networks such as 10.0.0.0/8")
	require(c.HTTP.TLSCert != "" || c.HTTP.TLSKey == "", "http.tls_cert", "want the certificate of http.tls_key, or neither")
	require(c.HTTP.TLSKey != "" || c.HTTP.TLSCert == "", "http.tls_key", "want the key of http.tls_cert, or neither")
	require(!c.HTTP.OwnTLS() || !strings.HasPrefix(c.PublicURL, "http://"), "public_url", "want https:// where http.tls_cert is set")
	require(isAddress(c.HTTP.RedirectListen) || c.HTTP.RedirectListen == "", "http.redirect_listen", "want host:port, or nothing")
	require(c.HTTP.OwnTLS() || c.HTTP.RedirectListen == "", "http.redirect_listen", "wants http.tls_cert")
	require(isAddress(c.HR.Listen) || c.HR.Listen == "", "hr.listen", "want host:port, or nothing")
	require(c.HTTP.StopWithin > 0, "http.stop_within", "want a duration above 0")
	require(c.Database.Driver == repository.SQLite || c.Database.Driver == repository.MySQL, "database.driver", "want sqlite or mysql")
	require(c.Database.Driver != repository.MySQL || c.Database.DSN != "", "database.dsn", "want user:password@tcp(host:3306)/name")
	require(isURL(c.Telegram.APIURL), "telegram.api_url", "want an address")
	require(slices.Contains([]string{modePolling, ModeWebhook}, c.Telegram.Mode), "telegram.mode", "want polling or webhook")
	require(c.Telegram.Mode != ModeWebhook || c.PublicURL != "", "telegram.mode", "webhook wants public_url")
	require(c.Limits.Messages >= 0, "limits.letters", "want 0 or more")
	require(c.Limits.MessagesPerSec >= 0, "limits.letters_per_second", "want 0 or more")
	require(c.Limits.ChatPause >= 0, "limits.chat_pause", "want 0 or a duration")
	require(c.Limits.DevicePerMinute >= 0, "limits.device_per_minute", "want 0 or more")
	require(c.Limits.NewcomersPerMinute >= 0, "limits.newcomers_per_minute", "want 0 or more")
	require(c.Limits.KeyPerMinute >= 0, "limits.key_per_minute", "want 0 or more")
	require(c.Limits.KioskInterval >= 0, "limits.kiosk_interval", "want 0 or a duration")
	require(c.Limits.SlotRatings >= 0 && c.Limits.SlotRatings <= domain.MaxSlotRatings, "limits.slot_ratings", "want 0 to 50")
	require(c.Limits.JournalRatings >= 0, "limits.journal_ratings", "want 0 or more")
	require(c.Limits.Streams >= 0, "limits.streams", "want 0 or more")
	for _, n := range c.Integrity.numbers() {
		require(n.value >= 0, "integrity."+n.key, "want 0 or more")
	}
	require(slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level), "log.level", "want debug, info, warn or error")
	require(c.Log.Format == "text" || c.Log.Format == "json", "log.format", "want text or json")
	return errors.Join(errs...)
}

func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && strings.Trim(u.Path, "/") == ""
}

func isAddress(text string) bool {
	_, _, err := net.SplitHostPort(text)
	return err == nil
}

// DatabaseDSN is the configured one, or the file in the data folder.
func (c Config) DatabaseDSN() string {
	if c.Database.DSN == "" && c.Database.Driver == repository.SQLite {
		return filepath.Join(c.Data, "suaraloket.db")
	}
	return string(c.Database.DSN)
}

// Zone is the city's. Validate has seen that it exists.
func (c Config) Zone() *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Logger writes to standard error what operators read.
func (c Config) Logger(out io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Log.Level))
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(out, options)
	if c.Log.Format == "json" {
		handler = slog.NewJSONHandler(out, options)
	}
	logger := slog.New(handler)
	for _, name := range c.unknown {
		logger.Warn("unknown variable in the environment", "name", name)
	}
	return logger
}

// MakePathsAbsolute makes the paths absolute, for a configuration that is written to
// another folder.
func (c *Config) MakePathsAbsolute() error {
	paths := []*string{&c.HTTP.TLSCert, &c.HTTP.TLSKey}
	if c.Database.Driver == repository.SQLite {
		paths = append(paths, (*string)(&c.Database.DSN))
	}
	for _, path := range paths {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	return nil
}
