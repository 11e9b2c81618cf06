import type { SegmentToken } from './segments';

/** What a terminal can show. */
export interface TerminalStyle {
  /** `none` writes no escape sequences at all; meaning is then carried by brackets. */
  readonly colour: 'none' | 'basic' | '256' | 'truecolor';
  /** Whether it draws dashed underlines (SGR 4:5). */
  readonly dashes: boolean;
  readonly background: 'dark' | 'light';
}

type Rgb = readonly [number, number, number];

interface Shade {
  readonly rgb: Rgb;
  /** Nearest colour of the 256-colour palette that keeps the steps apart. */
  readonly index: number;
}

const shade = (hex: string, index: number): Shade => {
  const value = Number.parseInt(hex, 16);
  return { rgb: [value >> 16, (value >> 8) & 255, value & 255], index };
};

/** Seven steps from barely visible to strongest; blue where tuned favours, orange where it avoids. */
const ramps: Readonly<
  Record<'dark' | 'light', Readonly<Record<'favours' | 'avoids' | 'neutral', readonly Shade[]>>>
> = {
  dark: {
    favours: [
      shade('1c242c', 235),
      shade('1d2f40', 236),
      shade('1f3c58', 238),
      shade('205078', 24),
      shade('2468a0', 25),
      shade('3384c8', 32),
      shade('5aaef5', 39),
    ],
    avoids: [
      shade('2b241c', 235),
      shade('3d2f1d', 236),
      shade('573b1c', 238),
      shade('774b1a', 94),
      shade('9a5c18', 130),
      shade('c67a22', 172),
      shade('f4a347', 214),
    ],
    neutral: [
      shade('242424', 235),
      shade('2e2e2e', 236),
      shade('3a3a3a', 237),
      shade('4a4a4a', 239),
      shade('5c5c5c', 241),
      shade('787878', 244),
      shade('a0a0a0', 248),
    ],
  },
  light: {
    favours: [
      shade('eef5fc', 255),
      shade('dbeaf9', 254),
      shade('bfdbf5', 153),
      shade('9cc7ef', 117),
      shade('73afe7', 75),
      shade('4893da', 32),
      shade('1c67b0', 25),
    ],
    avoids: [
      shade('fcf4ea', 255),
      shade('f9e7d2', 254),
      shade('f5d5ae', 223),
      shade('f0bd82', 216),
      shade('e9a254', 215),
      shade('d98125', 172),
      shade('a85800', 130),
    ],
    neutral: [
      shade('f4f4f4', 255),
      shade('e8e8e8', 254),
      shade('d8d8d8', 252),
      shade('c4c4c4', 250),
      shade('acacac', 248),
      shade('909090', 245),
      shade('6c6c6c', 242),
    ],
  },
};

/** Select Graphic Rendition: the escape sequence that sets attributes. */
function sgr(...codes: readonly (string | number)[]): string {
  return `\u001b[${codes.join(';')}m`;
}

/** Ends every attribute. */
export const plain = sgr(0);

/** Text in bold, or as it is without colour. */
export function bold(text: string, { colour }: TerminalStyle): string {
  return colour === 'none' ? text : `${sgr(1)}${text}${plain}`;
}

/** Text that steps back, or as it is without colour. */
export function faint(text: string, { colour }: TerminalStyle): string {
  return colour === 'none' ? text : `${sgr(2)}${text}${plain}`;
}

/** What is written before a token's text to draw it; empty where it is drawn like other text. */
export function tokenStyle(token: SegmentToken, style: TerminalStyle): string {
  if (style.colour === 'none') return '';
  const { divergent, direction, step, littleContext } = token;
  const codes: (string | number)[] = [];
  const painted = step > 0 && style.colour !== 'basic';
  if (painted) codes.push(...background(token, style));
  else if (littleContext) codes.push(2);
  if (divergent && direction >= 0) codes.push(4);
  if (divergent && direction < 0) codes.push(...(style.dashes ? ['4:5'] : [3, 4]));
  return codes.length === 0 ? '' : sgr(...codes);
}

function background({ step, direction }: SegmentToken, style: TerminalStyle): (string | number)[] {
  const ramp = ramps[style.background];
  const hue = direction > 0 ? ramp.favours : direction < 0 ? ramp.avoids : ramp.neutral;
  const found = hue[step - 1];
  if (found === undefined) return [];
  const darkText = luminance(found.rgb) > 0.22;
  return style.colour === 'truecolor'
    ? ['48;2', ...found.rgb, darkText ? '38;2;0;0;0' : '38;2;255;255;255']
    : ['48;5', found.index, darkText ? '38;5;16' : '38;5;231'];
}

/** Relative luminance of WCAG 2; above about 0.18 black text has more contrast than white. */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
