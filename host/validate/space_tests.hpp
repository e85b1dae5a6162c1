// Rules for spaces that depend on the workload or the configuration: AG-SPC.
#pragma once

namespace archgym::host::validation {

class Check;

void spaces_are_valid(Check& check);
void spaces_are_repeatable(Check& check);
void designs_of_every_workload_evaluate(Check& check);

}  // namespace archgym::host::validation
