#!/bin/sh
# Takes the newest release of support-agent in one environment back.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/rollback.sh [OPTIONS] ENVIRONMENT

GKE: the Deployment goes back to the revision before.
The files still name the build that was taken back: deploy.sh with the older digest sets them right.

Environments: development, staging, production

Options:
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
context=
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
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
    namespace=support-agent-development
    ;;
  staging)
    project=your-project-id
    namespace=support-agent-staging
    ;;
  production)
    project=your-project-id
    namespace=support-agent-production
    ;;
  *) refuse "no such environment: $environment (development, staging, production)" ;;
esac
[ "$project" != your-project-id ] ||
  die "$environment has no project yet; saasfactory container --project NAME writes it into every file"

kube() {
  run kubectl ${context:+--context "$context"} --namespace "$namespace" "$@"
}

gke() {
  kube rollout undo deployment/support-agent
  kube rollout status deployment/support-agent --timeout 300s
}

gke
