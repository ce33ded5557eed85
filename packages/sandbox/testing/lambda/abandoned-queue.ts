/**
 * A process that accepts events for a slow function, and is killed before they are done. The
 * function writes each finished event to a file. The process prints `accepted` when it has accepted
 * all.
 */
import { openDataDirectory } from '../../src/store/data-directory.js';
import { writesSlowly } from './node-function.js';
import { startTestLambda } from './test-lambda.js';

const [, , directory = '', file = '', count = '0'] = process.argv;
const { database } = openDataDirectory(directory);
const lambda = startTestLambda({ database });
await lambda.deploy({ slow: { code: writesSlowly(file), properties: { Timeout: 30 } } });
for (let index = 0; index < Number(count); index += 1) {
  lambda.functions.invokeAsync('slow', { index });
}
process.stdout.write('accepted\n');
