import type { Machine } from '../../../bench/harness/machine.mjs';

export const someMachine: Machine = {
  processor: 'Processor',
  cores: 2,
  memory: 24,
  platform: 'linux x64',
  node: '20.19.0',
  loadBefore: 0.1,
};
