// Rules for models: AG-MOD.
#pragma once

namespace archgym::host::validation {

class Check;

void predictions_have_the_shape(Check& check);
void wrong_shapes_are_refused(Check& check);
void saved_models_predict_the_same(Check& check);
void more_data_helps(Check& check);

}  // namespace archgym::host::validation
