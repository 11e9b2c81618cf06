import type { SubjectSpec } from './subjectProcess.mjs';

/** A subject and how it is compared. */
export interface Subject extends SubjectSpec {
  readonly id: 'engine' | 'torch' | 'torchShort' | 'torchCached' | 'llama' | 'plain';
  /** Windows of its own, half of them as stride: it sees less than the others, so numbers differ. */
  readonly contextWindow?: number;
  /** How closely its means must agree with the engine's; see checkAgreement. */
  readonly tolerance: number;
}

const node = [process.execPath, '--import', 'tsx'] as const;

/** llama.cpp keeps keys and values as float16 by default, which moves means by up to 2·10⁻⁴ nats. */
const llamaAgreement = 1e-3;

/** Everyone who runs the same text; the engine comes first. */
export function subjects(python: string): Subject[] {
  return [
    {
      id: 'engine',
      name: 'Steerscope',
      command: [...node, 'bench/subjects/engine.mts'],
      tolerance: 0,
    },
    {
      id: 'torch',
      name: 'PyTorch script',
      command: [python, 'bench/subjects/torch_script.py'],
      tolerance: 1e-5,
    },
    {
      id: 'torchShort',
      name: 'PyTorch script, windows of 512, stride 256',
      command: [python, 'bench/subjects/torch_script.py'],
      tolerance: 1e-5,
      contextWindow: 512,
    },
    {
      id: 'torchCached',
      name: 'PyTorch script with key-value cache',
      command: [python, 'bench/subjects/torch_script.py', '--cached'],
      tolerance: 1e-5,
    },
    {
      id: 'llama',
      name: 'llama-cpp-python script',
      command: [python, 'bench/subjects/llama_script.py'],
      tolerance: llamaAgreement,
    },
    {
      id: 'plain',
      name: 'transformers.js script',
      command: [...node, 'bench/subjects/plainScript.mts'],
      tolerance: 1e-5,
    },
  ];
}
