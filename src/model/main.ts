// The model process: loads pairs, scores texts and writes them for the program that forked it. Its
// argument is the file in which it keeps probes, if it is to.
import path from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { engineStamp } from './engineStamp';
import { connectionLog, serve } from './modelServer';
import { nodeRuntime } from './nodeRuntime';
import { PairMixer } from './mixing/pairMixer';
import { PairComparer } from './pairComparer';
import { PairQueue } from './pairQueue';
import { ProbeStore } from './probeStore';
import { PairProber } from './probing/pairProber';
import { endWithParent } from './processLifetime';
import { AttractorFinder } from './sampling/attractorFinder';
import { PairSampler } from './sampling/pairSampler';
import { WorkerThreads } from './workerThreads';

const threads = new WorkerThreads(path.join(__dirname, 'modelThread.js'));

/** Ends as soon as no model runs: the system frees them faster than we could. */
function exit(): void {
  void threads.rest().then(() => process.exit(0));
}

function main(): void {
  if (process.send === undefined) {
    process.stderr.write('This program is started by Steerscope and does nothing by itself.\n');
    process.exitCode = 2;
    return;
  }
  endWithParent(exit);
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  connection.onClose(exit);
  const log = connectionLog(connection);
  const [probesFile] = process.argv.slice(2);
  const probes =
    probesFile === undefined ? undefined : new ProbeStore(probesFile, engineStamp(__dirname), log);
  const runtime = nodeRuntime(
    path.join(__dirname, 'statistics.wasm'),
    threads,
    probes,
    path.join(__dirname, 'tokenizerThread.js'),
  );
  const queue = new PairQueue(runtime, log);
  const comparer = new PairComparer(queue);
  const sampler = new PairSampler(queue);
  const prober = new PairProber(queue);
  const attractors = new AttractorFinder(sampler);
  const mixer = new PairMixer(queue);
  serve(
    connection,
    {
      compare: comparer.compare.bind(comparer),
      sample: sampler.sample.bind(sampler),
      findAttractors: attractors.find.bind(attractors),
      testPerturbations: attractors.perturb.bind(attractors),
      probe: prober.probe.bind(prober),
      compareCheckpoints: attractors.compareCheckpoints.bind(attractors),
      mix: mixer.mix.bind(mixer),
    },
    exit,
  );
  connection.listen();
  log.log('info', `Node ${process.versions.node}, ${process.platform}-${process.arch}`);
}

main();
