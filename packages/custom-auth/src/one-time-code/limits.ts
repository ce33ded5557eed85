import { AwsRequestError, awsRequest, loggable, OptionsError } from '@amplify-recipes/core';
import { type CodeHolder, type IssuedCode, keyed } from './code.js';

/** A table whose partition key is the string `id` and whose time to live is `expiresAt`. */
export type LimitsTable = {
  readonly tableName: string;
  /** The key of the digests: the table holds no user names. */
  readonly key: string;
};

/**
 * The table of a function with a limit.
 *
 * @throws {OptionsError} When the options do not name it.
 */
export function tableOf({
  tableName,
  key,
}: {
  readonly tableName?: string | undefined;
  readonly key: string;
}): LimitsTable {
  if (tableName === undefined) {
    throw new OptionsError(
      ['tableName is missing. The limits across sign-ins are stored in a table.'],
      'Give the function the name of a table with the partition key "id".',
    );
  }
  return { tableName, key };
}

const HOUR = 60 * 60;

/**
 * Reserves the right to send a code. If a code was sent within `secondsBetweenSends`, that one is
 * returned instead, and it stays valid. So a repeated event sends one message.
 *
 * @throws {Error} When the table does not respond.
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
    // A clock that was wrong wrote a time in the future: it must not lock the user out.
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
  // Our own, if the response to the write was lost and the write was sent again.
  return { issued: { issuedAt: Number(sentAt.N), digest: sent.S }, isNew: sent.S === digest };
}

type SentItem = {
  readonly issuedAt: { readonly N: string };
  readonly digest: { readonly S: string };
};

/**
 * Counts a guess before it is checked, even if many sign-ins run at the same time. The same guess
 * in the same attempt counts once: Cognito may send an event again.
 *
 * @returns Whether the guess is within the limit of this hour.
 * @throws {Error} When the table does not respond.
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
 * Marks a code as used. Only one attempt can use it, even if many answer at the same time. The
 * same attempt can use it again: Cognito may send an event again.
 *
 * @returns Whether this attempt may use the code.
 * @throws {Error} When the table does not respond.
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
  // The next sign-in need not wait for a new code: the last one is used.
  await changed('UpdateItem', signal, {
    TableName: tableName,
    Key: { id: { S: sendsOf(key, holder) } },
    UpdateExpression: 'SET issuedAt = :never',
    ConditionExpression: 'digest = :digest',
    ExpressionAttributeValues: { ':never': number(0), ':digest': { S: issued.digest } },
  });
  return true;
}

/** One key for all app clients of a pool: a second app must not get a second message. */
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
