/**
 * A process that takes events for a function that is slow, and is killed among them. Both say what
 * they do in files: the function each event that it is done with, the process that it took all.
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
