// Forks a program that speaks the model process's protocol, asks it for a run, writes its process id
// when the first rows come, and then waits to be killed. Arguments: program, parameters as JSON; their
// text is repeated so often that the run does not end by itself.
import { fork } from 'node:child_process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

const [, , program, json] = process.argv;
const params = JSON.parse(json);
const child = fork(program, [], {
  serialization: 'advanced',
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const connection = createMessageConnection(
  new IPCMessageReader(child),
  new IPCMessageWriter(child),
);
connection.onNotification('steerscope/progress', ({ progress }) => {
  if (progress.kind === 'rows') process.stdout.write(`${child.pid}\n`);
});
connection.listen();
connection
  .sendRequest('steerscope/compare', { ...params, text: params.text?.repeat(3000) })
  .catch(() => undefined);
