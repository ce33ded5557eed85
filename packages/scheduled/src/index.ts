export {
  type Report,
  type ReportToS3Options,
  reportToS3,
} from './report-to-s3/recipe.js';
export { type Digest, type SnsDigestOptions, snsDigest } from './sns-digest/recipe.js';
