import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const css = await readFile(new URL('./tokens.css', import.meta.url), 'utf8');
const pairs = new Map(
  [...css.matchAll(/(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(
    ([, name, light, dark]) => [name, { light, dark }] as const,
  ),
);

/** Where each colour of text stands. */
const grounds: Readonly<Record<string, readonly string[]>> = {
  '--text': ['--bg', '--panel', '--rail-bg', '--inset', '--hover', '--accent-soft', '--ok-soft'],
  '--soft': ['--panel', '--rail-bg', '--inset', '--hover', '--accent-soft', '--neutral-soft'],
  '--faint': ['--panel', '--rail-bg', '--inset', '--hover', '--accent-soft', '--neutral-soft'],
  '--accent': ['--panel', '--accent-soft', '--inset'],
  '--ok': ['--panel', '--ok-soft'],
  '--bad': ['--panel', '--bad-soft', '--accent-soft', '--hover', '--inset'],
  '--warn': ['--panel', '--warn-soft'],
  '--on-accent': ['--accent', '--accent-hover'],
  '--code-key': ['--inset', '--ok-soft', '--bad-soft'],
  '--code-string': ['--inset', '--ok-soft', '--bad-soft'],
  '--code-number': ['--inset', '--ok-soft', '--bad-soft'],
};

const rows = Object.entries(grounds).flatMap(([text, all]) =>
  all.flatMap((ground) =>
    (['light', 'dark'] as const).map((theme) => [text, ground, theme] as const),
  ),
);

// WCAG 2.2, 1.4.3: 4.5 to 1 for text.
test.each(rows)('%s can be read on %s, %s', (text, ground, theme) => {
  const [a, b] = [lightness(text, theme), lightness(ground, theme)].toSorted((x, y) => y - x);
  expect(((a ?? 0) + 0.05) / ((b ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
});

test('every colour has a value for forced colours', () => {
  const forced = css.slice(css.indexOf('forced-colors'));
  for (const name of pairs.keys()) expect(forced).toContain(`${name}: `);
});

/** The relative luminance of WCAG. */
function lightness(name: string, theme: 'light' | 'dark'): number {
  const colour = pairs.get(name)?.[theme];
  if (colour === undefined) throw new Error(`There is no colour ${name}.`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
