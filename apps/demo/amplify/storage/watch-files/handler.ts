import { logger } from '@amplify-recipes/core';
import { headContentType, s3Upload } from '@amplify-recipes/streams';

/** Logs the size and type of uploaded files, never their keys: a file name may be personal. */
export const handler = s3Upload({
  prefix: 'files/',
  maxBytes: 100_000_000,
  contentTypes: ['image/*', 'text/*', 'application/pdf'],
  contentTypeOf: headContentType,
  onUpload: ({ size, contentType }) => logger.info('file uploaded', { size, contentType }),
  onDelete: ({ happenedAt }) => logger.info('file deleted', { happenedAt }),
});
