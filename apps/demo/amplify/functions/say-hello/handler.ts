import type { AppSyncResolverHandler } from 'aws-lambda';

/** Greets by name, as the handler of a custom query. */
export const handler: AppSyncResolverHandler<{ name?: string | null }, string> = async (event) =>
  `${process.env.GREETING}, ${event.arguments.name || 'World'}!`;
