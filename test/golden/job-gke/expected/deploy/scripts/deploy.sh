#!/bin/sh
# Deploys one build of ledger to one environment.
set -eu

usage() {
  cat <<'END'
Usage: deploy/scripts/deploy.sh [OPTIONS] ENVIRONMENT [DIGEST]

Sets DIGEST (sha256:…) in the files of ENVIRONMENT and applies them. Nothing is run by that.
Without DIGEST it builds the image for linux/amd64, pushes it and takes the digest of that.

Environments: development, staging, production

Options:
  --context NAME   context of kubectl; else the current one
  --attest         push a list of the image's packages and the proof of its build along; needs a buildx builder
                   of the docker-container driver, or an engine that keeps images in containerd
  --execute        run it once then, and wait for its end
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
smoke=no
attest=no
environment=
digest=
context=
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
    --attest) attest=yes ;;
    --execute) smoke=yes ;;
    --context)
      [ -n "${2:-}" ] || refuse "--context takes a name"
      context=$2
      shift
      ;;
    -*) refuse "no such option: $1" ;;
    sha256:*) digest=$1 ;;
    *)
      [ -z "$environment" ] || refuse "not a digest: $1"
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
    namespace=ledger-development
    ;;
  staging)
    project=your-project-id
    repository=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    namespace=ledger-staging
    ;;
  production)
    project=your-project-id
    repository=us-central1-docker.pkg.dev/your-project-id/ledger/ledger
    namespace=ledger-production
    ;;
  *) refuse "no such environment: $environment (development, staging, production)" ;;
esac
[ "$project" != your-project-id ] ||
  die "$environment has no project yet; saasfactory container --project NAME writes it into every file"
case ${digest#sha256:} in
  *[!0-9a-f]*) refuse "not a digest: $digest" ;;
esac
[ -z "$digest" ] || [ "${#digest}" -eq 71 ] || refuse "a digest is sha256: and 64 digits: $digest"
cd "$(dirname "$0")/../.."

if [ -z "$digest" ]; then
  if [ "$attest$dry_run" = yesno ]; then
    # Docker's own driver attests to nothing unless the engine keeps images in containerd.
    driver=$(docker buildx inspect | sed -n 's/^Driver: *//p')
    if [ "$driver" = docker ] && ! docker info --format '{{.DriverStatus}}' | grep -q io.containerd.snapshotter; then
      die "--attest needs a buildx builder of the docker-container driver, or an engine that keeps images in containerd: docker buildx create --driver docker-container --use makes the first"
    fi
  fi
  commit=$(git rev-parse HEAD 2>/dev/null || true)
  tag=$(date -u +%Y%m%d%H%M%S)
  if [ -n "$commit" ]; then
    tag=$(printf %.12s "$commit")
    set -- --label "org.opencontainers.image.revision=$commit" --label "org.opencontainers.image.version=$tag"
  fi
  if [ "$attest" = yes ]; then
    run docker buildx build --platform linux/amd64 "$@" --tag "$repository:$tag" --file Dockerfile \
      --sbom=true --provenance=mode=max --push .
  else
    run docker build --platform linux/amd64 "$@" --tag "$repository:$tag" --file Dockerfile .
    run docker push "$repository:$tag"
  fi
  if [ "$dry_run" = yes ]; then
    digest='sha256:(of that build)'
  else
    digest=$(gcloud artifacts docker images describe "$repository:$tag" --project "$project" --format 'value(image_summary.digest)')
  fi
fi

# set_digest FILE BEFORE: the digest that follows BEFORE in FILE becomes that of the build.
set_digest() {
  printf '+ set %s in %s\n' "$digest" "$1"
  [ "$dry_run" = no ] || return 0
  [ "$(grep -c "$2sha256:" "$1")" -eq 1 ] || die "$1: write the digest by hand, there is not one '$2sha256:' in it"
  sed "s|$2sha256:[0-9a-f]*|$2$digest|" "$1" >"$1.new"
  cat "$1.new" >"$1"
  rm "$1.new"
}

gke() {
  set_digest "deploy/k8s/overlays/$environment/kustomization.yaml" "digest: "
  run kubectl ${context:+--context "$context"} --namespace "$namespace" apply --kustomize "deploy/k8s/overlays/$environment"
}

gke
if [ "$smoke" = yes ]; then
  attempt "the run failed; deploy/scripts/rollback.sh $environment takes the release back" \
    deploy/scripts/smoke.sh ${context:+--context "$context"} "$environment"
fi
