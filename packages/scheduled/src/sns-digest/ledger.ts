import { AwsRequestError, awsRequest } from '@amplify-recipes/core';

/** Seconds for which the table remembers a published message: 90 days. */
const REMEMBERED = 90 * 24 * 60 * 60;

/** A message, and the run that is about to publish it. Each run has its own owner. */
export type Turn = { readonly id: string; readonly owner: string };

type Entry = {
  readonly state: 'PUBLISHING' | 'PUBLISHED';
  /** Milliseconds since 1970. After that, another run may publish the message. */
  readonly until: number;
};

/** The result of a claim: claimed, already published, or claimed by another run. */
export type Claim = 'TAKEN' | 'PUBLISHED' | 'BY_ANOTHER';

/** Remembers which messages are published, in a table with the key `id`. */
export type Ledger = {
  /**
   * Claims a message to publish it, unless it is published, or another run has claimed it.
   *
   * @param until Milliseconds since 1970. After that, this run does not publish, and another run may
   *   claim the message, such as after a crash.
   */
  claim(turn: Turn, until: number, signal: AbortSignal): Promise<Claim>;
  /** Releases a message, unless another run has claimed it. */
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

  // The owner's own write may come again if the response to it was lost.
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
