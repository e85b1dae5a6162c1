// Rules that concern the manifest and the library: AG-MAN, AG-ABI-1, AG-LIB.
#pragma once

namespace archgym::host::validation {

class Check;

void manifest_is_valid(Check& check);
void library_loads(Check& check);
void one_symbol_is_exported(Check& check);
void manifests_agree(Check& check);
void tables_are_complete(Check& check);
void unknown_factories_are_refused(Check& check);
void nothing_happens_at_load(Check& check);
void loading_is_fast(Check& check);

}  // namespace archgym::host::validation
