#!/usr/bin/env bash
# Installs the Debian packages that the tests use, where this is root on a machine with apt; says what is missing elsewhere.
set -euo pipefail
cd "$(dirname "$0")"
missing=()
while read -r package; do
  [[ -z "$package" || "$package" == \#* ]] && continue
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package")
done < debian-packages.txt
[[ ${#missing[@]} -eq 0 ]] && exit 0
if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
  echo "make: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "make: NOT INSTALLED (needs root and apt): ${missing[*]}. Tests that use them will be skipped." >&2
fi
