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
