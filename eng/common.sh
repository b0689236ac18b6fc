# shellcheck shell=bash
# Sourced by the scripts at the root and by tests/suites/*: where the tree is, and how it is built.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
# A build server that outlives the script would keep its output, and so its caller, waiting.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Prints the comment at the top of a script: its purpose and its usage.
print_header() {
  sed -n '2,/^[^#]/{/^# \{0,1\}/s///p}' "$1" | sed '/^shellcheck /d'
}

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    if [[ -x $HOME/.dotnet/dotnet ]]; then
      PATH=$HOME/.dotnet:$PATH
    else
      echo "The .NET 10 SDK is needed and 'dotnet' is not on the PATH." >&2
      exit 1
    fi
  fi
}

# Runs a build alone: two terminals that start at once must not write the same files. The lock is not handed to the
# build itself, whose helper processes would keep it.
with_build_lock() {
  mkdir -p "$root/artifacts"
  if command -v flock >/dev/null 2>&1; then
    (
      flock 9
      "$@" 9>&-
    ) 9>"$root/artifacts/.build.lock"
  else
    "$@"
  fi
}

# The page, which the relay serves from its own binary, and when a build of it last succeeded.
page=$root/web/app/dist
page_stamp=$root/artifacts/.page.built

# Without Node there is nothing to build it with: the relay then serves no page.
page_is_fresh() {
  command -v npm >/dev/null 2>&1 || return 0
  [[ -f $page/index.html && -f $page_stamp ]] &&
    [[ -z $(find "$root/web" \( -name node_modules -o -name dist -o -path '*/test*' \) -prune -o -type f -newer "$page_stamp" -print -quit) ]]
}

# Builds the page when something of it is newer than the last build.
build_page() {
  command -v npm >/dev/null 2>&1 || echo "Node 20 with npm is not on the PATH: the relay will serve no web page." >&2
  page_is_fresh && return
  local log
  log=$(mktemp)
  touch "$page_stamp.next"
  if ! (cd "$root/web" && install_web_packages && npm run build) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  mv "$page_stamp.next" "$page_stamp"
}

# Installs what the lock file of the current folder says, unless that is there already.
install_web_packages() {
  [[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund
}

# Builds the given project or solution in Release, quietly: what the build said is shown only if it fails.
build_quietly() {
  local log
  log=$(mktemp)
  if ! dotnet build "$@" -c Release >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Where the command line is built, and when a build of it last succeeded.
program=$root/artifacts/bin/Sharencrypt.Cli/release/sharencrypt
stamp=$root/artifacts/.sharencrypt.built

# Runs a build that includes the command line, from a cleared output folder: a relay or a transfer that still runs from
# the old files keeps them, where overwriting them in place would pull them from under it.
build_command_line() {
  rm -rf "$(dirname "$program")" "$stamp"
  # The stamp takes the time before the build: what is edited meanwhile counts as newer.
  touch "$stamp.next"
  "$@"
  mv "$stamp.next" "$stamp"
}
