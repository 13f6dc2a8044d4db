#!/bin/sh
# Starts the site: writes what the environment sets to env.js, puts the port into nginx.conf, then becomes nginx.
# Of the environment, only the names below ever reach the browser.
set -eu

here=$(dirname "$0")
html=/usr/share/nginx/html
site=/tmp/site
port=${PORT:-8080}

fail() {
  printf 'site: %s\n' "$1" >&2
  exit 1
}

if [ "${1:-}" = health ]; then
  exec wget --quiet -O /dev/null "http://127.0.0.1:$port/health/live"
fi
case $port in
  0* | *[!0-9]* | ??????*) fail "PORT is not a number from 1 to 65535: $port" ;;
esac
[ "$port" -le 65535 ] || fail "PORT is not a number from 1 to 65535: $port"
[ -n "${VITE_TENANT:-}" ] || fail 'VITE_TENANT is not set'

rm -rf "$site"
mkdir -p "$site"
ln -s "$html" "$site/root"

# NAME VALUE: one property of a JavaScript object, safe in a script element too. Control characters, quotes, backslashes,
# <, > and & are escaped, and U+2028 and U+2029 (three bytes each), which end a line. The x keeps a last line break.
property() {
  printf '%sx' "$2" | LC_ALL=C awk -v name="$1" '
    BEGIN {
      for (code = 1; code < 32; code++) escape[sprintf("%c", code)] = sprintf("\\x%02x", code)
      escape["\""] = "\\x22"; escape["&"] = "\\x26"; escape["<"] = "\\x3c"; escape[">"] = "\\x3e"
      escape["\\"] = "\\x5c"; escape["\177"] = "\\x7f"
    }
    { text = text (NR > 1 ? "\n" : "") $0 }
    END {
      for (at = 1; at < length(text); at++) {
        one = substr(text, at, 1)
        three = one == "\342" ? substr(text, at, 3) : ""
        if (three == "\342\200\250" || three == "\342\200\251") {
          out = out (three == "\342\200\250" ? "\\u2028" : "\\u2029")
          at += 2
        } else out = out ((one in escape) ? escape[one] : one)
      }
      printf "  %s: \"%s\",\n", name, out
    }'
}

# The values that the build knew, then those of this environment over them.
{
  cat "$html/.site/env-defaults.js" 2>/dev/null || :
  printf 'globalThis.__ENV__ = Object.freeze({\n  ...globalThis.__ENV__,\n'
  [ -z "${VITE_API_URL+set}" ] || property VITE_API_URL "$VITE_API_URL"
  [ -z "${VITE_TENANT+set}" ] || property VITE_TENANT "$VITE_TENANT"
  printf '});\n'
} >"$site/env.js"

# What the page may load beside its own files: scripts that the build found in it, and services over plain http.
scripts=$(cat "$html/.site/script-sources" 2>/dev/null || :)
services='http://localhost:* ws://localhost:*'
# URL: lets the page call a service that answers over plain http.
allow() {
  origin=$(printf '%s' "$1" | sed -nE '1s#^((http|ws)://[A-Za-z0-9.-]+(:[0-9]+)?)(/.*)?$#\1#p')
  services="$services${origin:+ $origin}"
}
allow "${VITE_API_URL:-}"
allow "${VITE_TENANT:-}"

sed -e "s|\${PORT}|$port|" -e "s|\${SCRIPT_SOURCES}|$scripts|" -e "s|\${CONNECT_SOURCES}|$services|" \
  "$here/nginx.conf" >"$site/nginx.conf"
if [ ! -e /proc/net/if_inet6 ]; then
  sed -i '/listen \[::\]/d' "$site/nginx.conf"
fi
exec nginx -e stderr -c "$site/nginx.conf" -g 'daemon off;'
