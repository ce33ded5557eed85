import { isDeepStrictEqual } from 'node:util';
import { logger } from '@amplify-recipes/core';
import { dynamodbStream, type Item } from '@amplify-recipes/streams';

/** Logs the names of the fields that change in a todo, never their values. */
export const handler = dynamodbStream({
  onInsert: ({ newImage }) => logger.info('todo added', { fields: changed({}, newImage) }),
  onModify: ({ oldImage, newImage }) =>
    logger.info('todo changed', { fields: changed(oldImage, newImage) }),
  onRemove: ({ oldImage }) => logger.info('todo removed', { fields: changed(oldImage, {}) }),
});

function changed(before: Item, after: Item): string[] {
  return Object.keys({ ...before, ...after })
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .sort();
}
