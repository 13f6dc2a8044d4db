#!/bin/sh
# Deploys to an environment the build of ledger that the environment before it holds.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/promote.sh [OPTIONS] ENVIRONMENT

Deploys to ENVIRONMENT the digest that stands in the files of the environment before it:
development → staging → production. The same bytes, never a second build.

Environments: staging, production

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
    repository=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    ;;
  staging)
    project=your-project-id
    repository=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    ;;
  production)
    project=your-project-id
    repository=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    ;;
  *) refuse "no such environment: $environment (development, staging, production)" ;;
esac
[ "$project" != your-project-id ] ||
  die "$environment has no project yet; saasfactory container --project NAME writes it into every file"
cd "$(dirname "$0")/../.."

before=
source=
case $environment in
  development) refuse "nothing comes before development; deploy.sh builds for it" ;;
  staging)
    before=development
    source=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    ;;
  production)
    before=staging
    source=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    ;;
esac
digest=$(sed -n "s|.*image: $source@\(sha256:[0-9a-f]*\).*|\1|p" "deploy/cloud-run/$before/job.yaml")
case $digest in
  '' | *:0000000000000000000000000000000000000000000000000000000000000000) die "nothing was deployed to $before yet" ;;
esac
if [ "$source" != "$repository" ]; then
  # Another project has another registry: the manifest is copied as it is, so that its digest stays.
  run docker buildx imagetools create --prefer-index=false --tag "$repository:$before" "$source@$digest"
fi
set -- "$environment" "$digest"
[ -z "$context" ] || set -- --context "$context" "$@"
[ -z "$platform" ] || set -- --platform "$platform" "$@"
[ "$dry_run" = no ] || set -- --dry-run "$@"
exec deploy/scripts/deploy.sh "$@"
