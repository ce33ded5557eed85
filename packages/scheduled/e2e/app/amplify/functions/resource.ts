import { defineFunction } from '@aws-amplify/backend';

const functionOf = (name: string, resourceGroupName: string) =>
  defineFunction({
    name,
    entry: `./${name}/handler.ts`,
    schedule: 'every day',
    resourceGroupName,
    timeoutSeconds: 60,
    memoryMB: 256,
  });

export const report = functionOf('report', 'storage');
export const longReport = functionOf('long-report', 'storage');
export const digest = functionOf('digest', 'function');
