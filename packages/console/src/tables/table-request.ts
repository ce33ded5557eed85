import { type AttributeValue, type Item, writtenValue } from './attribute-value.ts';

export type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: string }[];

/** A table as `DescribeTable` returns it. */
export type TableDescription = {
  readonly TableName: string;
  readonly KeySchema: KeySchema;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly ItemCount?: number;
  readonly GlobalSecondaryIndexes?: readonly TableIndex[];
  readonly LocalSecondaryIndexes?: readonly TableIndex[];
};

type TableIndex = { readonly IndexName: string; readonly KeySchema: KeySchema };

export type SortOperator = '=' | '<' | '<=' | '>' | '>=' | 'begins_with';
export type FilterOperator =
  | SortOperator
  | '<>'
  | 'contains'
  | 'attribute_exists'
  | 'attribute_not_exists';

export type Filter = {
  readonly attribute: string;
  readonly operator: FilterOperator;
  readonly value: string;
};

/** The query bar. Without a partition key it is a scan. */
export type TableQuery = {
  /** Empty: the table itself. */
  readonly index: string;
  readonly partition: string;
  readonly sortOperator: SortOperator;
  readonly sort: string;
  readonly descending: boolean;
  readonly filters: readonly Filter[];
};

export const everyItem: TableQuery = {
  index: '',
  partition: '',
  sortOperator: '=',
  sort: '',
  descending: false,
  filters: [],
};

export type TableRequest = {
  readonly operation: 'Query' | 'Scan';
  readonly input: Readonly<Record<string, unknown>>;
};

/** The operation that a query bar asks for. */
export function tableRequest(
  table: TableDescription,
  query: TableQuery,
  Limit: number,
  ExclusiveStartKey?: Item,
): TableRequest {
  const expressions = createExpressions();
  const { partition: hash, sort: range } = keysOf(table, query.index);
  const isQuery = query.partition !== '' && hash !== undefined;
  const keys = isQuery
    ? [
        expressions.compare(hash, '=', writtenValue(query.partition, typeOf(table, hash))),
        ...(query.sort !== '' && range !== undefined
          ? [
              expressions.compare(
                range,
                query.sortOperator,
                writtenValue(query.sort, typeOf(table, range)),
              ),
            ]
          : []),
      ]
    : [];
  const filters = query.filters
    .filter(({ attribute }) => attribute.trim() !== '')
    .map((filter) => filterExpression(filter, expressions));
  const input = {
    TableName: table.TableName,
    Limit,
    ExclusiveStartKey,
    IndexName: query.index === '' ? undefined : query.index,
    KeyConditionExpression: keys.length === 0 ? undefined : keys.join(' AND '),
    FilterExpression: filters.length === 0 ? undefined : filters.join(' AND '),
    ScanIndexForward: isQuery && query.descending ? false : undefined,
    ...expressions.names(),
  };
  return {
    operation: isQuery ? 'Query' : 'Scan',
    input: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
  };
}

/** The keys of the table, or of one of its indexes. */
export function keysOf(
  table: TableDescription,
  index: string,
): { readonly partition: string | undefined; readonly sort: string | undefined } {
  const schema =
    index === ''
      ? table.KeySchema
      : (indexesOf(table).find(({ IndexName }) => IndexName === index)?.KeySchema ?? []);
  const nameOf = (type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return { partition: nameOf('HASH'), sort: nameOf('RANGE') };
}

export function indexesOf(table: TableDescription): readonly TableIndex[] {
  return [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
}

/** The item's own key. */
export function keyOf(table: TableDescription, item: Item): Item {
  return Object.fromEntries(
    table.KeySchema.flatMap(({ AttributeName }) => {
      const value = item[AttributeName];
      return value === undefined ? [] : [[AttributeName, value]];
    }),
  );
}

function typeOf(table: TableDescription, attribute: string): string {
  const { AttributeDefinitions } = table;
  return (
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === attribute)?.AttributeType ??
    'S'
  );
}

function filterExpression({ attribute, operator, value }: Filter, to: Expressions): string {
  const name = attribute.trim();
  if (operator === 'attribute_exists' || operator === 'attribute_not_exists') {
    return `${operator}(${to.name(name)})`;
  }
  return to.compare(name, operator, writtenValue(value));
}

type Expressions = ReturnType<typeof createExpressions>;

/** Names and values are placeholders, so any attribute can be asked for. */
function createExpressions() {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  /** `address.city` is a path. */
  const name = (path: string) =>
    path
      .split('.')
      .map((part) => {
        const placeholder =
          Object.keys(names).find((each) => names[each] === part) ??
          `#n${Object.keys(names).length}`;
        names[placeholder] = part;
        return placeholder;
      })
      .join('.');
  return {
    name,
    compare(attribute: string, operator: string, value: AttributeValue) {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return /^[a-z]/.test(operator)
        ? `${operator}(${name(attribute)}, ${placeholder})`
        : `${name(attribute)} ${operator} ${placeholder}`;
    },
    names: () => ({
      ExpressionAttributeNames: Object.keys(names).length === 0 ? undefined : names,
      ExpressionAttributeValues: Object.keys(values).length === 0 ? undefined : values,
    }),
  };
}
