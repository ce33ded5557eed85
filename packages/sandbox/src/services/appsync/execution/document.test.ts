import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../protocols/aws-error.js';
import { buildApiSchema } from '../schema.js';
import { createDocumentReader, InvalidDocument } from './document.js';

const schema = buildApiSchema(`
  type Query { getTodo(id: ID!): Todo  listTodos(limit: Int, kind: Kind): [Todo] }
  type Todo { id: ID!  content: String  parent: Todo  at: AWSDateTime }
  enum Kind { WORK HOME }
`);
const reader = createDocumentReader(schema, { queryDepthLimit: 0, introspection: true });

const errorsOf = (query: string, from = reader) => {
  try {
    from.read(query, undefined);
    return [];
  } catch (error) {
    if (error instanceof InvalidDocument) return error.errors.map(({ message }) => message);
    if (error instanceof AwsError) return [`${error.name}: ${error.message}`];
    throw error;
  }
};

const NOT_GRAPHQL = 'MalformedHttpRequestException: Unable to parse GraphQL query.';
const nested = (depth: number) =>
  `{ getTodo(id: "1") ${'{ parent '.repeat(depth)} { id } ${'}'.repeat(depth)} }`;

describe('the document of an operation', () => {
  it.each([
    [
      'an unknown field',
      '{ badfield }',
      "Validation error of type FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'",
    ],
    [
      'an unknown field below another',
      '{ getTodo(id: "1") { nope } }',
      "Validation error of type FieldUndefined: Field 'nope' in type 'Todo' is undefined @ 'getTodo/nope'",
    ],
    [
      'a missing argument',
      '{ getTodo { id } }',
      "Validation error of type MissingFieldArgument: Missing field argument id @ 'getTodo'",
    ],
    [
      'an unknown argument',
      '{ getTodo(id: "1", x: 1) { id } }',
      "Validation error of type UnknownArgument: Unknown field argument x @ 'getTodo'",
    ],
    [
      'no fields of an object',
      '{ getTodo(id: "1") }',
      "Validation error of type SubSelectionRequired: Sub selection required for type Todo of field getTodo @ 'getTodo'",
    ],
    [
      'fields of a scalar',
      '{ getTodo(id: "1") { id { x } } }',
      "Validation error of type SubSelectionNotAllowed: Sub selection not allowed on leaf type ID! of field id @ 'getTodo/id'",
    ],
    [
      'an unknown type',
      'query ($x: Nope) { getTodo(id: $x) { id } }',
      'Validation error of type UnknownType: Unknown type Nope',
    ],
    [
      'an unknown variable',
      '{ getTodo(id: $id) { id } }',
      'Validation error of type UndefinedVariable: Undefined variable id',
    ],
    [
      'an unused variable',
      'query ($x: ID) { getTodo(id: "1") { id } }',
      'Validation error of type UnusedVariable: Unused variable x',
    ],
    [
      'an unknown fragment',
      '{ getTodo(id: "1") { ...F } }',
      'Validation error of type UndefinedFragment: Undefined fragment F',
    ],
    [
      'an unused fragment',
      '{ getTodo(id: "1") { id } } fragment F on Todo { id }',
      'Validation error of type UnusedFragment: Unused fragment F',
    ],
    [
      'a cyclic fragment',
      '{ getTodo(id: "1") { ...F } } fragment F on Todo { ...F }',
      'Validation error of type FragmentCycle: Fragment cycles not allowed',
    ],
  ])('%s is an error in the words of AppSync', (_, query, message) => {
    expect(errorsOf(query)).toContain(message);
  });

  it.each([
    [
      'an enum',
      '{ listTodos(kind: PLAY) { id } }',
      "Validation error of type WrongType: the value 'PLAY' is not valid",
    ],
    [
      'a number',
      '{ listTodos(limit: "x") { id } }',
      'Validation error of type WrongType: the value \'"x"\' is not valid',
    ],
  ])('a literal that is not %s names the value', (_, query, message) => {
    expect(errorsOf(query).join()).toContain(message);
  });

  it.each([
    ['not GraphQL', 'meow'],
    ['empty', ''],
    ['cut off', '{ getTodo('],
    ['nested 50,000 times', '{ a '.repeat(50_000)],
    ['of 20,000 tokens', `{ ${'getTodo '.repeat(20_000)} }`],
    ['a list nested 14,000 times', `{ getTodo(id: ${'['.repeat(14_000)} ) }`],
  ])('text that is %s is a malformed request', (_, query) => {
    expect(errorsOf(query)).toEqual([NOT_GRAPHQL]);
  });

  it('1,000 levels are over the limit of depth, and 5,000 are not read', () => {
    expect(errorsOf(nested(1000))).toEqual([
      'Query depth limit exceeded. The limit is 250 and the query has 1002.',
    ]);
    expect(errorsOf(nested(5000))).toEqual([NOT_GRAPHQL]);
  });

  it("an API's own limit of depth counts the fields of fragments", () => {
    const strict = createDocumentReader(schema, { queryDepthLimit: 3, introspection: true });
    const query = '{ getTodo(id: "1") { ...F } } fragment F on Todo { parent { parent { id } } }';
    expect(errorsOf(nested(1), strict)).toEqual([]);
    expect(errorsOf(query, strict)).toEqual([
      'Query depth limit exceeded. The limit is 3 and the query has 4.',
    ]);
  });

  it('500 fields may have one name, and 501 may not', () => {
    const repeated = (count: number) => `{ getTodo(id: "1") { ${'id '.repeat(count)} } }`;
    expect(errorsOf(repeated(500))).toEqual([]);
    expect(errorsOf(repeated(501))).toEqual(['The selection set repeats id more than 500 times.']);
  });

  it('thousands of aliases are valid', () => {
    const aliases = Array.from({ length: 2000 }, (_, index) => `a${index}: id`);
    expect(errorsOf(`{ getTodo(id: "1") { ${aliases.join(' ')} } }`)).toEqual([]);
  });

  it('fragments that select each other thousands of times end', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, index) =>
        `fragment F${index} on Todo { parent { ...F${index + 1} } id ...F${index + 1} }`,
    );
    const query = `{ getTodo(id: "1") { ...F0 } } ${fragments.join('\n')} fragment F60 on Todo { id }`;
    expect(errorsOf(query)).toEqual([]);
  });

  it('an API without introspection refuses to describe itself', () => {
    const closed = createDocumentReader(schema, { queryDepthLimit: 0, introspection: false });
    expect(errorsOf('{ __schema { queryType { name } } }')).toEqual([]);
    expect(errorsOf('{ __schema { queryType { name } } }', closed).join()).toContain(
      'introspection',
    );
    expect(errorsOf('{ getTodo(id: "1") { __typename } }', closed)).toEqual([]);
  });

  it('several operations need a name', () => {
    const query = 'query A { getTodo(id: "1") { id } } query B { listTodos { id } }';
    expect(errorsOf(query)).toEqual([
      'Must provide operation name if query contains multiple operations.',
    ]);
    expect(reader.read(query, 'B').operation.name?.value).toBe('B');
    expect(() => reader.read(query, 'C')).toThrow("Unknown operation named 'C'.");
  });
});
