#include <fribidi.h>

/* A macro, which Swift does not see. */
static const FriBidiParType cfribidi_by_first_letter = FRIBIDI_PAR_ON;
