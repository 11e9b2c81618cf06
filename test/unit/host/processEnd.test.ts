import { describe, expect, it } from 'vitest';
import { processEndError } from '../../../src/host/processEnd';

const end = { code: null, signal: null, stderr: '' };

describe('processEndError', () => {
  it.each([
    ["Error: Cannot find module 'onnxruntime-node'\nRequire stack:", 'onnxruntime-node'],
    [
      'Error: libonnxruntime.so.1: cannot open shared object file: No such file or directory',
      'libonnxruntime.so.1',
    ],
    [
      "Error: Cannot find module '../bin/napi-v6/linux/x64/onnxruntime_binding.node'",
      'onnxruntime_binding.node',
    ],
  ])('names a native library that is missing', (stderr, library) => {
    const error = processEndError({ ...end, code: 1, stderr });
    expect(error.message).toContain(`the native library ${library} is missing`);
    // A restart would fail in the same way.
    expect(error.actions).toEqual(['showLog']);
  });

  it('knows when JavaScript itself ran out of memory', () => {
    const stderr =
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    const { message } = processEndError({ ...end, signal: null, code: 134, stderr });
    expect(message).toContain('(out of memory)');
  });

  it('names a signal that it has no reason for', () => {
    expect(processEndError({ ...end, signal: 'SIGTERM' }).message).toContain('(SIGTERM)');
  });
});
