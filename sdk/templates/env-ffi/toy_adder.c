/*
 * A carry-skip adder as two formulas, in place of the function of a library that knows nothing
 * about ArchGym. How it is called is in toy_adder.archgym.json.
 */
enum { ADDER_OK = 0, ADDER_NO_BLOCKS = 1 };

/* Delay in picoseconds and energy in femtojoules of one addition. */
int adder_estimate(unsigned bits, unsigned block, double voltage, double* delay, double* energy) {
  const double blocks = (double)bits / block;
  if (block > bits) return ADDER_NO_BLOCKS;
  *delay = (2.0 * block + blocks) * 16.0 / voltage;
  *energy = (bits + 2.0 * blocks) * voltage * voltage;
  return ADDER_OK;
}
