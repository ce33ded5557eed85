import type { AppSyncResolverHandler } from 'aws-lambda';

export const handler: AppSyncResolverHandler<{ name: string }, string> = async (event) =>
  `Hello, ${event.arguments.name}!`;
