import {
  buildASTSchema,
  concatAST,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isScalarType,
  Kind,
  parse,
  visit,
} from 'graphql';
import { APPSYNC_DIRECTIVES } from '../../context/graphql/appsync-directives.js';
import { awsScalars } from './scalars.js';

const DEFINITIONS = parse(APPSYNC_DIRECTIVES.join('\n'));

const SCALARS = parse(awsScalars.map(({ name }) => `scalar ${name}`).join('\n'));
const DEFINED_HERE = new Set([
  ...awsScalars.map(({ name }) => name),
  ...DEFINITIONS.definitions.flatMap((node) => ('name' in node ? (node.name?.value ?? []) : [])),
]);

/**
 * Builds the schema of an API from its definition, with AppSync's scalars and directives.
 *
 * @param definition In the schema definition language.
 * @throws {GraphQLError} When the definition is not valid.
 */
export function buildApiSchema(definition: string): GraphQLSchema {
  const own = visit(parse(definition, { noLocation: true }), {
    // A definition may repeat what AppSync defines.
    enter: (node) =>
      (node.kind === Kind.DIRECTIVE_DEFINITION || node.kind === Kind.SCALAR_TYPE_DEFINITION) &&
      DEFINED_HERE.has(node.name.value)
        ? null
        : undefined,
  });
  const document: DocumentNode = concatAST([DEFINITIONS, SCALARS, own]);
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  for (const scalar of awsScalars) {
    const built = schema.getType(scalar.name);
    if (isScalarType(built)) {
      built.serialize = scalar.serialize;
      built.parseValue = scalar.parseValue;
      built.parseLiteral = scalar.parseLiteral;
    }
  }
  return schema;
}

/** The subscription fields that each mutation field triggers, by `@aws_subscribe`. */
export function subscriptionsOf(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const triggered = new Map<string, string[]>();
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    for (const mutation of mutationsIn(field.astNode?.directives ?? [])) {
      triggered.set(mutation, [...(triggered.get(mutation) ?? []), field.name]);
    }
  }
  return triggered;
}

function mutationsIn(directives: readonly DirectiveNode[]): readonly string[] {
  return directives
    .filter(({ name }) => name.value === 'aws_subscribe')
    .flatMap(({ arguments: given = [] }) => given)
    .filter(({ name }) => name.value === 'mutations')
    .flatMap(({ value }) => (value.kind === Kind.LIST ? value.values : [value]))
    .flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []));
}
