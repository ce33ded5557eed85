import type { Assembly, TemplateResource } from './assembly.js';
import type { Properties } from './resource-graph.js';

/** The friendly name from Amplify's tag. Most types have tags as a list, some as a map. */
export function friendlyName(properties: Properties): string | undefined {
  const given = properties.Tags ?? properties.UserPoolTags ?? properties.IdentityPoolTags ?? {};
  const tags: readonly (readonly [unknown, unknown])[] = Array.isArray(given)
    ? given.map(({ Key, Value }: Properties) => [Key, Value])
    : Object.entries(given);
  const name = tags.find(([key]) => key === 'amplify:friendly-name')?.[1];
  return typeof name === 'string' ? name : undefined;
}

export function constructPath({ Metadata: metadata }: TemplateResource): string | undefined {
  const path = metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path.split('/').slice(1).join('/') : undefined;
}

/** Functions name their code `Code`, layers `Content`. Both contain the object's key. */
export function assetPathOf(assembly: Assembly, properties: Properties): string | undefined {
  const key = [properties.Code, properties.Content]
    .map((code) => (code as Properties | undefined)?.S3Key)
    .find((each) => typeof each === 'string');
  return key === undefined ? undefined : assembly.assetPath(key);
}

export function sourcePathsOf(
  assembly: Assembly,
  { SourceObjectKeys: keys }: Properties,
): readonly (string | undefined)[] {
  return Array.isArray(keys) ? keys.map((key) => assembly.assetPath(String(key))) : [];
}

/** `RequestMappingTemplateS3Location` and its like: `s3://bucket/key`. */
const LOCATION = /^s3:\/\/[^/]+\/(.+)$/;

/** The files on disk behind properties that name an object of a bucket, by property. */
export function locatedPathsOf(
  assembly: Assembly,
  properties: Properties,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      const key = typeof value === 'string' ? LOCATION.exec(value)?.[1] : undefined;
      const path = key === undefined ? undefined : assembly.assetPath(key);
      return path === undefined ? [] : [[name, path]];
    }),
  );
}
