// The model process: loads pairs and scores texts for the program that forked it.
import path from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { connectionLog, serve } from './modelServer';
import { nodeRuntime } from './nodeRuntime';
import { PairComparer } from './pairComparer';
import { watchParent } from './parentWatch';

/** Ends at once: there is nothing to save, and the system frees the models faster than we could. */
function exit(): never {
  process.exit(0);
}

function main(): void {
  if (process.send === undefined) {
    process.stderr.write('This program is started by Steerscope and does nothing by itself.\n');
    process.exitCode = 2;
    return;
  }
  // Without handlers SIGTERM ends the process at once, also in the middle of a run. Ctrl-C in a
  // terminal reaches the parent too, which decides.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', exit);
  watchParent();
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  const log = connectionLog(connection);
  process.on('uncaughtException', (error) => {
    // Standard error reaches the parent even if the connection is what broke.
    process.stderr.write(`${error.stack ?? error.message}\n`, () => {
      process.exit(1);
    });
  });
  connection.onClose(exit);
  const statistics = path.join(__dirname, 'statistics.onnx');
  serve(connection, new PairComparer(nodeRuntime(statistics), log), exit);
  connection.listen();
  log.log('info', `Node ${process.versions.node}, ${process.platform}-${process.arch}`);
}

main();
