# Everything comes from Debian 12's packages; ./dev installs them.
set(Boost_NO_BOOST_CMAKE OFF)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(valijson REQUIRED)
find_package(SQLite3 REQUIRED)
set(OPENSSL_USE_STATIC_LIBS TRUE) # one digest, of a library that takes long to load
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE) # agents only
find_package(Threads REQUIRED)
# Adapters: C functions and their debug information, regular expressions, XML, units.
find_package(PkgConfig REQUIRED)
find_package(pugixml REQUIRED)
pkg_check_modules(DW REQUIRED IMPORTED_TARGET libdw)
pkg_check_modules(FFI REQUIRED IMPORTED_TARGET libffi)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(UDUNITS REQUIRED IMPORTED_TARGET udunits)
