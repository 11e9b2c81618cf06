import { UserFacingError } from '../common/errors';

/** How a child process ended, as Node reports it, with the last of what it wrote to stderr. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

const signalReasons: Readonly<Record<string, string>> = {
  SIGKILL: 'usually out of memory',
  SIGTRAP: 'usually a failed allocation in the native library',
  SIGSEGV: 'a crash in the native library',
  SIGBUS: 'a crash in the native library',
  SIGILL: 'the native library does not suit this processor',
  SIGABRT: 'the native library gave up',
};

/** The sentence for a model process that ended although nobody asked it to. */
export function processEndError(end: ProcessEnd): UserFacingError {
  const library = missingLibrary(end.stderr);
  if (library !== undefined) {
    return new UserFacingError(
      'processLost',
      `The model process cannot start: the native library ${library} is missing or cannot be ` +
        'loaded. Nothing in your document changed. Install the Steerscope package made for this ' +
        'platform.',
      ['showLog'],
    );
  }
  return new UserFacingError(
    'processLost',
    `The model process ended unexpectedly (${reason(end)}). Nothing in your document changed. ` +
      'Try a smaller pair or dtype.',
    ['showLog', 'restart'],
  );
}

function reason(end: ProcessEnd): string {
  if (end.signal !== null) {
    const likely = signalReasons[end.signal];
    return likely === undefined ? end.signal : `${end.signal}: ${likely}`;
  }
  if (/JavaScript heap out of memory|bad_alloc/.test(end.stderr)) return 'out of memory';
  return `exit code ${end.code ?? 'unknown'}`;
}

/** The library that stderr says is missing, by file name. */
function missingLibrary(stderr: string): string | undefined {
  const match =
    /Cannot find module '[^']*?([^/'\\]*onnxruntime[^/'\\]*)'/.exec(stderr) ??
    /Error: ([^\s/\\:]*\.(?:so|dylib|dll)[^\s/\\:]*): cannot open shared object/.exec(stderr) ??
    /([^\s/\\:]*onnxruntime[^\s/\\:]*\.(?:node|so|dylib|dll)[^\s/\\:]*)[^\n]*(?:not found|no such file|cannot open|ERR_DLOPEN)/i.exec(
      stderr,
    );
  return match?.[1];
}
