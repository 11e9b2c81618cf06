/** What every subject writes in a run: continuations of the same text by both models. */
export const samplingWork = { count: 8, length: 64, promptTokens: 64 } as const;
