#!/bin/sh
# Takes the newest release of orders in one environment back.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/rollback.sh [OPTIONS] ENVIRONMENT

Cloud Run: all traffic goes to the revision that served before.
GKE: the Deployment goes back to the revision before.
The files still name the build that was taken back: deploy.sh with the older digest sets them right.

Environments: development, staging, production

Options:
  --revision NAME  this revision on Cloud Run, not the one before
  --platform NAME  cloud-run or gke alone; else both
  --context NAME   context of kubectl; else the current one
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
platform=
context=
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

describe() {
  gcloud run services describe orders --project "$project" --region "$region" --quiet "$@"
}

# The revision to go back to: the oldest of those that share the traffic; of one alone, the ready one before it.
before() {
  serving=$(describe --flatten 'status.traffic[]' --format 'csv[no-heading](status.traffic.percent,status.traffic.revisionName)' |
    sed -n 's/^[1-9][0-9]*,//p' | tr '\n' ' ')
  newest=$(describe --format 'value(status.latestCreatedRevisionName)')
  ready=$(gcloud run revisions list --service orders --project "$project" --region "$region" --quiet \
    --flatten 'status.conditions[]' --filter 'status.conditions.type=Ready AND status.conditions.status=True' \
    --sort-by '~metadata.creationTimestamp' --format 'value(metadata.name)')
  # A revision that waits, or never became ready, takes no traffic: what serves stays.
  printf '%s\n' "$ready" | awk -v serving="$serving" -v newest="$newest" '
    BEGIN {
      shared = split(serving, names, " ")
      for (i in names) on[names[i]] = 1
      keep = shared > 1 || !(newest in on)
    }
    ($0 in on) && keep { found = $0 }
    seen && !keep && found == "" { found = $0 }
    $0 in on { seen = 1 }
    END { print found }
  '
}

cloud_run() {
  if [ -z "$revision" ]; then
    if [ "$dry_run" = yes ]; then revision=REVISION; else revision=$(before); fi
  fi
  [ -n "$revision" ] || die "no revision before the one that serves is ready; name one with --revision"
  run gcloud run services update-traffic orders --to-revisions "$revision=100" --project "$project" --region "$region" --quiet
}

kube() {
  run kubectl ${context:+--context "$context"} --namespace "$namespace" "$@"
}

gke() {
  kube rollout undo deployment/orders
  kube rollout status deployment/orders --timeout 300s
}

[ "$platform" = gke ] || cloud_run
[ "$platform" = cloud-run ] || gke
