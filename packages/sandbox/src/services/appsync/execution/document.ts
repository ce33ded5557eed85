import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { AwsError } from '../../../protocols/aws-error.js';
import { validationMessage } from './validation-messages.js';

/** An operation that is valid for the schema. */
export type ValidDocument = {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
};

export type DocumentLimits = {
  /** Levels of fields that an operation may have; 0 for AppSync's default. */
  readonly queryDepthLimit: number;
  readonly introspection: boolean;
};

/** Operations whose documents are kept, because clients repeat them. */
const KEPT_DOCUMENTS = 500;
/** The longest document whose text is kept, in characters. */
const LONGEST_KEPT = 50_000;
/** AppSync's GraphQL engine reads no more tokens of a document. */
const MAXIMUM_TOKENS = 15_000;
/** AppSync without a limit of its own ends such an operation by its time limit. */
const MAXIMUM_DEPTH = 250;
/** Fields of one selection set with the same name are compared with each other. */
const MAXIMUM_REPETITIONS = 500;
const MAXIMUM_ERRORS = 20;

/** Reads the operations that clients send to one API. */
export type DocumentReader = {
  /**
   * @throws {AwsError} `MalformedHttpRequestException` when the text is not GraphQL.
   * @throws {InvalidDocument} When the operation is not valid for the schema.
   */
  read(query: string, operationName: string | undefined): ValidDocument;
};

/** The errors of an operation that the schema does not allow, in AppSync's words. */
export class InvalidDocument extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'The operation is not valid.');
    this.errors = errors;
  }
}

export function createDocumentReader(
  schema: GraphQLSchema,
  { queryDepthLimit, introspection }: DocumentLimits,
): DocumentReader {
  const kept = new Map<string, DocumentNode>();
  const rules = introspection
    ? specifiedRules
    : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const parsed = (query: string): DocumentNode => {
    const known = kept.get(query);
    if (known) return known;
    const document = parseQuery(query);
    checkSize(document, queryDepthLimit > 0 ? queryDepthLimit : MAXIMUM_DEPTH);
    const errors = validate(schema, document, rules, { maxErrors: MAXIMUM_ERRORS });
    if (errors.length > 0) {
      throw new InvalidDocument(errors.map((error) => inAppSyncsWords(error, document)));
    }
    if (query.length <= LONGEST_KEPT) {
      kept.set(query, document);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_DOCUMENTS && oldest !== undefined) kept.delete(oldest);
    }
    return document;
  };
  return {
    read(query, operationName) {
      const document = parsed(query);
      const operation = getOperationAST(document, operationName);
      if (operation) return { document, operation };
      throw new InvalidDocument([
        new GraphQLError(
          operationName === undefined
            ? 'Must provide operation name if query contains multiple operations.'
            : `Unknown operation named '${operationName}'.`,
        ),
      ]);
    },
  };
}

/** The field nodes of a selection set, with those of its fragments. */
export function fieldsOf(document: DocumentNode, set: SelectionSetNode): readonly FieldNode[] {
  const fragments = fragmentsOf(document);
  const collect = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments.get(selection.name.value);
      return inner ? collect(inner) : [];
    });
  return collect(set);
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, SelectionSetNode> {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet] as const]
        : [],
    ),
  );
}

function inAppSyncsWords(error: GraphQLError, document: DocumentNode): GraphQLError {
  return new GraphQLError(validationMessage(error, document), { nodes: error.nodes ?? null });
}

function parseQuery(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MAXIMUM_TOKENS });
  } catch (error) {
    // A document of thousands of levels exhausts the stack of the parser.
    if (!(error instanceof GraphQLError) && !(error instanceof RangeError)) throw error;
    throw new AwsError('MalformedHttpRequestException', 'Unable to parse GraphQL query.', 400);
  }
}

/**
 * Rejects what would take the validation or the execution too long. Runs before the validation, so
 * fragments may be unknown or refer to themselves.
 */
function checkSize(document: DocumentNode, limit: number): void {
  const fragments = fragmentsOf(document);
  const depths = new Map<SelectionSetNode, number>();
  const open = new Set<SelectionSetNode>();
  const depthOf = (set: SelectionSetNode): number => {
    const known = depths.get(set);
    // The validation names a fragment that refers to itself.
    if (known !== undefined || open.has(set)) return known ?? 0;
    open.add(set);
    checkRepetitions(set);
    let deepest = 0;
    for (const selection of set.selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragments.get(selection.name.value)
          : selection.selectionSet;
      const own = selection.kind === Kind.FIELD ? 1 : 0;
      deepest = Math.max(deepest, own + (inner ? depthOf(inner) : 0));
    }
    open.delete(set);
    depths.set(set, deepest);
    return deepest;
  };
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue;
    const depth = depthOf(definition.selectionSet);
    if (definition.kind !== Kind.OPERATION_DEFINITION || depth <= limit) continue;
    throw new InvalidDocument([
      new GraphQLError(
        `Query depth limit exceeded. The limit is ${limit} and the query has ${depth}.`,
        {
          nodes: definition,
        },
      ),
    ]);
  }
}

function checkRepetitions({ selections }: SelectionSetNode): void {
  const counts = new Map<string, number>();
  for (const selection of selections) {
    const name =
      selection.kind === Kind.FIELD
        ? (selection.alias ?? selection.name).value
        : selection.kind === Kind.FRAGMENT_SPREAD
          ? `...${selection.name.value}`
          : '...';
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count <= MAXIMUM_REPETITIONS) continue;
    throw new InvalidDocument([
      new GraphQLError(
        `The selection set repeats ${name} more than ${MAXIMUM_REPETITIONS} times.`,
        { nodes: selection },
      ),
    ]);
  }
}
