#!/bin/sh
# Starts the site: writes what the environment sets to env.js, puts the port into nginx.conf, then becomes nginx.
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
  exec wget -q -O /dev/null "http://127.0.0.1:$port/health/live"
fi
case $port in
  0* | *[!0-9]* | ??????*) fail "PORT is not a number from 1 to 65535: $port" ;;
esac
[ "$port" -le 65535 ] || fail "PORT is not a number from 1 to 65535: $port"

rm -rf "$site"
mkdir -p "$site"
ln -s "$html" "$site/root"

# What the page may load beside its own files: scripts that the build found in it, and services over plain http.
scripts=$(cat "$html/.site/script-sources" 2>/dev/null || :)
services='http://localhost:* ws://localhost:*'

sed -e "s|\${PORT}|$port|" -e "s|\${SCRIPT_SOURCES}|$scripts|" -e "s|\${CONNECT_SOURCES}|$services|" \
  "$here/nginx.conf" >"$site/nginx.conf"
if [ ! -e /proc/net/if_inet6 ]; then
  sed -i '/listen \[::\]/d' "$site/nginx.conf"
fi
exec nginx -e stderr -c "$site/nginx.conf" -g 'daemon off;'
