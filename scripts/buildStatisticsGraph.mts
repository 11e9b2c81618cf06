// Writes the statistics graph: `node --import tsx scripts/buildStatisticsGraph.mts [FILE]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildStatisticsGraph } from './statisticsGraph.mjs';

const file = process.argv[2] ?? 'dist/statistics.onnx';
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, buildStatisticsGraph());
