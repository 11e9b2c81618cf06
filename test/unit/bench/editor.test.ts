import { describe, expect, it } from 'vitest';
import { editingGoals, hostGoals, megabyteGoals } from '../../../bench/report/editorGoals.mjs';
import { hostTable, megabyteTable } from '../../../bench/report/editorTables.mjs';
import { tableOfGoals } from '../../../bench/report/goal.mjs';
import type { Taken } from '../../../bench/results.mjs';
import type { HostResults } from '../../../bench/sections/host.mjs';
import type { MegabyteResults } from '../../../bench/sections/megabyte.mjs';
import { someMachine } from './someMachine';

const taken: Taken = { command: 'npm run bench', machine: someMachine };

const delay = (p99: number) => ({ p50: 0.1, p99, most: 45.1, seconds: 120.4 });

const host: HostResults = {
  ...taken,
  firstHeat: { firstUse: [1_900, 2_100, 1_800], cold: [570, 580, 590], warm: [60, 70, 80] },
  comingBack: { shown: [20, 30, 40], reopened: [10, 15, 120] },
  painting: { updates: [1, 2, 17] },
  eventLoop: {
    idle: delay(0.3),
    working: [
      { threads: 0, running: delay(7.25), typing: delay(2.5) },
      { threads: 256, running: delay(11), typing: delay(20.5) },
    ],
  },
};

const megabyte: MegabyteResults = {
  ...taken,
  units: 1_000_000,
  tokens: 310_000,
  firstRows: { cold: [900, 1_100, 950], warm: [412.4] },
  eventLoop: delay(7.25),
  analysing: { p50: 5, p99: 8, most: 31, seconds: 1.23 },
  cancel: [20, 260, 80],
  memory: {
    before: { host: 200, model: 300 },
    after: { host: 420.4, model: 520 },
    modelPeak: null,
    modelPeakOfAll: 640,
    rows: 198.6,
  },
};

describe('the tables of the editor', () => {
  const text = hostTable(host);

  it('have the delays at each number of threads', () => {
    expect(text).toContain('| nothing runs |  | 0.1 | 0.3 | 45.1 | 120 |');
    expect(text).toContain(
      '| a long text is compared | 0: as the engine chooses | 0.1 | 7.3 | 45.1 | 120 |',
    );
    expect(text).toContain('| typing in live mode | 256 | 0.1 | 20.5 | 45.1 | 120 |');
  });

  it('keep the first use of a pair apart from later starts, and the disk from what is shown', () => {
    expect(text).toContain('are measured | 1900 (1800–2100) |');
    expect(text).toContain('| a new model process | 580 (570–590) |');
    expect(text).toContain('opened again, no model process | 15 (10–120) |');
    expect(text).toContain('from showing it | 30 (20–40) |');
  });
});

describe('the table of a megabyte', () => {
  it('has delays, memory that the system tells, and how long cancelling takes', () => {
    const text = megabyteTable(megabyte);
    expect(text).toContain('| the text is compared | 0.1 | 7.3 | 45.1 | 120 |');
    expect(text).toContain(
      '| all that the panel shows of it is made and sent, eight times | 5.0 | 8.0 | 31.0 | 1.2 |',
    );
    expect(text).toContain('| extension host | 200 | 420 |  |');
    expect(text).toContain('| model process | 300 | 520 | –, with what was cancelled 640 |');
    expect(text).toContain(
      '1,000,000 characters, 310,000 tokens; first rows after 950 (900–1100) ms with a new model process, 412 ms with',
    );
    expect(text).toContain('80 (20–260) ms at 3 moments');
    expect(text).toContain('threads: as the engine chooses unless stated.');
  });
});

describe('goals in the editor', () => {
  it('are judged at each number of threads', () => {
    const text = tableOfGoals(hostGoals(host));
    expect(text).toContain(
      'p99 during a run, threads as the engine chooses | 7.3 ms | ≤ 20 ms | yes |',
    );
    expect(text).toContain(
      'p99 while typing, 256 threads asked for | 20.5 ms | ≤ 20 ms | **no** |',
    );
  });

  it('have no bar for the first use of a pair, and judge later starts without it', () => {
    const text = tableOfGoals(hostGoals(host));
    expect(text).toContain('are measured | 1900 (1800–2100) ms | none | – | `npm run bench` |');
    expect(text).toContain('process start included | 580 (570–590) ms | ≤ 1000 ms | yes |');
    expect(text).toContain('document opened again | 15 (10–120) ms | ≤ 100 ms | yes |');
  });

  it('take the median of a megabyte from a new process', () => {
    const text = tableOfGoals(megabyteGoals(megabyte, undefined));
    expect(text).toContain(
      'characters, process start included | 950 (900–1100) ms | ≤ 1000 ms | yes |',
    );
    expect(text).not.toContain('peak memory');
  });

  it('divide each edit by the whole of its own document', () => {
    const text = tableOfGoals(
      editingGoals({
        ...taken,
        tokens: 2_000,
        full: [100, 200, 300],
        edited: [10, 10, 60],
        switched: { full: [100, 200, 300], edited: [10, 40, 90] },
      }),
    );
    expect(text).toContain('2,000 tokens ÷ the whole | 10.0 (5.0–20.0) % | ≤ 15 % | yes |');
    expect(text).toContain('was scored ÷ the whole | 20.0 (10.0–30.0) % | ≤ 15 % | **no** |');
  });
});
