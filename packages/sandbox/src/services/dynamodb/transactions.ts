import { createHash } from 'node:crypto';
import type { ServiceContext } from '../../context/service-context.js';
import { type Item, itemBytes } from '../../protocols/attribute-value.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { loadDynalite } from './dynalite.js';
import { validationError } from './errors.js';
import type { Store } from './store.js';
import { describeTable, type Place } from './table.js';
import type { Tables } from './tables.js';
import { writeItem } from './write-item.js';

const MAXIMUM_ACTIONS = 100;
const MAXIMUM_BYTES = 4 * 1024 * 1024;
/** How long a token identifies its request, in milliseconds. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

const ACTIONS = {
  ConditionCheck: 'DeleteItem',
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
} as const;

type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: Item };

export type Transactions = {
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
  write(input: JsonObject): JsonObject;
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
  get(input: JsonObject): JsonObject;
};

export function createTransactions(
  store: Store,
  tables: Tables,
  place: Place,
  { database, now }: ServiceContext,
): Transactions {
  database.exec(`CREATE TABLE IF NOT EXISTS dynamodb_tokens (
    token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT`);
  const selectToken = database.prepare('SELECT digest FROM dynamodb_tokens WHERE token = ?');
  const insertToken = database.prepare(
    'INSERT INTO dynamodb_tokens (token, digest, at) VALUES (?, ?, ?)',
  );
  const forgetTokens = database.prepare('DELETE FROM dynamodb_tokens WHERE at <= ?');

  /** Whether the same request was already carried out. */
  const isRepeated = (token: string, input: JsonObject): boolean => {
    forgetTokens.run(now() - TOKEN_LIFE_MS);
    const digest = createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');
    const known = selectToken.get(token);
    if (!known) {
      insertToken.run(token, digest, now());
      return false;
    }
    if (known.digest === digest) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
    );
  };

  /** Checks the request as a whole, not its single actions. */
  const checkWrites = (actions: readonly Action[]) => {
    const dynalite = loadDynalite();
    const seen = new Set<string>();
    let bytes = 0;
    const session = tables.session();
    for (const { operation, input } of actions) {
      const data = dynalite.check(operation, withoutOptions(input), session);
      const { definition } = tables.get(String(data.TableName));
      const item = (data.Item ?? data.Key) as Item;
      bytes += itemBytes(item);
      const key = definition.KeySchema.map(({ AttributeName }) => item[AttributeName]);
      const identity = JSON.stringify([definition.TableName, key]);
      if (seen.has(identity)) {
        throw validationError('Transaction request cannot include multiple operations on one item');
      }
      seen.add(identity);
    }
    if (bytes > MAXIMUM_BYTES) {
      throw validationError('Transaction request size exceeded the maximum allowed size of 4 MB');
    }
  };

  const checkCondition = (input: JsonObject) => {
    const dynalite = loadDynalite();
    const session = tables.session();
    const data = dynalite.check('DeleteItem', withoutOptions(input), session);
    const description = describeTable(tables.get(String(data.TableName)), place);
    const invalid = dynalite.database.validateKey(data.Key as Item, description);
    if (invalid) throw validationError(invalid.message);
    const found = dynalite.run('GetItem', { TableName: data.TableName, Key: data.Key }, session);
    const item = found.Item as Item | undefined;
    if (!dynalite.database.checkConditional(data, item)) return;
    throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, {
      ...(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item && { Item: item }),
    });
  };

  const carryOut = ({ kind, operation, input }: Action): Reason => {
    try {
      if (kind === 'ConditionCheck') checkCondition(input);
      else writeItem(tables, operation, input);
      return { Code: 'None' };
    } catch (error) {
      return reasonOf(error);
    }
  };

  return {
    write(input) {
      const actions = readActions(input);
      checkWrites(actions);
      const token = input.ClientRequestToken;
      if (token !== undefined && (typeof token !== 'string' || !/^.{1,36}$/s.test(token))) {
        throw validationError(
          "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
        );
      }
      store.transaction(() => {
        if (token !== undefined && isRepeated(token, input)) return;
        const reasons = actions.map(carryOut);
        if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
      });
      return consumed(input, actions);
    },

    get(input) {
      const list = readList(input);
      const gets = list.map((entry) => {
        const get = entry.Get;
        if (!isJsonObject(get)) {
          throw validationError('TransactItems can only contain Get');
        }
        return get;
      });
      const dynalite = loadDynalite();
      const session = tables.session();
      const checked = gets.map((get) => {
        const data = dynalite.check('GetItem', get, session);
        tables.get(String(data.TableName));
        return data;
      });
      const reasons: Reason[] = [];
      const responses = checked.map((data) => {
        try {
          const { Item } = dynalite.run('GetItem', data, session);
          reasons.push({ Code: 'None' });
          return Item === undefined ? {} : { Item };
        } catch (error) {
          reasons.push(reasonOf(error));
          return {};
        }
      });
      if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
      const reads = gets.map((get) => ({ input: get }));
      return { Responses: responses, ...consumed(input, reads) };
    },
  };
}

type Action = {
  readonly kind: keyof typeof ACTIONS;
  readonly operation: (typeof ACTIONS)[keyof typeof ACTIONS];
  readonly input: JsonObject;
};

function readActions(input: JsonObject): readonly Action[] {
  return readList(input).map((entry) => {
    const kinds = (Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).filter((kind) =>
      isJsonObject(entry[kind]),
    );
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    const action = entry[kind] as JsonObject;
    if (kind === 'ConditionCheck' && typeof action.ConditionExpression !== 'string') {
      throw validationError(
        "1 validation error detected: Value null at 'transactItems.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
      );
    }
    if (kind === 'Update' && typeof action.UpdateExpression !== 'string') {
      throw validationError(
        "1 validation error detected: Value null at 'transactItems.member.update.updateExpression' failed to satisfy constraint: Member must not be null",
      );
    }
    return { kind, operation: ACTIONS[kind], input: action };
  });
}

function readList(input: JsonObject): readonly JsonObject[] {
  const list = input.TransactItems ?? [];
  if (!Array.isArray(list) || !list.every(isJsonObject)) {
    throw new AwsError('SerializationException', 'TransactItems must be a list of structures');
  }
  const constraint =
    list.length === 0
      ? 'greater than or equal to 1'
      : list.length > MAXIMUM_ACTIONS && `less than or equal to ${MAXIMUM_ACTIONS}`;
  if (constraint) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${constraint}`,
    );
  }
  return list;
}

/** Removes the members that exist only in a transaction's action. */
function withoutOptions(input: JsonObject): JsonObject {
  const { ReturnValuesOnConditionCheckFailure: _, ...rest } = input;
  return rest;
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof AwsError)) throw error;
  if (error.name === 'ConditionalCheckFailedException') {
    const { Item } = error.members as { readonly Item?: Item };
    return { Code: 'ConditionalCheckFailed', Message: error.message, ...(Item && { Item }) };
  }
  if (error.name === 'ValidationException') {
    return { Code: 'ValidationError', Message: error.message };
  }
  throw error;
}

function canceled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, 400, {
    Message: message,
    CancellationReasons: reasons,
  });
}

/** Two units for each action. The sizes of the items are not counted. */
function consumed(
  input: JsonObject,
  actions: readonly { readonly input: JsonObject }[],
): JsonObject {
  const wanted = input.ReturnConsumedCapacity;
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return {};
  const units = new Map<string, number>();
  for (const { input: action } of actions) {
    const name = String(action.TableName);
    units.set(name, (units.get(name) ?? 0) + 2);
  }
  return {
    ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({
      TableName,
      CapacityUnits,
    })),
  };
}
