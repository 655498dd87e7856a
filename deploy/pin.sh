#!/usr/bin/env bash
# pin.sh [--check]: look up the digest of every image that Dockerfile and compose.yaml name, and write it there.
# A digest is that of the index of all architectures. Asks the registries, by crane, skopeo or docker buildx.
# --check writes nothing, and exits with 1 where a tag has moved on.
set -euo pipefail
cd "$(dirname "$0")"
files=(Dockerfile compose.yaml)

digest_of() { # an image with its tag
    if command -v crane >/dev/null; then
        crane digest "$1"
    elif command -v skopeo >/dev/null; then
        # The bytes of the index itself: without --raw it would choose an architecture.
        printf 'sha256:%s\n' "$(skopeo inspect --raw "docker://$1" | sha256sum | cut -d' ' -f1)"
    elif docker buildx version >/dev/null 2>&1; then
        docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1"
    else
        echo "pin.sh: looking up $1 needs crane, skopeo or docker buildx: install one of them" >&2
        exit 2
    fi
}

moved=0
while read -r pinned; do
    image=${pinned%@*}
    new=$(digest_of "$image")
    if ! [[ $new =~ ^sha256:[0-9a-f]{64}$ ]]; then
        echo "pin.sh: asked for the digest of $image, and got: ${new:-nothing}" >&2
        exit 2
    fi
    if [ "$pinned" = "$image@$new" ]; then
        echo "$image is at $new"
        continue
    fi
    moved=1
    echo "$image: ${pinned#*@} is now $new"
    [ "${1:-}" = --check ] || sed -i "s#$pinned#$image@$new#g" "${files[@]}"
done < <(grep -hoE '[a-z0-9./-]+:[A-Za-z0-9._-]+@sha256:[0-9a-f]{64}' "${files[@]}" | sort -u)
[ "${1:-}" != --check ] || exit "$moved"
