// The program of a model's thread; the model process and the command line start one for each model.
import { parentPort } from 'node:worker_threads';
import { loadModel } from './loadModel';
import { ThreadHost } from './threadHost';
import type { ThreadRequest } from './threadMessages';

const port = parentPort;
if (port === null) throw new Error('This program is a thread of another one.');

new ThreadHost(
  {
    send: (message, transfer) => {
      port.postMessage(message, transfer ?? []);
    },
    onMessage: (listener) => {
      port.on('message', (request: ThreadRequest) => {
        listener(request);
      });
    },
  },
  loadModel,
);
