import { appendFileSync } from 'node:fs';
import { openDataDirectory } from '../src/store/data-directory.js';
import { mappingResource, startEventSources, streamResource } from './event-sources.js';

/**
 * Handles the records of a stream until it is killed. Writes one line to a file for each. For
 * tests.
 */
const [, , directory = '', file = ''] = process.argv;
const { database } = openDataDirectory(directory);
await startEventSources(
  async ({ Records }) => {
    for (const { kinesis } of Records) {
      appendFileSync(file, `${Buffer.from(kinesis.data, 'base64')}\n`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    process.stdout.write(`${Records.length}\n`);
  },
  [streamResource(), mappingResource({ BatchSize: 10 })],
  { database },
);
// Keeps the process running, which an idle mapping does not.
setInterval(() => {}, 60_000);
