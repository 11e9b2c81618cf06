// Writes the statistics kernel: `node --import tsx scripts/buildStatisticsKernel.mts [FILE]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildStatisticsKernel } from './kernel/statisticsKernel.mjs';

const file = process.argv[2] ?? 'dist/statistics.wasm';
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, buildStatisticsKernel());
