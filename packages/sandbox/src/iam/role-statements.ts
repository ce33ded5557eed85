import type { ResourceGraph, Value } from '../assembly/resource-graph.js';
import { listOf, objectOf } from '../assembly/template-values.js';
import { documentsOf } from './access.js';

/** A statement of a role's policies, to show it. */
export type RoleStatement = {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
};

/** All statements of the policies of a role. */
export function statementsOf(graph: ResourceGraph, roleArn: string): readonly RoleStatement[] {
  const documents = documentsOf(graph).get(roleArn) ?? [];
  return documents.flatMap((document) =>
    listOf(objectOf(document).Statement).map((statement) => {
      const { Effect, Action, NotAction, Resource, NotResource } = objectOf(statement);
      return {
        effect: String(Effect ?? 'Allow'),
        actions: [...texts(Action), ...texts(NotAction).map((action) => `not ${action}`)],
        resources: [...texts(Resource), ...texts(NotResource).map((resource) => `not ${resource}`)],
      };
    }),
  );
}

function texts(value: Value | undefined): readonly string[] {
  return listOf(value).map(String);
}
