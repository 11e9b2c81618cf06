import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Log } from '../common/log';
import { errorCode } from './files';
import type { ChosenPlan } from './planChoice';
import type { Probe } from './probe';

const probeSchema = z.strictObject({
  width: z.int().positive(),
  noiseFloor: z.number().positive(),
  causality: z.number().nonnegative(),
  chunkLength: z.int().positive(),
});

const planSchema = z.strictObject({
  threads: z.int().nonnegative(),
  sideBySide: z.boolean(),
  reason: z.string(),
});

const fileSchema = z.strictObject({
  version: z.literal(1),
  probes: z.array(
    z.strictObject({
      key: z.string(),
      probe: probeSchema,
      plan: planSchema,
      triesLeft: z.int().nonnegative(),
    }),
  ),
});

/** What the first load of a pair shows. */
interface KeptProbe {
  readonly probe: Probe;
  /** How the two models share the processor. */
  readonly plan: ChosenPlan;
  /** How often plans may still be measured, as it was not possible so far; 0 where the plan holds. */
  readonly triesLeft: number;
}

type Entries = z.infer<typeof fileSchema>['probes'];

/** Probes that are kept; the ones that were made longest ago make room. */
const most = 64;

/**
 * Keeps what probes showed in a file, so that a pair is probed once and not whenever it is loaded. What
 * cannot be read or written is probed again.
 */
export class ProbeStore {
  /**
   * @param file is made with its folder when there is something to keep
   * @param engine gives text that changes with what computes the numbers; its probes are its own
   */
  constructor(
    private readonly file: string,
    private readonly engine: () => Promise<string>,
    private readonly log: Log,
  ) {}

  /** @param key changes with the files of the pair and with the machine */
  async get(key: string): Promise<KeptProbe | undefined> {
    const wanted = await this.keyOf(key);
    return (await this.read()).find((entry) => entry.key === wanted);
  }

  async put(key: string, { probe, plan, triesLeft }: KeptProbe): Promise<void> {
    const own = await this.keyOf(key);
    const others = (await this.read()).filter((entry) => entry.key !== own);
    const probes = [...others, { key: own, probe, plan, triesLeft }].slice(-most);
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await writeFileAtomic(this.file, JSON.stringify({ version: 1, probes }));
    } catch (error) {
      const reason = errorCode(error) ?? String(error);
      this.log.log('warn', `The probe of a pair cannot be kept in ${this.file} (${reason}).`);
    }
  }

  private async keyOf(key: string): Promise<string> {
    return `${await this.engine()} ${key}`;
  }

  private async read(): Promise<Entries> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.file, 'utf8'))).probes;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        this.log.log(
          'warn',
          `The probes kept in ${this.file} cannot be used; they are made again.`,
        );
      }
      return [];
    }
  }
}
