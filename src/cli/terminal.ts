import { WriteStream } from 'node:tty';
import type { TerminalStyle } from '../common/report/terminalStyle';
import type { Console } from './console';

type Environment = Console['env'];

/** Cells of a line where it is not known. */
const usualWidth = 80;

/** Cells of a line of the output. */
export function widthOf({ stdout }: Console): number {
  return stdout.columns !== undefined && stdout.columns > 0 ? stdout.columns : usualWidth;
}

/**
 * What the output can show. NO_COLOR (no-color.org) turns colours off; FORCE_COLOR turns them on even
 * where the output is not a terminal.
 */
export function styleOf({ stdout, env }: Console): TerminalStyle {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '';
  const off = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  const shows = !off && (stdout.isTTY === true || forced);
  return {
    colour: shows ? coloursOf(env) : 'none',
    dashes: drawsDashes(env),
    background: /;(7|9|1[0-5])$/.test(env['COLORFGBG'] ?? '') ? 'light' : 'dark',
  };
}

function coloursOf(env: Environment): TerminalStyle['colour'] {
  // An empty NO_COLOR means nothing, which Node does not know.
  const known = Object.entries(env).filter(([name]) => name !== 'NO_COLOR');
  const depth = WriteStream.prototype.getColorDepth(Object.fromEntries(known));
  if (depth >= 24) return 'truecolor';
  if (depth >= 8) return '256';
  return depth >= 4 ? 'basic' : 'none';
}

/** Terminals that are known to draw SGR 4:5; others may take it for something else. */
function drawsDashes(env: Environment): boolean {
  const program = env['TERM_PROGRAM'] ?? '';
  return (
    ['vscode', 'iTerm.app', 'WezTerm', 'ghostty'].includes(program) ||
    /kitty|ghostty|foot|alacritty|wezterm/.test(env['TERM'] ?? '') ||
    Number(env['VTE_VERSION'] ?? 0) >= 5200 ||
    env['WT_SESSION'] !== undefined
  );
}
