import type { TestEvent } from './testEvents';

/** How a run ended, in the numbers that the last line states. */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  /** Why the run as a whole is not to be trusted; it counts as one more failure. */
  readonly problem?: string;
}

/**
 * Judges a run by what the suite reported, never by the exit code alone.
 *
 * @param code exit code that VS Code reported, undefined when it reported none
 */
export function judge(events: readonly TestEvent[], code: number | undefined): Verdict {
  const count = (kind: TestEvent['event']): number =>
    events.filter(({ event }) => event === kind).length;
  const passed = count('pass');
  const failed = count('fail');
  const end = events.find((event) => event.event === 'end');
  const bad = (problem: string): Verdict => ({ passed, failed: failed + 1, problem });
  if (end === undefined) {
    const running = unfinished(events);
    const during = running === undefined ? '' : ` during "${running}"`;
    return bad(
      `The extension host ended${during} before the suite did (exit code ${String(code ?? 'none')}): it crashed, was killed or never started.`,
    );
  }
  if (end.passed !== passed || end.failed !== failed) {
    return bad('The suite’s own count does not match its reports.');
  }
  if (passed + failed === 0) return bad('No test ran.');
  if (failed === 0 && code !== 0) {
    return bad(`VS Code ended with exit code ${String(code ?? 'none')} though every test passed.`);
  }
  return { passed, failed };
}

function unfinished(events: readonly TestEvent[]): string | undefined {
  const last = events.at(-1);
  return last?.event === 'start' ? last.title : undefined;
}
