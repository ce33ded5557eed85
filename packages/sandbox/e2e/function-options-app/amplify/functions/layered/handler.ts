import { readFile } from 'node:fs/promises';
// @ts-expect-error Only the layer has this package.
import greeting from 'greeting';

export const handler = async (): Promise<unknown> => ({
  greeting,
  file: await readFile('/opt/data/greeting.txt', 'utf8'),
});
