#!/usr/bin/env bash
# release.sh VERSION [--dry-run]: make a release of what is committed: version, changelog, packages, a commit and a tag.
# Nothing leaves this machine; docs/releasing.md says what to push. --dry-run does all but the packages, in a copy.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
version=${1:-}
cd "$here"

refuse() {
    echo "release.sh: $*" >&2
    exit 2
}

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+((a|b|rc)[0-9]+)?$ ]] || refuse "VERSION has to be like 1.2.3 or 1.2.3rc1, not: ${version:-nothing}"
old=$(sed -n 's/^__version__: Final = "\(.*\)"$/\1/p' bot/__init__.py)
[ -z "$(git status --porcelain)" ] || refuse "there are changes that are not committed: commit or stash them"
! git rev-parse --quiet --verify "refs/tags/v$version" >/dev/null || refuse "the tag v$version exists"
# sort takes what follows ~ as earlier: 1.0.0~rc1 is before 1.0.0.
by_age() { printf '%s\n' "$@" | sed -E 's/(a|b|rc)/~\1/' | sort -V | tr -d '~'; }
[ "$(by_age "$old" "$version" | tail -1)" = "$version" ] || refuse "$version is older than $old"

# What stands in the changelog under Unreleased, up to the next version, without empty lines at either end.
notes=$(awk '/^## /{inside = ($0 == "## Unreleased"); next} inside' CHANGELOG.md | sed -e '/./,$!d')
[ -n "$notes" ] || refuse "CHANGELOG.md has nothing under Unreleased"

if [ "${2:-}" = --dry-run ]; then
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    git clone --quiet "$here" "$copy/copy"
    PACKAGE=no bash "$copy/copy/deploy/release.sh" "$version" >/dev/null
    echo "Nothing was changed here. A release would be:"
    git -C "$copy/copy" show --stat "v$version"
    exit
fi

sed -i "s/^__version__: Final = \".*\"$/__version__: Final = \"$version\"/" bot/__init__.py
sed -i "s/^version = \".*\"$/version = \"$version\"/" pyproject.toml
# Helm wants 1.2.3-rc1.
chart=$(printf '%s' "$version" | sed -E 's/([0-9])(a|b|rc)([0-9])/\1-\2\3/')
sed -i -e "s/^version: .*/version: $chart/" -e "s/^appVersion: .*/appVersion: $version/" deploy/helm/sharedfate/Chart.yaml
sed -i "s/^## Unreleased$/## Unreleased\n\n## $version - $(date -u +%Y-%m-%d)/" CHANGELOG.md

if [ "${PACKAGE:-yes}" = yes ]; then
    make package || { git checkout --quiet -- . && refuse "make package failed; nothing was released"; }
fi
git commit --quiet --all --message "Release $version"
printf 'Sharedfate %s\n\n%s\n' "$version" "$notes" | git tag --annotate --cleanup=whitespace --file=- "v$version"
mkdir -p dist
printf '%s\n' "$notes" > dist/NOTES.md
echo "v$version is tagged here; its notes are in dist/NOTES.md. Nothing was pushed: docs/releasing.md says what is left to do."
