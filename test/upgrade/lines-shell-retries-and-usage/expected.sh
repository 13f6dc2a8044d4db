#!/bin/sh
# Requests orders where it is deployed.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/smoke.sh [OPTIONS] ENVIRONMENT

Ends with 0 when orders answers /internal/alive in ENVIRONMENT.
On Cloud Run callers outside the network are turned away: without --url it asks whether the revision is ready,
which it is only after its startup probe got an answer from /health/ready.
On GKE it goes through kubectl port-forward.

Environments: development, staging, production

Options:
  --url ADDRESS    request https://… instead
  --platform NAME  cloud-run or gke alone; else both
  --context NAME   context of kubectl; else the current one
  --dry-run        print each command, run none
  --help           print this
END
}

die() {
  printf '%s: %s\n' "$0" "$1" >&2
  exit 1
}

# Prints a command before it is run; with --dry-run, instead of that.
run() {
  printf '+ %s\n' "$*"
  [ "$dry_run" = yes ] || "$@"
}

# attempt MESSAGE COMMAND…: as run, and ends with MESSAGE when the command fails.
attempt() {
  message=$1
  shift
  printf '+ %s\n' "$*"
  [ "$dry_run" = yes ] || "$@" || die "$message"
}

# Bad words on the command line end here.
refuse() {
  printf '%s: %s\n' "$0" "$1" >&2
  usage >&2
  exit 1
}

dry_run=no
environment=
url=
platform=
context=
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
    --url)
      [ -n "${2:-}" ] || refuse "--url takes an address"
      url=${2%/}
      shift
      ;;
    --platform)
      platform=${2:-}
      case $platform in
        cloud-run | gke) ;;
        *) refuse "--platform takes cloud-run or gke" ;;
      esac
      shift
      ;;
    --context)
      [ -n "${2:-}" ] || refuse "--context takes a name"
      context=$2
      shift
      ;;
    -*) refuse "no such option: $1" ;;
    *)
      [ -z "$environment" ] || refuse "one environment at a time: $1"
      environment=$1
      ;;
  esac
  shift
done
[ -n "$environment" ] || refuse "name an environment"
case $environment in
  development)
    project=your-project-id
    region=us-central1
    namespace=orders-development
    ;;
  staging)
    project=your-project-id
    region=us-central1
    namespace=orders-staging
    ;;
  production)
    project=your-project-id
    region=us-central1
    namespace=orders-production
    ;;
  *) refuse "no such environment: $environment (development, staging, production)" ;;
esac
[ "$project" != your-project-id ] ||
  die "$environment has no project yet; saasfactory container --project NAME writes it into every file"

# request ADDRESS: ten seconds each, six times before it gives up.
request() {
  attempt "no answer from $1/internal/alive" \
    curl --fail --silent --show-error --max-time 10 --retry 12 --retry-delay 2 --retry-all-errors \
    --output /dev/null "$1/internal/alive"
}

if [ -n "$url" ]; then
  request "$url"
  exit 0
fi

# describe FIELD FORMAT: one list of the service's status, a line an entry.
describe() {
  gcloud run services describe orders --project "$project" --region "$region" --quiet \
    --flatten "status.$1[]" --format "csv[no-heading]($2)"
}

cloud_run() {
  if [ "$dry_run" = yes ]; then
    run gcloud run services describe orders --project "$project" --region "$region" --quiet
    return
  fi
  conditions=$(describe conditions status.conditions.type,status.conditions.status)
  printf '%s\n' "$conditions" | grep -qx 'Ready,True' ||
    die "the newest revision of orders is not ready"
}

gke() {
  target=orders
  if [ "$dry_run" = yes ]; then
    run kubectl ${context:+--context "$context"} --namespace "$namespace" port-forward "service/$target" :80
    request http://127.0.0.1
    return
  fi
  log=$(mktemp)
  kubectl ${context:+--context "$context"} --namespace "$namespace" port-forward "service/$target" :80 >"$log" 2>&1 &
  forward=$!
  trap 'kill "$forward" 2>/dev/null || true; rm -f "$log"' EXIT
  tries=30
  port=
  while [ -z "$port" ] && [ "$tries" -gt 0 ] && kill -0 "$forward" 2>/dev/null; do
    sleep 1
    port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$log")
    tries=$((tries - 1))
  done
  [ -n "$port" ] || die "no way to service/$target: $(tail -n 1 "$log")"
  request "http://127.0.0.1:$port"
}

[ "$platform" = gke ] || cloud_run
[ "$platform" = cloud-run ] || gke
