#!/bin/sh
# Asks whether mailer runs where it is deployed.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/smoke.sh [OPTIONS] ENVIRONMENT

Ends with 0 when the newest release of mailer runs in ENVIRONMENT: its probes were answered.

Environments: development, staging, production

Options:
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

# Bad words on the command line end here.
refuse() {
  printf '%s: %s\n' "$0" "$1" >&2
  usage >&2
  exit 1
}

dry_run=no
environment=
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
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
    ;;
  staging)
    project=your-project-id
    region=us-central1
    ;;
  production)
    project=your-project-id
    region=us-central1
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

cloud_run
