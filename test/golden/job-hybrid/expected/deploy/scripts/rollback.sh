#!/bin/sh
# Takes the newest build of ledger in one environment back.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/rollback.sh [OPTIONS] ENVIRONMENT

The next run takes the build of the newest run that had another one than now. A run that goes on is left alone.
The files still name the build that was taken back: deploy.sh with the older digest sets them right.

Environments: development, staging, production

Options:
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

# other NOW: of the images on standard input, newest first, the first that is not NOW.
other() {
  found=$(grep -vxF "$1" | sed -n 1p)
  [ -n "$found" ] || die "no run of another build is known; deploy its digest: deploy/scripts/deploy.sh $environment sha256:…"
  printf '%s\n' "$found"
}

cloud_run() {
  image=IMAGE
  if [ "$dry_run" = no ]; then
    now=$(gcloud run jobs describe ledger --project "$project" --region "$region" --quiet \
      --format 'value(spec.template.spec.template.spec.containers[0].image)')
    image=$(gcloud run jobs executions list --job ledger --project "$project" --region "$region" --quiet \
      --sort-by '~metadata.creationTimestamp' --format 'value(spec.template.spec.containers[0].image)' | other "$now")
  fi
  run gcloud run jobs update ledger --image "$image" --project "$project" --region "$region" --quiet
}

kube() {
  kubectl ${context:+--context "$context"} --namespace "$namespace" "$@"
}

gke() {
  image=IMAGE
  if [ "$dry_run" = no ]; then
    now=$(kube get cronjob/ledger --output 'jsonpath={.spec.jobTemplate.spec.template.spec.containers[0].image}')
    # Those that the history limits left.
    image=$(kube get jobs --selector app.kubernetes.io/name=ledger --sort-by .metadata.creationTimestamp \
      --output 'jsonpath={range .items[*]}{.spec.template.spec.containers[0].image}{"\n"}{end}' |
      awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' | other "$now")
  fi
  run kubectl ${context:+--context "$context"} --namespace "$namespace" set image cronjob/ledger "ledger=$image"
}

[ "$platform" = gke ] || cloud_run
[ "$platform" = cloud-run ] || gke
