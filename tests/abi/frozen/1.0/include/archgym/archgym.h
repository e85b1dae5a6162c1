/*
 * archgym/archgym.h - the whole C ABI of ArchGym plugins. Start reading at abi.h.
 */
#ifndef ARCHGYM_ARCHGYM_H
#define ARCHGYM_ARCHGYM_H

#include "abi.h"
#include "agent.h"
#include "agent_loader.h"
#include "env.h"
#include "episode.h"
#include "host.h"
#include "interrupt.h"
#include "model.h"
#include "plugin.h"
#include "snapshot.h"
#include "space.h"
#include "status.h"
#include "stream.h"
#include "value.h"

#endif
