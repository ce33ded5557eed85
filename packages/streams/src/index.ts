export {
  type DynamodbStreamOptions,
  dynamodbStream,
  type Insertion,
  type ItemChange,
  type Modification,
  type Removal,
} from './dynamodb-stream/recipe.js';
export type { AttributeContent, Item } from './dynamodb-stream/unmarshall.js';
export type { Decoded, Decoding } from './kinesis-stream/decode.js';
export {
  type KinesisRecord,
  type KinesisStreamOptions,
  kinesisStream,
} from './kinesis-stream/recipe.js';
export { headContentType } from './s3-upload/head-content-type.js';
export { compareSequencers, type S3ObjectEvent } from './s3-upload/object-event.js';
export {
  type Deletion,
  type Rejection,
  type S3UploadOptions,
  s3Upload,
  type Upload,
} from './s3-upload/recipe.js';
