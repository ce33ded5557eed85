import type { CfnElement, CfnResource } from 'aws-cdk-lib';
import type { RecipeError } from '../backend/recipe-error.js';

/** A mistake in a backend that otherwise only a deployment shows, or nothing at all. */
export type Mistake = RecipeError;

/** `function/weekly-report-lambda/schedule-0` */
export function placeOf({ node }: CfnElement): string {
  return node.path.replace(/^[^/]*\/|\/Resource$/g, '');
}

/** A resource as its template will have it, with `addPropertyOverride`. */
export function templateOf(resource: CfnResource): Readonly<Record<string, unknown>> {
  const render: unknown = Reflect.get(resource, '_toCloudFormation');
  if (typeof render !== 'function') return {};
  const { Resources } = Object(resource.stack.resolve(render.call(resource)));
  const [rendered] = Object.values(Object(Resources));
  return Object(rendered);
}

/** The properties of a resource as its template will have them. */
export function templateProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  return Object(templateOf(resource).Properties);
}
