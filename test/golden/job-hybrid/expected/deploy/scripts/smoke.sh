#!/bin/sh
# Runs ledger once where it is deployed.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/smoke.sh [OPTIONS] ENVIRONMENT

Runs ledger once in ENVIRONMENT, whatever it then does there, and ends with 0 when the run did.

Environments: development, staging, production

Options:
  --platform NAME  cloud-run or gke alone; else both
  --context NAME   context of kubectl; else the current one
  --dry-run        print every command, run none
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
platform=
context=
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
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
    namespace=ledger-development
    ;;
  staging)
    project=your-project-id
    region=us-central1
    namespace=ledger-staging
    ;;
  production)
    project=your-project-id
    region=us-central1
    namespace=ledger-production
    ;;
  *) refuse "no such environment: $environment (development, staging, production)" ;;
esac
[ "$project" != your-project-id ] ||
  die "$environment has no project yet; saasfactory container --project NAME writes it into every file"

cloud_run() {
  attempt "ledger did not end well on Cloud Run" \
    gcloud run jobs execute ledger --wait --project "$project" --region "$region" --quiet
}

gke() {
  job=ledger-$(date -u +%d%H%M%S)
  run kubectl ${context:+--context "$context"} --namespace "$namespace" create job "$job" --from cronjob/ledger
  [ "$dry_run" = no ] || return 0
  # Its own time limit, and a minute for the node.
  tries=732
  ended=
  while [ -z "$ended" ] && [ "$tries" -gt 0 ]; do
    sleep 5
    tries=$((tries - 1))
    ended=$(kubectl ${context:+--context "$context"} --namespace "$namespace" get job "$job" \
      --output 'jsonpath={.status.conditions[?(@.status=="True")].type}' | grep -o -w -e Complete -e Failed || true)
  done
  [ "$ended" = Complete ] || {
    kubectl ${context:+--context "$context"} --namespace "$namespace" logs "job/$job" --tail 20 >&2 || true
    die "ledger did not end well on GKE: job $job${ended:+, $ended}"
  }
}

[ "$platform" = gke ] || cloud_run
[ "$platform" = cloud-run ] || gke
