# Says what is installed, in which version, and what the lack of a tool costs.

# Succeeds if nothing is missing that running the recipes takes.
examine() {
  [ $# -eq 0 ] || refuse "doctor takes nothing after it, not '$1'."
  local compiler lacking tier package name purpose before=''
  compiler=$(find_compiler)
  lacking=$(missing run explore test measure clang read browser)
  while IFS='|' read -r tier package _ name purpose; do
    if [ "$tier" != "$before" ]; then
      printf '%s\n' "$(heading_of "$tier")"
      before=$tier
    fi
    if grep -q "^$tier|$package|" <<<"$lacking"; then
      printf '  %-22s missing, needed for %s (%s)\n' \
        "$package" "$purpose" "$name"
    else
      printf '  %-22s %s\n' "$(label_of "$package")" \
        "$(version_of "$package" </dev/null)"
    fi
  done < <(tools)
  ! grep -q '^run|' <<<"$lacking"
}

heading_of() {
  case $1 in
    run) echo 'To run the recipes: ./cookbook run' ;;
    explore) echo 'To see every interleaving: ./cookbook explore' ;;
    test) echo 'To test the recipes: ./cookbook test' ;;
    measure) echo 'To measure the recipes: ./cookbook measure' ;;
    clang) echo 'To test them under a second compiler: ./cookbook test clang' ;;
    read) echo 'To read the book: ./cookbook read' ;;
    browser) echo 'To test the book in a browser' ;;
  esac
}

# What the reader has of a package that is here.
label_of() {
  case $1 in
    g++) echo 'C++ compiler' ;;
    python3-venv) echo mdBook ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# version_of PACKAGE
version_of() {
  case $1 in
    g++) printf '%s (%s)\n' \
      "$("$compiler" -dumpfullversion -dumpversion)" "$compiler" ;;
    cmake) number_in "$(cmake --version)" ;;
    ninja-build) number_in "$(ninja --version)" ;;
    libboost-*) macro boost/version.hpp BOOST_LIB_VERSION | tr _ . ;;
    libtbb-dev) macro tbb/version.h TBB_VERSION_MAJOR.TBB_VERSION_MINOR ;;
    libssl-dev) macro openssl/opensslv.h OPENSSL_VERSION_STR ;;
    libpng-dev) macro png.h PNG_LIBPNG_VER_STRING ;;
    nlohmann-json3-dev)
      macro nlohmann/json.hpp \
        NLOHMANN_JSON_VERSION_MAJOR.NLOHMANN_JSON_VERSION_MINOR
      ;;
    libdw-dev) macro elfutils/version.h _ELFUTILS_VERSION ;;
    zlib1g-dev) macro zlib.h ZLIB_VERSION ;;
    libconcurrentqueue-dev) echo here ;;
    catch2) catch2_version ;;
    clang) number_in "$(clang++ --version)" ;;
    python3-venv) mdbook_status ;;
    chromium) chromium_version ;;
    chromium-driver) number_in "$(chromedriver --version)" ;;
    python3-selenium) selenium_version ;;
  esac
}

number_in() {
  grep -o -m 1 '[0-9][0-9.]*[0-9]' <<<"$1" | head -n 1
}

# macro HEADER EXPRESSION
# What the preprocessor makes of the expression, without blanks and quotes.
macro() {
  printf '#include <%s>\nits version is %s\n' "$1" "$2" |
    "$compiler" -std=c++20 -E -P -x c++ - 2>/dev/null |
    sed -n 's/^its version is //p' | tr -d ' "'
}

catch2_version() {
  local header=catch2/catch.hpp
  ! has_header catch2/catch_version_macros.hpp ||
    header=catch2/catch_version_macros.hpp
  macro "$header" CATCH_VERSION_MAJOR.CATCH_VERSION_MINOR
}

mdbook_status() {
  local mdbook
  mdbook=$(find_mdbook)
  if [ -n "$mdbook" ]; then
    number_in "$("$mdbook" --version)"
  else
    printf 'comes with the first ./cookbook read\n'
  fi
}

selenium_version() {
  local python
  for python in /usr/bin/python3 python3; do
    ! "$python" -c 'import selenium; print(selenium.__version__)' \
      2>/dev/null || return 0
  done
}

chromium_version() {
  local name
  for name in chromium chromium-browser google-chrome; do
    ! has_program "$name" || break
  done
  number_in "$("$name" --version 2>/dev/null)"
}
