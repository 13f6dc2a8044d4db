#!/bin/sh
# Asks whether mailer runs where it is deployed.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/smoke.sh [OPTIONS] ENVIRONMENT

Ends with 0 when the newest release of mailer runs in ENVIRONMENT: its probes were answered.

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
    namespace=mailer-development
    ;;
  staging)
    project=your-project-id
    region=us-central1
    namespace=mailer-staging
    ;;
  production)
    project=your-project-id
    region=us-central1
    namespace=mailer-production
    ;;
  *) refuse "no such environment: $environment (development, staging, production)" ;;
esac
[ "$project" != your-project-id ] ||
  die "$environment has no project yet; saasfactory container --project NAME writes it into every file"

# describe FIELD FORMAT: one list of the service's status, a line an entry.
describe() {
  gcloud beta run worker-pools describe mailer --project "$project" --region "$region" --quiet \
    --flatten "status.$1[]" --format "csv[no-heading]($2)"
}

cloud_run() {
  if [ "$dry_run" = yes ]; then
    run gcloud beta run worker-pools describe mailer --project "$project" --region "$region" --quiet
    return
  fi
  conditions=$(describe conditions status.conditions.type,status.conditions.status)
  printf '%s\n' "$conditions" | grep -qx 'Ready,True' ||
    die "the newest revision of mailer is not ready"
}

gke() {
  attempt "the newest release of mailer does not run" \
    kubectl ${context:+--context "$context"} --namespace "$namespace" rollout status deployment/mailer --timeout 60s
}

[ "$platform" = gke ] || cloud_run
[ "$platform" = cloud-run ] || gke
