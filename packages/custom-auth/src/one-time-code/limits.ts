import { AwsRequestError, awsRequest, loggable } from '@amplify-recipes/core';
import { type CodeHolder, type IssuedCode, keyed } from './code.js';

/** A table with the partition key `id`, a string, and the time to live in `expiresAt`. */
export type LimitsTable = {
  readonly tableName: string;
  /** The key of the digests: what the table holds names nobody. */
  readonly key: string;
};

const HOUR = 60 * 60;

/**
 * Takes the turn to send a code, unless one was sent within `secondsBetweenSends`: then that one is
 * returned, and it stays right. So the same event twice has one message.
 *
 * @throws {Error} When the table does not answer.
 */
export async function takeTurnToSend(
  { tableName, key }: LimitsTable,
  holder: CodeHolder,
  issued: IssuedCode,
  secondsBetweenSends: number,
  signal: AbortSignal,
): Promise<{ readonly issued: IssuedCode; readonly isNew: boolean }> {
  const id = sendsOf(key, holder);
  const { issuedAt, digest } = issued;
  const taken = await changed('PutItem', signal, {
    TableName: tableName,
    Item: {
      id: { S: id },
      digest: { S: digest },
      issuedAt: number(issuedAt),
      expiresAt: number(Math.ceil(issuedAt / 1000) + HOUR),
    },
    // A time to come was written by a clock that was wrong, and must not keep the user out.
    ConditionExpression: 'attribute_not_exists(id) OR issuedAt <= :before OR issuedAt > :soon',
    ExpressionAttributeValues: {
      ':before': number(issuedAt - secondsBetweenSends * 1000),
      ':soon': number(issuedAt + secondsBetweenSends * 1000),
    },
  });
  if (taken) return { issued, isNew: true };
  const { Item: item } = await dynamodb<{ Item?: SentItem }>('GetItem', signal, {
    TableName: tableName,
    Key: { id: { S: id } },
    ConsistentRead: true,
  });
  if (!item) throw loggable(new Error('The code that was sent is not in the table any more.'));
  const { issuedAt: sentAt, digest: sent } = item;
  // Ours, where the answer to the write was lost and it was sent again.
  return { issued: { issuedAt: Number(sentAt.N), digest: sent.S }, isNew: sent.S === digest };
}

type SentItem = {
  readonly issuedAt: { readonly N: string };
  readonly digest: { readonly S: string };
};

/**
 * Counts a guess before it is judged, however many sign-ins run at once. The same guess in the same
 * attempt counts once: Cognito may ask again.
 *
 * @returns Whether there is a guess left in this hour.
 * @throws {Error} When the table does not answer.
 */
export function countGuess(
  { tableName, key }: LimitsTable,
  { userPoolId, userName }: CodeHolder,
  guess: { readonly attemptId: string; readonly answer: string },
  guessesPerHour: number,
  signal: AbortSignal,
): Promise<boolean> {
  const hour = Math.floor(Date.now() / (HOUR * 1000));
  const counted = digest(key, ['guess', guess.attemptId, guess.answer]);
  return changed('UpdateItem', signal, {
    TableName: tableName,
    Key: { id: { S: digest(key, ['guesses', userPoolId, userName, String(hour)]) } },
    UpdateExpression: 'SET expiresAt = :end ADD guesses :counted',
    ConditionExpression:
      'attribute_not_exists(guesses) OR size(guesses) < :most OR contains(guesses, :guess)',
    ExpressionAttributeValues: {
      ':end': number((hour + 2) * HOUR),
      ':counted': { SS: [counted] },
      ':guess': { S: counted },
      ':most': number(guessesPerHour),
    },
  });
}

/**
 * Uses a code up. Of all sign-ins that hold it, and of all that answer at once, one gets it. The
 * same attempt gets it again: Cognito may ask again.
 *
 * @throws {Error} When the table does not answer.
 */
export async function useUp(
  { tableName, key }: LimitsTable,
  holder: CodeHolder,
  issued: IssuedCode,
  attemptId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const used = await changed('PutItem', signal, {
    TableName: tableName,
    Item: {
      id: { S: digest(key, ['used', issued.digest]) },
      attemptId: { S: attemptId },
      expiresAt: number(Math.ceil(issued.issuedAt / 1000) + HOUR),
    },
    ConditionExpression: 'attribute_not_exists(id) OR attemptId = :attempt',
    ExpressionAttributeValues: { ':attempt': { S: attemptId } },
  });
  if (!used) return false;
  // Who signs in again need not wait for a new code, now that the last one is of no use.
  await changed('UpdateItem', signal, {
    TableName: tableName,
    Key: { id: { S: sendsOf(key, holder) } },
    UpdateExpression: 'SET issuedAt = :never',
    ConditionExpression: 'digest = :digest',
    ExpressionAttributeValues: { ':never': number(0), ':digest': { S: issued.digest } },
  });
  return true;
}

/** All apps of a pool together: a second app is no way to a second message. */
function sendsOf(key: string, { userPoolId, userName }: CodeHolder): string {
  return digest(key, ['sends', userPoolId, userName]);
}

function digest(key: string, texts: readonly string[]): string {
  return keyed(key, texts).toString('base64url');
}

const number = (value: number) => ({ N: String(value) });

/** Whether the condition of a write held. */
async function changed(
  operation: 'PutItem' | 'UpdateItem',
  signal: AbortSignal,
  input: object,
): Promise<boolean> {
  try {
    await dynamodb(operation, signal, input);
    return true;
  } catch (error) {
    const isRefused =
      error instanceof AwsRequestError && error.name === 'ConditionalCheckFailedException';
    if (isRefused) return false;
    throw error;
  }
}

async function dynamodb<Output>(
  operation: string,
  signal: AbortSignal,
  input: object,
): Promise<Output> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const body = JSON.stringify(input);
  const { text } = await awsRequest({ service: 'dynamodb', headers, body }, signal);
  return JSON.parse(text) as Output;
}
