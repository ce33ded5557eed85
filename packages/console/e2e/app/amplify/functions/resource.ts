import { defineFunction, secret } from '@aws-amplify/backend';

export const checkDomain = defineFunction({
  name: 'check-domain',
  entry: './check-domain.ts',
  resourceGroupName: 'auth',
});
export const writeMessage = defineFunction({
  name: 'write-message',
  entry: './write-message.ts',
  resourceGroupName: 'auth',
});
export const watchTodos = defineFunction({
  name: 'watch-todos',
  entry: './watch-todos.ts',
  resourceGroupName: 'data',
});
export const dailyReport = defineFunction({
  name: 'daily-report',
  entry: './daily-report.ts',
  environment: { GREETING: 'Good morning', REPORT_KEY: secret('REPORT_KEY') },
});
