/* A shared library that is not a plugin at all. */
extern int archgym_nothing_to_see(void);
int archgym_nothing_to_see(void) {
  return 1;
}
