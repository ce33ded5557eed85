import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';

/** Seconds for which the table remembers a published message: 90 days. */
const REMEMBERED = 90 * 24 * 60 * 60;

/** A message, and the run that is about to publish it. Each run has its own owner. */
export type Turn = { readonly id: string; readonly owner: string };

type Entry = {
  readonly state: 'PUBLISHING' | 'PUBLISHED';
  /** Milliseconds since 1970. After that, another run may publish the message. */
  readonly until: number;
};

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

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
export function ledgerIn(tableName: string, dynamodb: DynamoDBClient): Ledger {
  async function put(
    { id, owner }: Turn,
    { state, until }: Entry,
    condition: Condition,
    abortSignal: AbortSignal,
  ): Promise<void> {
    const item = new PutItemCommand({
      TableName: tableName,
      Item: {
        id: { S: id },
        owner: { S: owner },
        state: { S: state },
        until: { N: String(until) },
        expiresAt: { N: String(Math.ceil(Date.now() / 1000) + REMEMBERED) },
      },
      ...condition,
    });
    await dynamodb.send(item, { abortSignal });
  }

  return {
    async claim(turn, until, signal) {
      try {
        await put(turn, { state: 'PUBLISHING', until }, isFree(turn.owner), signal);
        return 'TAKEN';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const { Item } = await dynamodb.send(
        new GetItemCommand({
          TableName: tableName,
          Key: { id: { S: turn.id } },
          ConsistentRead: true,
        }),
        { abortSignal: signal },
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

/** The owner's own write may come again if the response to it was lost. */
function isFree(owner: string): Condition {
  return {
    ConditionExpression:
      'attribute_not_exists(id) OR (#state = :publishing AND (#until < :now OR #owner = :owner))',
    ExpressionAttributeNames: { '#state': 'state', '#until': 'until', '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':owner': { S: owner },
      ':publishing': { S: 'PUBLISHING' },
      ':now': { N: String(Date.now()) },
    },
  };
}

function isOwn(owner: string): Condition {
  return {
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': { S: owner } },
  };
}
