import { createTwoFilesPatch } from 'diff';
import colors from 'picocolors';
import type { AmplifyApp } from '../app/amplify-app.js';
import { readAppFile } from '../app/amplify-app.js';
import type { Changes } from '../app/write-files.js';
import { toLf } from '../copies/text.js';

/** The difference of two texts of a file, as `git diff` shows it. Empty if they are equal. */
export function describePatch(path: string, before: string | undefined, after: string | undefined) {
  const [one, other] = [toLf(before ?? ''), toLf(after ?? '')];
  if (one === other && (before === undefined) === (after === undefined)) return '';
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    one,
    other,
  );
  return patch.replace(/^=+\n/, '').split('\n').map(coloured).join('\n');
}

function coloured(line: string): string {
  const shown = line.replace(/[^\P{Cc}\t]/gu, '\uFFFD');
  if (/^(?:---|\+\+\+) /.test(shown)) return colors.bold(shown);
  if (shown.startsWith('+')) return colors.green(shown);
  if (shown.startsWith('-')) return colors.red(shown);
  return shown.startsWith('@@') ? colors.cyan(shown) : shown;
}

/** The differences that changes would make in an app. */
export async function describeChanges(app: AmplifyApp, changes: Changes): Promise<string> {
  let text = '';
  for (const [path, content] of changes) {
    text += describePatch(path, await readAppFile(app, path), content);
  }
  return text;
}
