import { afterEach, beforeAll, beforeEach } from 'vitest';
import { silentLog } from '../../../src/common/log';
import { ModelClient } from '../../../src/host/modelClient';
import { ModelProcess } from '../../../src/host/modelProcess';
import { buildModelProgram } from './modelProgram';

/** The model process of a test and a client of it. */
export interface TestedProcess {
  readonly process: ModelProcess;
  readonly client: ModelClient;
}

/** Gives every test of a file a model process of its own, as the extension has one. */
export function eachWithModelProcess(): TestedProcess {
  let program: string;
  let tested: TestedProcess | undefined;
  const now = (): TestedProcess => {
    if (tested === undefined) throw new Error('No test has begun.');
    return tested;
  };
  beforeAll(async () => {
    program = await buildModelProgram();
  });
  beforeEach(() => {
    const process = new ModelProcess({
      program,
      log: silentLog,
      idleMilliseconds: () => 0,
      backOff: () => 0,
    });
    tested = { process, client: new ModelClient(process) };
  });
  afterEach(() => {
    now().process.dispose();
  });
  return {
    get process() {
      return now().process;
    },
    get client() {
      return now().client;
    },
  };
}
