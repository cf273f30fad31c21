#!/bin/sh
# Fails a change that adds an unpinned, unapproved or malicious MCP server: 0 clean, 1 findings, 2 could not do the job.
# Works in any CI that has git and Node. All settings are variables, so that no word of a pull request is ever part of a command:
#   SALLYPORT_CI_PACKAGE     what npm installs: NAME@VERSION or a packed .tgz; without it, `sallyport` of PATH is used
#   SALLYPORT_CI_PROJECT     the checkout (default: the working folder)
#   SALLYPORT_CI_SINCE       the commit that the change would be merged into; without it, everything counts
#   SALLYPORT_CI_KEYS        public keys of who may approve: base64 or files outside of the checkout, between spaces
#   SALLYPORT_CI_ADVISORIES  advisories to take in first: a folder, a ZIP archive, or the https address of one
#   SALLYPORT_CI_SARIF       where SARIF is written, outside of the checkout
#   SALLYPORT_CI_FAIL_ON     the lowest severity that fails (default: high)
#   SALLYPORT_CI_VET         `true`: also fetch and read each new package
set -euf
unset CDPATH

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 2
}

project=$(cd -- "${SALLYPORT_CI_PROJECT:-.}" && pwd -P) || fail 'SALLYPORT_CI_PROJECT is no folder'
package=${SALLYPORT_CI_PACKAGE:-}
case $package in
  -*) fail 'SALLYPORT_CI_PACKAGE is no package' ;;
  /*) ;;
  *.tgz) package=$PWD/$package ;;
esac
sarif=${SALLYPORT_CI_SARIF:-}
case $sarif in
  '' | /*) ;;
  *) sarif=$PWD/$sarif ;;
esac

advisories=${SALLYPORT_CI_ADVISORIES:-}
case $advisories in
  -*) fail 'SALLYPORT_CI_ADVISORIES is no source' ;;
  '' | /* | https:*) ;;
  *) advisories=$PWD/$advisories ;;
esac

work=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/sallyport-XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 2' HUP INT TERM

# Words of a pull request may look like commands to a runner of GitHub; from here on it takes none before the token comes.
if [ "${GITHUB_ACTIONS:-}" = true ]; then
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  trap 'printf "\n::%s::\n" "$token"; rm -rf -- "$work"' EXIT
  printf '::stop-commands::%s\n' "$token"
fi

# Outside of the checkout, where no settings of the change are read.
cd -- "$work"
sallyport=sallyport
if [ -n "$package" ]; then
  npm install --ignore-scripts --no-audit --no-fund --no-save --prefix "$work" -- "$package" >&2 ||
    fail 'npm could not install SALLYPORT_CI_PACKAGE'
  sallyport=$work/node_modules/.bin/sallyport
fi
command -v "$sallyport" >/dev/null || fail 'there is no sallyport in PATH, and SALLYPORT_CI_PACKAGE names none'

if [ -n "$advisories" ]; then
  "$sallyport" advisories import "$advisories" >&2 || fail 'the advisories could not be taken in'
fi

set -- scan "--project=$project" "--fail-on=${SALLYPORT_CI_FAIL_ON:-high}"
if [ -n "${SALLYPORT_CI_SINCE:-}" ]; then set -- "$@" "--since=$SALLYPORT_CI_SINCE"; fi
if [ -n "$sarif" ]; then set -- "$@" "--sarif-file=$sarif"; fi
if [ "${SALLYPORT_CI_VET:-}" = true ]; then set -- "$@" --vet; fi
for key in ${SALLYPORT_CI_KEYS:-}; do
  set -- "$@" "--key=$key"
done

code=0
"$sallyport" "$@" || code=$?
# Whatever else it ends with, nothing was judged.
case $code in
  0 | 1) exit "$code" ;;
  *) exit 2 ;;
esac
