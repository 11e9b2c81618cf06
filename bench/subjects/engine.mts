// Subject: this project's engine as it ships: the built model process over its own protocol, from the
// text to the last row in this client, which counts too.
import { columnMeans } from '../harness/columnMeans.mjs';
import { EngineClient } from '../harness/engineClient.mjs';
import { readTask, serve } from '../harness/serveSubject.mjs';
import { versionOf } from '../harness/versionOf.mjs';

const task = readTask();
const engine = new EngineClient();
try {
  // Starts the process and loads the pair.
  await engine.compare(task, 'Once.');
  await serve([process.pid, engine.processId], versionOf('onnxruntime-node'), async (text) => {
    const comparison = await engine.compare(task, text);
    return { tokens: comparison.rowCount, means: columnMeans(comparison) };
  });
} finally {
  engine.dispose();
}
