/**
 * What the suite inside VS Code tells the runner outside, one JSON object a line in a file. The exit code
 * is not enough: an extension host that is killed, or that calls `process.exit(0)`, reports success.
 */
export type TestEvent =
  | { readonly event: 'start'; readonly title: string }
  | { readonly event: 'pass'; readonly title: string; readonly milliseconds: number }
  | { readonly event: 'fail'; readonly title: string; readonly message: string }
  | { readonly event: 'skip'; readonly title: string }
  | { readonly event: 'end'; readonly passed: number; readonly failed: number };

/** Environment variable that names the file. */
export const eventFileVariable = 'STEERSCOPE_TEST_EVENTS';

/** Environment variable with a regular expression: only tests whose title matches it run. */
export const grepVariable = 'STEERSCOPE_TEST_GREP';

/** Reads the whole lines of the file; a last line that is still being written is left for later. */
export function parseEvents(content: string): TestEvent[] {
  const whole = content.slice(0, content.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line): TestEvent => JSON.parse(line) as TestEvent); // written by insideHost.ts alone
}
