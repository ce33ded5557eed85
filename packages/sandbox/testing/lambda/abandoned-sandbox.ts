/**
 * A process that runs functions and never ends them. It prints their process ids, and waits until
 * it is killed.
 */
import { esModule } from './node-function.js';
import { startTestLambda } from './test-lambda.js';

const lambda = startTestLambda();
const announce = `console.log('process ' + process.pid);`;
await lambda.deploy({
  idle: { code: esModule(`${announce} export const handler = async () => 'idle';`) },
  waiting: {
    code: esModule(
      `${announce} export const handler = async () => new Promise(() => setInterval(() => {}, 1000));`,
    ),
    properties: { Timeout: 900 },
  },
  hanging: {
    code: esModule(`${announce} export const handler = async () => { for (;;); };`),
    properties: { Timeout: 900 },
  },
  starting: {
    code: esModule(`${announce} await new Promise(() => setInterval(() => {}, 1000));`),
    properties: { Timeout: 900 },
  },
  custom: {
    code: { bootstrap: '#!/bin/sh\necho "process $$"\nsleep 600 &\necho "process $!"\nwait\n' },
    properties: { Runtime: 'provided.al2023', Timeout: 900 },
  },
});

await lambda.functions.invoke('idle', {});
for (const name of ['waiting', 'hanging', 'starting', 'custom']) {
  void lambda.functions.invoke(name, {});
}
const processes = () =>
  lambda.logs.flatMap(({ message }) => message.match(/process (\d+)$/)?.[1] ?? []);
const expected = 6;
while (processes().length < expected) await new Promise((resolve) => setTimeout(resolve, 20));
process.stdout.write(`${JSON.stringify({ folder: lambda.folder, processes: processes() })}\n`);
