// Subject: the built model process writes continuations with both models, each scored by both.
import { EngineClient } from '../harness/engineClient.mjs';
import { samplingWork } from '../harness/samplingWork.mjs';
import { readTask, serve } from '../harness/serveSubject.mjs';
import { versionOf } from '../harness/versionOf.mjs';

const task = readTask();
const engine = new EngineClient();
try {
  // Starts the process and loads the pair.
  await engine.sample(task, 'Once.', { count: 1, length: 1 });
  await serve([process.pid, engine.processId], versionOf('onnxruntime-node'), async (text) => {
    const { continuations } = await engine.sample(task, text, samplingWork);
    const tokens = continuations.reduce((sum, { ids }) => sum + ids.length, 0);
    return { tokens, means: {} };
  });
} finally {
  engine.dispose();
}
