/*
 * archgym/cpp.hpp - what every header of the C++ layer needs: C++17 or later.
 */
#ifndef ARCHGYM_CPP_HPP
#define ARCHGYM_CPP_HPP

#if !defined(__cplusplus) || __cplusplus < 201703L
#error "the C++ layer of ArchGym needs C++17 or later; C and older C++ use <archgym/archgym.h>"
#endif

#endif
