#!/bin/sh
# Takes the newest release of mailer in one environment back.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/rollback.sh [OPTIONS] ENVIRONMENT

Cloud Run: all instances go to the revision that was ready before.
The files still name the build that was taken back: deploy.sh with the older digest sets them right.

Environments: development, staging, production

Options:
  --revision NAME  this revision on Cloud Run, not the one before
  --dry-run        print every command, change nothing
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
revision=
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
    --revision)
      [ -n "${2:-}" ] || refuse "--revision takes a name"
      revision=$2
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

describe() {
  gcloud beta run worker-pools describe mailer --project "$project" --region "$region" --quiet --format "value(status.$1)"
}

cloud_run() {
  if [ -z "$revision" ] && [ "$dry_run" = yes ]; then revision=REVISION; fi
  if [ -z "$revision" ]; then
    # A newest revision that never became ready leaves the one before it.
    revision=$(describe latestReadyRevisionName)
    newest=$(describe latestCreatedRevisionName)
    [ "$revision" != "$newest" ] ||
      die "the newest revision is ready; name an older one with --revision, or deploy its digest: deploy.sh $environment sha256:…"
  fi
  run gcloud beta run worker-pools update-instance-split mailer --to-revisions "$revision=100" --project "$project" --region "$region" --quiet
}

cloud_run
