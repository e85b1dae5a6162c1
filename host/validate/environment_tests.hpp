// Rules for environments: AG-ENV, and those of other families that environments have to themselves.
#pragma once

namespace archgym::host::validation {

class Check;

void default_design_evaluates(Check& check);
void workloads_are_known(Check& check);
void bounds_evaluate(Check& check);
void inactive_parameters_are_ignored(Check& check);
void examples_are_reproduced(Check& check);
void inert_parameters_are_inert(Check& check);
void failures_have_reasons(Check& check);
void details_are_json(Check& check);
void texts_are_utf8(Check& check);
void calls_can_be_cancelled(Check& check);
void requests_are_repeatable(Check& check);
void episodes_are_repeatable(Check& check);
void memory_does_not_grow(Check& check);
void time_limit_is_ample(Check& check);
void any_design_evaluates(Check& check);

}  // namespace archgym::host::validation
