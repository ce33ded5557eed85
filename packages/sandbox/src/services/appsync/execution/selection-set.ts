import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';

/** More names than any client selects. Fragments within fragments can name a field many times. */
const MAXIMUM_NAMES = 10_000;

/**
 * The selected fields below a field, as `ctx.info.selectionSetList` names them: `author`,
 * `author/name`. A field with an alias has the alias as its name.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html
 */
export function selectionSetList({
  fieldNodes,
  fragments,
  variableValues,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>): readonly string[] {
  const names = new Set<string>();
  const isIncluded = (node: { readonly directives?: readonly DirectiveNode[] }) =>
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
  const add = (set: SelectionSetNode | undefined, parent: string) => {
    for (const selection of set?.selections ?? []) {
      if (names.size >= MAXIMUM_NAMES || !isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = `${parent}${(selection.alias ?? selection.name).value}`;
        names.add(name);
        add(selection.selectionSet, `${name}/`);
      } else {
        add(innerOf(selection, fragments), parent);
      }
    }
  };
  for (const { selectionSet } of fieldNodes) add(selectionSet, '');
  return [...names];
}

function innerOf(
  selection: Exclude<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): SelectionSetNode | undefined {
  return selection.kind === Kind.INLINE_FRAGMENT
    ? selection.selectionSet
    : fragments[selection.name.value]?.selectionSet;
}

/** The selection set of a field as text: `ctx.info.selectionSetGraphQL`. */
export function selectionSetGraphQL({
  fieldNodes,
}: Pick<GraphQLResolveInfo, 'fieldNodes'>): string {
  return fieldNodes
    .flatMap(({ selectionSet }) => (selectionSet ? [print(selectionSet)] : []))
    .join('\n');
}
