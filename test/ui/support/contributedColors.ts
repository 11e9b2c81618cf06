import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../../scripts/vscodeServer/serverFiles.mjs';

/** The kinds of theme for which a colour has a default. */
export type ThemeDefault = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

interface Manifest {
  readonly contributes: {
    readonly colors: readonly {
      readonly id: string;
      readonly defaults: Readonly<Record<ThemeDefault, string>>;
    }[];
  };
}

// The manifest's own tests validate it.
const manifest = JSON.parse(
  readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'),
) as Manifest;

/** The colour that the manifest gives an id in a theme, as {@link normalizedColor} writes it. */
export function contributedColor(id: string, theme: ThemeDefault): string {
  const color = manifest.contributes.colors.find((each) => each.id === `steerscope.${id}`);
  if (color === undefined) throw new Error(`No colour steerscope.${id} is contributed`);
  const hex = color.defaults[theme].slice(1).padEnd(8, 'f');
  const [red, green, blue, alpha] = [0, 2, 4, 6].map((at) =>
    Number.parseInt(hex.slice(at, at + 2), 16),
  );
  return written([red ?? 0, green ?? 0, blue ?? 0, (alpha ?? 0) / 255]);
}

/** A computed colour with its opacity to two decimals, which is how far VS Code keeps it. */
export function normalizedColor(computed: string): string {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (computed.match(/[\d.]+/g) ?? []).map(Number);
  return written([red, green, blue, alpha]);
}

const written = ([red, green, blue, alpha]: readonly [number, number, number, number]): string =>
  `rgba(${String(red)}, ${String(green)}, ${String(blue)}, ${alpha.toFixed(2)})`;
