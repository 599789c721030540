# Sourced by the other scripts: sets SUARALOKET_TEST_BROWSER to a Chromium without a
# window and installs one when there is none. Debian's headless shell needs half the
# processor time of the full program; where a release lacks it, chromium serves.

need_browser() {
  if ! command -v chromium-headless-shell >/dev/null 2>&1 && ! command -v chromium >/dev/null 2>&1; then
    if apt-cache show chromium-headless-shell >/dev/null 2>&1 || { update_packages && apt-cache show chromium-headless-shell >/dev/null 2>&1; }; then
      install_packages chromium-headless-shell
    else
      install_packages chromium
    fi
  fi
  need fc-list fontconfig
  [ -n "$(fc-list)" ] || install_packages fonts-dejavu-core # Chromium does not start without any font
  SUARALOKET_TEST_BROWSER=$(command -v chromium-headless-shell || command -v chromium)
  export SUARALOKET_TEST_BROWSER
}
