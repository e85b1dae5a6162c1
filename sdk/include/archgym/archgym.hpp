/*
 * archgym/archgym.hpp - the whole C++ layer over the C ABI, header only, C++17 to C++23.
 *
 * Read environment.hpp to write a simulator, agent.hpp to write a search algorithm, model.hpp to
 * write a cost model; random.hpp has random numbers that are the same everywhere.
 */
#ifndef ARCHGYM_ARCHGYM_HPP
#define ARCHGYM_ARCHGYM_HPP

#include "agent.hpp"
#include "agent_loader.hpp"
#include "archgym.h"
#include "cpp.hpp"
#include "environment.hpp"
#include "error.hpp"
#include "hash.hpp"
#include "host.hpp"
#include "hyperparameters.hpp"
#include "model.hpp"
#include "plugin.hpp"
#include "portable.hpp"
#include "random.hpp"
#include "space.hpp"
#include "space_declaration.hpp"
#include "span.hpp"
#include "state.hpp"
#include "values.hpp"

#endif
