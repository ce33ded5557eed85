export {
  type Report,
  type ReportToS3Options,
  reportToS3,
} from './report-to-s3/recipe.js';
