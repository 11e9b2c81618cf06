import type { Delay } from '../harness/hostSuite.mjs';
import type { HostResults } from '../sections/host.mjs';
import type { MegabyteResults } from '../sections/megabyte.mjs';
import { formatCount, formatSpread, table } from './markdown.mjs';
import { takenWith } from './otherTables.mjs';

const delayed = "delay of the extension host's event loop, ms";
const delayColumns = ['median', 'p99', 'most', 'seconds'];

function delays({ p50, p99, most, seconds }: Delay): string[] {
  const duration = seconds.toFixed(seconds < 10 ? 1 : 0);
  return [p50.toFixed(1), p99.toFixed(1), most.toFixed(1), duration];
}

export function hostTable(results: HostResults): string {
  const { comingBack, eventLoop, firstHeat, painting } = results;
  const rows = eventLoop.working.flatMap(({ threads, running, typing }) => {
    const setting = threads === 0 ? '0: as the engine chooses' : String(threads);
    return [
      ['a long text is compared', setting, ...delays(running)],
      ['typing in live mode', setting, ...delays(typing)],
    ];
  });
  return [
    table(
      [delayed, '`steerscope.threads`', ...delayColumns],
      [['nothing runs', '', ...delays(eventLoop.idle)], ...rows],
    ),
    table(
      ['until there is heat in the editor, from the command', 'ms'],
      [
        [
          'first use ever of a pair: it is probed, and ways to share the processors are measured',
          formatSpread(firstHeat.firstUse, 0),
        ],
        ['a new model process', formatSpread(firstHeat.cold, 0)],
        ['the pair in memory', formatSpread(firstHeat.warm, 0)],
        [
          'a compared document that is opened again, no model process',
          formatSpread(comingBack.reopened, 0),
        ],
        [
          'a compared document that is shown again after another one, from showing it',
          formatSpread(comingBack.shown, 0),
        ],
      ],
    ),
    `Decorations of a text of 5,000 tokens: ${formatSpread(painting.updates, 1)} ms an update. ${takenWith(results)}`,
  ].join('\n\n');
}

export function megabyteTable(results: MegabyteResults): string {
  const { units, tokens, firstRows, eventLoop, analysing, cancel, memory } = results;
  const mebibytes = (value: number | null): string => value?.toFixed(0) ?? '–';
  return [
    table(
      [delayed, ...delayColumns],
      [
        ['the text is compared', ...delays(eventLoop)],
        ['all that the panel shows of it is made and sent, eight times', ...delays(analysing)],
      ],
    ),
    table(
      ['resident memory, MiB', 'before', 'after', 'peak'],
      [
        ['extension host', mebibytes(memory.before.host), mebibytes(memory.after.host), ''],
        [
          'model process',
          mebibytes(memory.before.model),
          mebibytes(memory.after.model),
          `${mebibytes(memory.modelPeak)}, with what was cancelled ${mebibytes(memory.modelPeakOfAll)}`,
        ],
      ],
    ),
    `${formatCount(units)} characters, ${formatCount(tokens)} tokens; first rows after ${formatSpread(firstRows.cold, 0)} ms with a new model process, ${formatSpread(firstRows.warm, 0)} ms with the pair in memory. The result's numbers take ${memory.rows.toFixed(0)} MiB of the extension host. From cancelling to the end of the run: ${formatSpread(cancel, 0)} ms at ${cancel.length} moments. ${takenWith(results)}`,
  ].join('\n\n');
}
