import { writeFileSync } from 'node:fs';

writeFileSync(process.argv[2] ?? 'dist/statistics.onnx', '');
