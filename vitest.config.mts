import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          // Of a machine that is busy, not of the code: the slowest takes two seconds.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'model',
          include: ['test/model/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file loads onnxruntime: two at a time are enough for two cores.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'ui',
          include: ['test/ui/*.test.ts'],
          environment: 'node',
          // One VS Code and one browser at a time.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'panel',
          include: ['test/ui/panel/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file has a browser.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/*.test.ts'],
          environment: 'node',
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'runner',
          include: ['test/host/selftest/*.test.ts'],
          environment: 'node',
          // Each test starts a VS Code.
          testTimeout: 120_000,
        },
      },
    ],
  },
});
