// Rules for agents: AG-AGT.
#pragma once

namespace archgym::host::validation {

class Check;

void answers_fit_their_status(Check& check);
void proposals_are_designs(Check& check);
void any_results_are_taken(Check& check);
void checkpoints_continue(Check& check);
void batches_have_any_size(Check& check);
void budgets_have_any_size(Check& check);
void steps_follow_told_trials(Check& check);
void hyperparameters_work_at_their_bounds(Check& check);
void failures_do_not_end_the_search(Check& check);
void more_objectives_are_searched_or_refused(Check& check);
void search_beats_chance(Check& check);
void proposals_are_cheap(Check& check);

}  // namespace archgym::host::validation
