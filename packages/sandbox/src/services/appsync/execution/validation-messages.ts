import { BREAK, type DocumentNode, type GraphQLError, Kind, print, visit } from 'graphql';

type Translation = {
  readonly pattern: RegExp;
  message(groups: readonly string[], error: GraphQLError, document: DocumentNode): string;
};

/**
 * The messages of graphql-js for the rules of the specification, each with the message that
 * graphql-java, the engine of AppSync, gives for it.
 *
 * @see https://github.com/graphql-java/graphql-java/tree/master/src/main/java/graphql/validation
 */
const TRANSLATIONS: readonly Translation[] = [
  {
    pattern: /^Cannot query field "(\w+)" on type "(\w+)"/,
    message: ([field, type], error, document) =>
      `FieldUndefined: Field '${field}' in type '${type}' is undefined @ '${placeOf(error, document)}'`,
  },
  {
    pattern: /^Unknown argument "(\w+)" on field/,
    message: ([argument], error, document) =>
      `UnknownArgument: Unknown field argument ${argument} @ '${placeOf(error, document)}'`,
  },
  {
    pattern: /^Field "\w+" argument "(\w+)" of type "[^"]+" is required/,
    message: ([argument], error, document) =>
      `MissingFieldArgument: Missing field argument ${argument} @ '${placeOf(error, document)}'`,
  },
  {
    pattern: /^Field "(\w+)" must not have a selection since type "([^"]+)"/,
    message: ([field, type], error, document) =>
      `SubSelectionNotAllowed: Sub selection not allowed on leaf type ${type} of field ${field} @ '${placeOf(error, document)}'`,
  },
  {
    pattern: /^Field "(\w+)" of type "([^"]+)" must have a selection of subfields/,
    message: ([field, type], error, document) =>
      `SubSelectionRequired: Sub selection required for type ${type} of field ${field} @ '${placeOf(error, document)}'`,
  },
  {
    pattern: /^Unknown type "(\w+)"/,
    message: ([type]) => `UnknownType: Unknown type ${type}`,
  },
  {
    pattern: /^Unknown fragment "(\w+)"/,
    message: ([fragment]) => `UndefinedFragment: Undefined fragment ${fragment}`,
  },
  {
    pattern: /^Fragment "(\w+)" is never used/,
    message: ([fragment]) => `UnusedFragment: Unused fragment ${fragment}`,
  },
  {
    pattern: /^Cannot spread fragment "\w+" within itself/,
    message: () => 'FragmentCycle: Fragment cycles not allowed',
  },
  {
    pattern: /^Variable "\$(\w+)" is not defined/,
    message: ([variable]) => `UndefinedVariable: Undefined variable ${variable}`,
  },
  {
    pattern: /^Variable "\$(\w+)" is never used/,
    message: ([variable]) => `UnusedVariable: Unused variable ${variable}`,
  },
  {
    pattern: /^Variable "\$\w+" of type "([^"]+)" used in position expecting type "([^"]+)"/,
    message: ([type, expected]) =>
      `VariableTypeMismatch: Variable type '${type}' doesn't match expected type '${expected}'`,
  },
  {
    pattern: /^Fields "(\w+)" conflict because/,
    message: ([field], error) =>
      `FieldsConflict: ${field}: ${error.message.replace(/^Fields "\w+" conflict because /, '').replace(/\. Use different aliases.*$/s, '')}`,
  },
  {
    pattern: /^Unknown directive "@(\w+)"/,
    message: ([directive]) => `UnknownDirective: Unknown directive ${directive}`,
  },
  {
    pattern:
      /(?:cannot represent|is not defined by type|was not provided|Expected value of type|does not exist in|Unable to parse)/,
    message: (_, error, document) =>
      `WrongType: ${wrongValue(error)} @ '${placeOf(error, document)}'`,
  },
];

/** The message of a validation error in the words of AppSync. */
export function validationMessage(error: GraphQLError, document: DocumentNode): string {
  for (const { pattern, message } of TRANSLATIONS) {
    const match = pattern.exec(error.message);
    if (match) return `Validation error of type ${message(match.slice(1), error, document)}`;
  }
  return `Validation error: ${error.message}`;
}

/** The value, as GraphQL writes it, and the reason why it does not fit. */
function wrongValue(error: GraphQLError): string {
  const [node] = error.nodes ?? [];
  const value = node ? ` '${print(node)}'` : '';
  return `the value${value} is not valid: ${error.message}`;
}

/** `getTodo/content`: the fields from the operation to the error. */
function placeOf(error: GraphQLError, document: DocumentNode): string {
  const [target] = error.nodes ?? [];
  const path: string[] = [];
  let place = '';
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD) path.push((node.alias ?? node.name).value);
      if (node === target) {
        place = path.join('/');
        return BREAK;
      }
      return undefined;
    },
    leave(node) {
      if (node.kind === Kind.FIELD) path.pop();
    },
  });
  return place;
}
