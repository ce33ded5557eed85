import { logger } from '@amplify-recipes/core';
import { headContentType, s3Upload } from '@amplify-recipes/streams';

/** Logs size and type of the files that come, and not their keys: a file's name may be anything. */
export const handler = s3Upload({
  prefix: 'files/',
  maxBytes: 100_000_000,
  contentTypes: ['image/*', 'text/*', 'application/pdf'],
  contentTypeOf: headContentType,
  onUpload: ({ size, contentType }) => logger.info('file uploaded', { size, contentType }),
  onDelete: ({ happenedAt }) => logger.info('file deleted', { happenedAt }),
});
