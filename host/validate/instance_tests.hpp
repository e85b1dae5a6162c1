// Rules that plugins of every kind keep: AG-LIFE, AG-ABI, AG-MEM, AG-THR, AG-DET, AG-SAVE, AG-EXT.
#pragma once

namespace archgym::host::validation {

class Check;

void instance_is_created(Check& check);
void instances_come_and_go(Check& check);
void threads_are_joined(Check& check);
void unknown_extensions_are_refused(Check& check);
void other_hosts_are_met(Check& check);
void process_stays_as_it_is(Check& check);
void outputs_stay_in_bounds(Check& check);
void optional_pointers_may_be_null(Check& check);
void instances_are_independent(Check& check);
void wrong_states_are_rejected(Check& check);

// Agents and models; see requests_are_repeatable() for environments.
void work_is_repeatable(Check& check);

}  // namespace archgym::host::validation
