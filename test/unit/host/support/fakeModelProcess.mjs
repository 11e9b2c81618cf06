// Stands in for the model process: what it does is written in the text that it is asked to compare.
import process from 'node:process';
import { getHeapSpaceStatistics } from 'node:v8';

const pending = new Map();

const reply = (id, result) => process.send({ jsonrpc: '2.0', id, result });
const notify = (method, params) => process.send({ jsonrpc: '2.0', method, params });

function compare(id, { runId, text }) {
  const [verb, argument] = text.split(' ');
  switch (verb) {
    case 'score':
      notify('steerscope/log', { level: 'info', message: 'scoring' });
      notify('steerscope/progress', {
        runId,
        progress: { kind: 'loading', model: 'base', name: 'Base', bytes: 12, measuring: false },
      });
      reply(id, { ok: true, value: { milliseconds: 5, loadMilliseconds: 1 } });
      break;
    case 'pid':
      // At once, or after some milliseconds.
      setTimeout(
        () => {
          reply(id, { ok: true, value: { milliseconds: process.pid, loadMilliseconds: 0 } });
        },
        Number(argument ?? 0),
      );
      break;
    case 'garbage':
      reply(id, { ok: true, value: { milliseconds: youngBytes(), loadMilliseconds: 0 } });
      break;
    case 'variable':
      reply(id, {
        ok: true,
        value: { milliseconds: Number(process.env[argument]), loadMilliseconds: 0 },
      });
      break;
    case 'refuse':
      reply(id, {
        ok: false,
        cancelled: false,
        error: { kind: 'incomparable', message: 'They differ.', actions: ['choosePair'] },
      });
      break;
    case 'signal':
      process.kill(process.pid, argument);
      break;
    case 'exit':
      process.stderr.write('the last words\n', () => process.exit(Number(argument)));
      break;
    case 'wait':
      // Answers only when it is cancelled.
      pending.set(id, () => reply(id, { ok: false, cancelled: true }));
      notify('steerscope/progress', {
        runId,
        progress: { kind: 'loading', model: 'base', name: 'Base', bytes: 12, measuring: false },
      });
      break;
    case 'hang':
      notify('steerscope/progress', {
        runId,
        progress: { kind: 'loading', model: 'base', name: 'Base', bytes: 12, measuring: false },
      });
      for (;;);
  }
}

/** Bytes of the space for new objects once many were made that lived a while. */
function youngBytes() {
  const kept = [];
  for (let made = 0; made < 2_000_000; made++) kept[made % 100_000] = { made };
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size;
}

process.on('message', (message) => {
  if (message.method === 'steerscope/compare') compare(message.id, message.params);
  else if (message.method === '$/cancelRequest') pending.get(message.params.id)?.();
  else if (message.method === 'steerscope/exit') process.exit(0);
});
