# What every script here begins with: the package's folder, zlib's header, and how the tests are built.
# Sourced, not run.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v swift >/dev/null; then
  echo "Swift is not installed: see https://www.swift.org/install/linux/" >&2
  exit 69
fi

# The compiler's own search finds the header wherever the system keeps it.
if ! printf '#include <zlib.h>\n' | clang -E -x c - >/dev/null 2>&1 \
  && ! printf '#include <zlib.h>\n' | cc -E -x c - >/dev/null 2>&1; then
  echo "zlib's header is missing; installing zlib1g-dev" >&2
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "This needs root: apt-get install zlib1g-dev" >&2
      exit 69
    fi
    as_root=(sudo)
  fi
  if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here: install zlib's development files by hand" >&2
    exit 69
  fi
  if ! "${as_root[@]}" apt-get update -qq || ! "${as_root[@]}" apt-get install -y -qq zlib1g-dev; then
    echo "Could not install zlib1g-dev: run apt-get install zlib1g-dev yourself" >&2
    exit 69
  fi
fi

# Tests build into a folder of their own: their flags differ from those of Tools/demo, and each would
# make the other build everything anew. What is tested can load plugins, so it exports its symbols.
# Compiling is most of what a test takes, and less without debugging information: Swift Testing says
# by itself where something failed.
test_options=(-c release --scratch-path .build/test -Xswiftc -enable-testing -debug-info-format none
  --explicit-target-dependency-import-check error -Xlinker --export-dynamic)
