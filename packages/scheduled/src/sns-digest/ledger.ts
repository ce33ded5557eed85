import { AwsRequestError, awsRequest } from '@amplify-recipes/core';

/** Seconds for which it is remembered what was published: 90 days. */
const REMEMBERED = 90 * 24 * 60 * 60;

/** A message, and who is about to publish it: each run has an owner of its own. */
export type Turn = { readonly id: string; readonly owner: string };

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
   * @param until Milliseconds since 1970, when this run publishes no more. One that ends without a
   *   word, by its memory or its time, is taken over from then on.
   */
  claim(turn: Turn, until: number, signal: AbortSignal): Promise<Claim>;
  /** Gives a message back, unless somebody else has taken it over. */
  release(turn: Turn, signal: AbortSignal): Promise<void>;
  markPublished(turn: Turn, signal: AbortSignal): Promise<void>;
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

  const put = (
    { id, owner }: Turn,
    { state, until }: Entry,
    condition: object,
    signal: AbortSignal,
  ) =>
    call(
      'PutItem',
      {
        Item: {
          id: { S: id },
          owner: { S: owner },
          state: { S: state },
          until: { N: String(until) },
          expiresAt: { N: String(Math.ceil(Date.now() / 1000) + REMEMBERED) },
        },
        ...condition,
      },
      signal,
    );

  // The owner's own comes again when the answer to it was lost.
  const isFree = (owner: string) => ({
    ConditionExpression:
      'attribute_not_exists(id) OR (#state = :publishing AND (#until < :now OR #owner = :owner))',
    ExpressionAttributeNames: { '#state': 'state', '#until': 'until', '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':owner': { S: owner },
      ':publishing': { S: 'PUBLISHING' },
      ':now': { N: String(Date.now()) },
    },
  });

  const isOwn = (owner: string) => ({
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': { S: owner } },
  });

  return {
    async claim(turn, until, signal) {
      try {
        await put(turn, { state: 'PUBLISHING', until }, isFree(turn.owner), signal);
        return 'TAKEN';
      } catch (error) {
        const isTaken =
          error instanceof AwsRequestError && error.name === 'ConditionalCheckFailedException';
        if (!isTaken) throw error;
      }
      const { Item } = await call(
        'GetItem',
        { Key: { id: { S: turn.id } }, ConsistentRead: true },
        signal,
      );
      return Item?.state?.S === 'PUBLISHED' ? 'PUBLISHED' : 'BY_ANOTHER';
    },
    async release(turn, signal) {
      await put(turn, { state: 'PUBLISHING', until: 0 }, isOwn(turn.owner), signal);
    },
    async markPublished(turn, signal) {
      await put(turn, { state: 'PUBLISHED', until: 0 }, {}, signal);
    },
  };
}
