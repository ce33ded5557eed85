import { defineFunction } from '@aws-amplify/backend';

const functionOf = (name: string) =>
  defineFunction({
    name,
    entry: `./${name}/handler.ts`,
    schedule: 'every day',
    resourceGroupName: 'storage',
    timeoutSeconds: 60,
    memoryMB: 256,
  });

export const report = functionOf('report');
export const longReport = functionOf('long-report');
