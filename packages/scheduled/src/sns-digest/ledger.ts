import { AwsRequestError, awsRequest } from '@amplify-recipes/core';

/** Seconds for which it is remembered what was published: 90 days. */
const REMEMBERED = 90 * 24 * 60 * 60;

type Entry = {
  readonly state: 'PUBLISHING' | 'PUBLISHED';
  /** Milliseconds since 1970, from when on somebody else may publish what is not published. */
  readonly until: number;
};

/** What a run may do about a message. */
export type Claim = 'TAKEN' | 'PUBLISHED' | 'BY_ANOTHER';

/** Tells apart what was published, in a table with the key `id`. */
export type Ledger = {
  /**
   * Takes a message to publish it, unless it is published, or another run is about to.
   *
   * @param until Milliseconds since 1970, when this run is over at the latest. A run that ends
   *   without a word, by its memory or its time, is taken over from then on.
   */
  claim(id: string, until: number, signal: AbortSignal): Promise<Claim>;
  release(id: string, signal: AbortSignal): Promise<void>;
  markPublished(id: string, signal: AbortSignal): Promise<void>;
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html */
export function ledgerIn(tableName: string): Ledger {
  async function call(operation: 'GetItem' | 'PutItem', input: object, signal: AbortSignal) {
    const { text } = await awsRequest(
      {
        service: 'dynamodb',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
        },
        body: JSON.stringify({ TableName: tableName, ...input }),
      },
      signal,
    );
    return JSON.parse(text);
  }

  const put = (id: string, { state, until }: Entry, condition: object, signal: AbortSignal) =>
    call(
      'PutItem',
      {
        Item: {
          id: { S: id },
          state: { S: state },
          until: { N: String(until) },
          expiresAt: { N: String(Math.ceil(Date.now() / 1000) + REMEMBERED) },
        },
        ...condition,
      },
      signal,
    );

  const isFree = () => ({
    ConditionExpression: 'attribute_not_exists(id) OR (#state = :publishing AND #until < :now)',
    ExpressionAttributeNames: { '#state': 'state', '#until': 'until' },
    ExpressionAttributeValues: {
      ':publishing': { S: 'PUBLISHING' },
      ':now': { N: String(Date.now()) },
    },
  });

  return {
    async claim(id, until, signal) {
      try {
        await put(id, { state: 'PUBLISHING', until }, isFree(), signal);
        return 'TAKEN';
      } catch (error) {
        const isTaken =
          error instanceof AwsRequestError && error.name === 'ConditionalCheckFailedException';
        if (!isTaken) throw error;
      }
      const { Item } = await call(
        'GetItem',
        { Key: { id: { S: id } }, ConsistentRead: true },
        signal,
      );
      return Item?.state?.S === 'PUBLISHED' ? 'PUBLISHED' : 'BY_ANOTHER';
    },
    async release(id, signal) {
      await put(id, { state: 'PUBLISHING', until: 0 }, {}, signal);
    },
    async markPublished(id, signal) {
      await put(id, { state: 'PUBLISHED', until: 0 }, {}, signal);
    },
  };
}
