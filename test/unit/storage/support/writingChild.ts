// Keeps comparisons in a folder without end, each under the key that names what its numbers start with.
import { ComparisonCache } from '../../../../src/storage/comparisonCache';
import { numberedComparison } from './numberedComparison';

const [folder = '', rows = ''] = process.argv.slice(2);
const cache = new ComparisonCache(folder, () => 1e12, { log: () => undefined });

async function writeOn(): Promise<void> {
  for (let turn = 0; ; turn++) {
    const start = turn % 4;
    await cache.put(`starts with ${start}`, numberedComparison(Number(rows), start));
    if (turn === 0) process.stdout.write('writing\n');
  }
}

void writeOn();
