/**
 * Fewest prompts whose spread says something of others: below that, intervals are of the continuations of
 * these prompts only.
 */
export const fewestPrompts = 5;
