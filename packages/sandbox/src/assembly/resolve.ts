import { createHmac } from 'node:crypto';
import type { Assembly, Template, TemplateResource } from './assembly.js';
import { holds, NO_VALUE, resolveValue, type Scope, unsupported } from './intrinsics.js';
import type {
  NamedResource,
  Properties,
  Resource,
  ResourceGraph,
  ResourceType,
  Value,
} from './resource-graph.js';

export type ResolveOptions = {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** The endpoint of every service, which is part of some names. */
  readonly url: string;
  /** How the resources of the services are named, by CloudFormation type. */
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Secret of the data directory, from which the names of resources are made. */
  readonly key: Uint8Array;
};

const NESTED_STACK = 'AWS::CloudFormation::Stack';
const ALPHANUMERIC = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Resolves a cloud assembly to the resources that a deployment would make: nested stacks,
 * parameters, conditions and intrinsic functions included.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED`, naming the place in the template.
 */
export function resolveAssembly(assembly: Assembly, options: ResolveOptions): ResourceGraph {
  const root = openStack(assembly, options, {
    name: assembly.stackName,
    path: '',
    template: assembly.template,
    parameters: {},
  });
  const resources = root.resources();
  return {
    stackName: assembly.stackName,
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    outputs: root.outputs(),
    metadata: (assembly.template.Metadata ?? {}) as Properties,
  };
}

type StackSource = {
  readonly name: string;
  /** Logical ids of the nested stacks that lead to it, each with a slash behind it. */
  readonly path: string;
  readonly template: Template;
  readonly parameters: Properties;
};

type Stack = {
  resources(): readonly Resource[];
  outputs(): Readonly<Record<string, Value>>;
  output(name: string): Value | undefined;
};

type Deployed = { readonly resource: Resource; readonly nested?: Stack };

function openStack(assembly: Assembly, options: ResolveOptions, source: StackSource): Stack {
  const { template, path, name: stackName } = source;
  const { region, accountId, partition } = options;
  const deployed = new Map<string, Deployed | undefined>();
  const underWay = new Set<string>();

  const idOf = (logicalId: string, length: number, alphabet: string): string =>
    Array.from(
      { length },
      (_, index) =>
        alphabet[
          createHmac('sha256', options.key)
            .update(`resource:${path}${logicalId}:${index}`)
            .digest()
            .readUInt32BE() % alphabet.length
        ],
    ).join('');

  const pseudoParameters: Readonly<Record<string, Value | typeof NO_VALUE>> = {
    'AWS::AccountId': accountId,
    'AWS::NoValue': NO_VALUE,
    'AWS::NotificationARNs': [],
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackId': `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/${idOf('', 36, '0123456789abcdef')}`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const parameter = (name: string): Value | undefined => {
    const declared = own(template.Parameters, name);
    if (!declared) return undefined;
    const value = own(source.parameters, name) ?? (declared.Default as Value | undefined);
    if (value === undefined)
      throw unsupported('the parameter has no value', `${path}Parameters.${name}`);
    const isList = declared.Type === 'CommaDelimitedList' || declared.Type.startsWith('List<');
    return isList && typeof value === 'string'
      ? value.split(',').map((entry) => entry.trim())
      : value;
  };

  const scope: Scope = {
    region,
    mappings: template.Mappings,
    condition: (name) => own(template.Conditions, name),
    ref(name) {
      if (Object.hasOwn(pseudoParameters, name)) return pseudoParameters[name];
      return parameter(name) ?? deploy(name)?.resource.physicalId;
    },
    getAtt(logicalId, attribute) {
      const found = deploy(logicalId);
      if (found?.nested && attribute.startsWith('Outputs.')) {
        return found.nested.output(attribute.slice('Outputs.'.length));
      }
      return own(found?.resource.attributes, attribute);
    },
  };

  const resolve = (expression: unknown, place: string): Value => {
    const value = resolveValue(expression, scope, `${path}${place}`);
    return value === NO_VALUE ? null : value;
  };

  /** Resolves a resource when something first asks for it, as order in a template means nothing. */
  const deploy = (logicalId: string): Deployed | undefined => {
    if (deployed.has(logicalId)) return deployed.get(logicalId);
    const declared = own(template.Resources, logicalId);
    if (!declared) return undefined;
    if (underWay.has(logicalId)) {
      throw unsupported(
        'it depends on itself, which CloudFormation refuses',
        `${path}${logicalId}`,
      );
    }
    underWay.add(logicalId);
    const exists =
      declared.Condition === undefined ||
      holds(declared.Condition, scope, `${path}${logicalId}.Condition`);
    const result = exists ? create(logicalId, declared) : undefined;
    deployed.set(logicalId, result);
    underWay.delete(logicalId);
    return result;
  };

  const create = (logicalId: string, declared: TemplateResource): Deployed => {
    if (typeof declared.Type !== 'string')
      throw unsupported('the resource has no type', `${path}${logicalId}`);
    const properties = resolve(declared.Properties ?? {}, `${logicalId}.Properties`) as Properties;
    if (declared.Type === NESTED_STACK) return createNestedStack(logicalId, properties);
    const named: NamedResource = {
      logicalId,
      stackName,
      properties,
      region,
      accountId,
      partition,
      url: options.url,
      id: (length, alphabet = ALPHANUMERIC) => idOf(logicalId, length, alphabet),
    };
    const type = options.resourceTypes[declared.Type] ?? unservedType(declared.Type);
    const physicalId = type.physicalId(named);
    return {
      resource: {
        type: declared.Type,
        logicalId,
        name: friendlyName(properties) ?? logicalId,
        path: constructPath(declared) ?? `${path}${logicalId}`,
        physicalId,
        properties,
        attributes: type.attributes?.({ ...named, physicalId }) ?? {},
        assetPath: assetPathOf(assembly, properties),
        sourcePaths: sourcePathsOf(assembly, properties),
      },
    };
  };

  const createNestedStack = (logicalId: string, properties: Properties): Deployed => {
    const url = String(properties.TemplateURL);
    const file = assembly.assetPath(url.slice(url.lastIndexOf('/') + 1));
    if (!file)
      throw unsupported(
        'the template of the nested stack is not in the assembly',
        `${path}${logicalId}`,
      );
    const name = `${stackName}-${logicalId}`;
    return {
      nested: openStack(assembly, options, {
        name,
        path: `${path}${logicalId}/`,
        template: assembly.readTemplate(file),
        parameters: (properties.Parameters ?? {}) as Properties,
      }),
      resource: {
        type: NESTED_STACK,
        logicalId,
        name: logicalId,
        path: `${path}${logicalId}`,
        physicalId: `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${idOf(logicalId, 36, '0123456789abcdef')}`,
        properties,
        attributes: {},
        assetPath: undefined,
        sourcePaths: [],
      },
    };
  };

  return {
    resources: () =>
      Object.keys(template.Resources ?? {}).flatMap((logicalId) => {
        const found = deploy(logicalId);
        if (!found) return [];
        return found.nested ? [found.resource, ...found.nested.resources()] : [found.resource];
      }),
    output(name) {
      const output = own(template.Outputs, name);
      if (!output) return undefined;
      if (output.Condition && !holds(output.Condition, scope, `${path}Outputs.${name}`))
        return undefined;
      return resolve(output.Value, `Outputs.${name}`);
    },
    outputs() {
      return Object.fromEntries(
        Object.keys(template.Outputs ?? {}).flatMap((name) => {
          const value = this.output(name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    },
  };
}

/**
 * A resource that no service plays still has a name, so that what refers to it resolves; the
 * start-up report lists its type.
 */
function unservedType(type: string): ResourceType {
  const [, service = 'custom'] = type.split('::');
  return {
    physicalId: ({ stackName, logicalId, id }) => `${stackName}-${logicalId}-${id(12)}`,
    attributes: ({ physicalId, partition, region, accountId }) =>
      anyAttribute((attribute) =>
        attribute.endsWith('Arn')
          ? `arn:${partition}:${service.toLowerCase()}:${region}:${accountId}:${physicalId}`
          : `${physicalId}.${attribute}`,
      ),
  };
}

/** An object that has every attribute, but none to be listed. */
function anyAttribute(valueFor: (attribute: string) => string): Readonly<Record<string, Value>> {
  const read = (_: object, key: string | symbol) =>
    typeof key === 'string' ? valueFor(key) : undefined;
  return new Proxy<Record<string, Value>>(Object.create(null), {
    get: read,
    getOwnPropertyDescriptor(target, key) {
      const value = read(target, key);
      return value === undefined ? undefined : { value, configurable: true, enumerable: false };
    },
  });
}

/** What a template says under a name, which may be one that every object has, such as `valueOf`. */
function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A tag that Amplify gives. Most types take tags as a list, some as a map. */
function friendlyName(properties: Properties): string | undefined {
  const given = properties.Tags ?? properties.UserPoolTags ?? properties.IdentityPoolTags ?? {};
  const tags: readonly (readonly [unknown, unknown])[] = Array.isArray(given)
    ? given.map(({ Key, Value }: Properties) => [Key, Value])
    : Object.entries(given);
  const name = tags.find(([key]) => key === 'amplify:friendly-name')?.[1];
  return typeof name === 'string' ? name : undefined;
}

function constructPath({ Metadata: metadata }: TemplateResource): string | undefined {
  const path = metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path.split('/').slice(1).join('/') : undefined;
}

/** Functions name their code `Code`, layers `Content`, both by the object's key. */
function assetPathOf(assembly: Assembly, properties: Properties): string | undefined {
  const key = [properties.Code, properties.Content]
    .map((code) => (code as Properties | undefined)?.S3Key)
    .find((each) => typeof each === 'string');
  return key === undefined ? undefined : assembly.assetPath(key);
}

function sourcePathsOf(
  assembly: Assembly,
  { SourceObjectKeys: keys }: Properties,
): readonly (string | undefined)[] {
  return Array.isArray(keys) ? keys.map((key) => assembly.assetPath(String(key))) : [];
}
