import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Profile } from './profile.mjs';
import { serverFiles } from './serverFiles.mjs';

/** A VS Code that answers on a port of this machine. */
export interface VscodeServer {
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  /** Resolves when the server's process has ended, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly profile: Profile;
  /** Lets the address name extensions and tests under development, as desktop VS Code's arguments do. */
  readonly development: boolean;
}

/** Milliseconds until a server that does not answer counts as broken. */
const startTimeout = 60_000;

/** The environment of a VS Code that knows nothing of the user's own. */
export function serverEnvironment(profile: Profile): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|PORT$|PASSWORD$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    CODE_SERVER_CONFIG: path.join(profile.home, 'config.yaml'),
    XDG_CONFIG_HOME: path.join(profile.home, 'c'),
    XDG_DATA_HOME: path.join(profile.home, 'd'),
    TMPDIR: profile.home,
    // An empty address turns the marketplace off: nothing here asks the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/** Folders that both the server and `--install-extension` are given. */
export const profileArguments = (profile: Profile): string[] => [
  '--user-data-dir',
  profile.userData,
  '--extensions-dir',
  profile.extensions,
];

/**
 * Starts the installed server on a free port.
 *
 * @throws Error with the server's log when it ends or does not answer
 */
export async function startServer({ profile, development }: ServerOptions): Promise<VscodeServer> {
  const port = await freePort();
  const authority = `127.0.0.1:${String(port)}`;
  const logFile = path.join(profile.home, 'server.log');
  const child = spawn(
    serverFiles.node,
    [
      serverFiles.entry,
      ...['--bind-addr', authority, '--auth', 'none', ...profileArguments(profile)],
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--disable-proxy',
      '--ignore-last-opened',
      ...(development ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    // A group of its own, so that `stop` reaches the extension host and its children too.
    { env: serverEnvironment(profile), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM');
    await Promise.race([ended, delay(5_000)]);
    // Also when the server itself has gone: what it started may have stayed.
    signalGroup(child, 'SIGKILL');
    await ended;
    log.end();
  };
  const end = { seen: false };
  void ended.then(() => {
    end.seen = true;
  });
  const start = Date.now();
  for (;;) {
    if (await answers(authority)) return { authority, ended, stop };
    if (end.seen || Date.now() - start > startTimeout) {
      await stop();
      const why = end.seen ? 'ended at once' : 'did not answer within a minute';
      throw new Error(`The VS Code server ${why}. Its log:\n${readFileSync(logFile, 'utf8')}`);
    }
    await delay(100);
  }
}

async function answers(authority: string): Promise<boolean> {
  try {
    return (await fetch(`http://${authority}/healthz`)).ok;
  } catch {
    return false;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
      .on('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = probe.address();
        const port = address !== null && typeof address === 'object' ? address.port : 0;
        probe.close(() => {
          resolve(port);
        });
      });
  });
