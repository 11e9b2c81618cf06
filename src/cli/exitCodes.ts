import type { ErrorKind } from '../common/errors';

/** Exit codes of the command line; other programs rely on them. */
export const exitCodes = {
  done: 0,
  gateHeld: 1,
  usage: 2,
  unreadable: 3,
  incomparable: 4,
  /** A fault of the program itself, as sysexits.h numbers it. */
  internal: 70,
  /** 128 + SIGINT, as shells number it. */
  cancelled: 130,
} as const;

const codeOfKind: Readonly<Record<ErrorKind | 'internal', number>> = {
  usage: exitCodes.usage,
  unreadable: exitCodes.unreadable,
  unsupported: exitCodes.unreadable,
  tooLong: exitCodes.unreadable,
  incomparable: exitCodes.incomparable,
  processLost: exitCodes.internal,
  internal: exitCodes.internal,
};

/** The exit code for an error that ended the program. */
export function exitCodeOf(kind: ErrorKind | 'internal'): number {
  return codeOfKind[kind];
}
