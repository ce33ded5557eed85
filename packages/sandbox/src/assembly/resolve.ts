import { createHmac } from 'node:crypto';
import { SandboxError } from '../errors.js';
import type { Assembly, Template, TemplateResource } from './assembly.js';
import {
  type DynamicReference,
  localNameOf,
  memberOf,
  resolveReferences,
} from './dynamic-references.js';
import { holds, NO_VALUE, resolveValue, type Scope, unsupported } from './intrinsics.js';
import { createPlaceholders, type Placeholders } from './placeholders.js';
import type {
  NamedResource,
  Properties,
  ReferencedResource,
  Resource,
  ResourceGraph,
  ResourceType,
  Value,
} from './resource-graph.js';
import { placeholderOf, unservedType } from './unserved-types.js';

export type ResolveOptions = {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** The endpoint of every service, which some names contain. */
  readonly url: string;
  /** The names of the services' resources, by CloudFormation type. */
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Values that the developer set for parameters and secrets that exist only in AWS, by name. */
  localSecret?(name: string): string | undefined;
  /** Secret of the data directory, from which resource names are derived. */
  readonly key: Uint8Array;
};

const NESTED_STACK = 'AWS::CloudFormation::Stack';
/** A custom resource whose attributes are secrets of the app. */
const AMPLIFY_SECRETS = 'Custom::AmplifySecretFetcherResource';
/** The parameters and secrets to which dynamic references can refer. */
const STORED_TYPES = {
  parameter: 'AWS::SSM::Parameter',
  secret: 'AWS::SecretsManager::Secret',
} as const;
const ALPHANUMERIC = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Resolves a cloud assembly to the resources that a deployment would create, with nested stacks,
 * parameters, conditions and intrinsic functions.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED`, with the place in the template.
 */
export function resolveAssembly(assembly: Assembly, options: ResolveOptions): ResourceGraph {
  const placeholders = createPlaceholders();
  const stacks: Stack[] = [];
  const shared: Shared = {
    assembly,
    options,
    placeholders,
    exported(name) {
      for (const stack of stacks) {
        const value = stack.exported(name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    stored(kind, id) {
      for (const stack of stacks) {
        const value = stack.stored(kind, id);
        if (value !== undefined) return value;
      }
      return options.localSecret?.(localNameOf(id));
    },
  };
  const open = (name: string, path: string, template: Template) => {
    const stack = openStack(shared, { name, path, template, parameters: {} });
    stacks.push(stack);
    return stack;
  };
  const root = open(assembly.stackName, '', assembly.template);
  for (const { stackName, template } of assembly.others) open(stackName, `${stackName}/`, template);
  const resources = stacks.flatMap((stack) => stack.resources());
  const outputs = root.outputs();
  return {
    stackName: assembly.stackName,
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    outputs,
    metadata: (assembly.template.Metadata ?? {}) as Properties,
    warnings: [
      ...assembly.others.flatMap(({ stackName, region }) =>
        region === undefined || region === options.region
          ? []
          : `The stack ${stackName} is in ${region} in AWS. Here its resources are in ${options.region}, beside the others.`,
      ),
      ...placeholders.warnings,
    ],
  };
}

/** The state that all stacks of an assembly share. */
type Shared = {
  readonly assembly: Assembly;
  readonly options: ResolveOptions;
  readonly placeholders: Placeholders;
  exported(name: string): Value | undefined;
  /** The value of a parameter or a secret, from this app or as the developer set it. */
  stored(kind: DynamicReference['kind'], id: string): string | undefined;
};

type StackSource = {
  readonly name: string;
  /** Logical ids of the nested stacks around it, each followed by a slash. */
  readonly path: string;
  readonly template: Template;
  readonly parameters: Properties;
};

type Stack = {
  resources(): readonly Resource[];
  outputs(): Readonly<Record<string, Value>>;
  output(name: string): Value | undefined;
  exported(name: string): Value | undefined;
  stored(kind: DynamicReference['kind'], id: string): string | undefined;
};

type Deployed = {
  readonly resource: Resource;
  readonly nested?: Stack;
  readonly referenced?: readonly Resource[];
};

function openStack(shared: Shared, source: StackSource): Stack {
  const { assembly, options, placeholders } = shared;
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
    const [, storedType] = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(declared.Type) ?? [];
    const type = storedType ?? declared.Type;
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    const held = storedType ? storedAt({ kind: 'parameter', id: String(value) }, name) : value;
    return isList && typeof held === 'string' ? held.split(',').map((entry) => entry.trim()) : held;
  };

  /**
   * Whether the resource is not supported and only gets a name. A placeholder is harmless there.
   */
  let isOnlyNamed = false;

  /** The value of a parameter or a secret to which a place in the template refers. */
  const storedAt = (
    { kind, id, key, version }: Omit<DynamicReference, 'text'>,
    place: string,
  ): string => {
    const held = version === undefined ? shared.stored(kind, id) : undefined;
    const value = held !== undefined && key !== undefined ? memberOf(held, key) : held;
    if (value !== undefined) return value;
    const what = [
      ...(key === undefined ? [] : [`the member ${key} of`]),
      ...(version === undefined ? [] : [`the version ${version} of`]),
      `the ${kind} ${id}`,
    ].join(' ');
    // Public parameters of AWS, for example for machine images.
    if (isOnlyNamed || id.startsWith('/aws/')) {
      return placeholders.warn(
        `placeholder-of-${localNameOf(id)}`,
        `${path}${place}: the sandbox does not know ${what} and uses a placeholder for it.`,
      );
    }
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `${path}${place}: ${what} is neither a resource of the backend nor set here.`,
      version === undefined
        ? `Set it${key === undefined ? '' : ', as a JSON object'}: npx amplify-recipes sandbox secret set ${localNameOf(id)}`
        : 'Refer to the current version: the sandbox has no other version.',
    );
  };

  const scope: Scope = {
    region,
    mappings: template.Mappings,
    placeholders,
    exported: shared.exported,
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
      if (!found || found.nested) return undefined;
      const { type, attributes } = found.resource;
      if (type === AMPLIFY_SECRETS) return amplifySecret(attribute, found.resource.physicalId);
      return (
        own(attributes, attribute) ??
        placeholders.warn(
          placeholderOf(attribute, type, { ...nameIn(logicalId), ...found.resource }),
          `The sandbox does not know the attribute ${attribute} of ${path}${logicalId} (${type}) and uses a placeholder for it.`,
        )
      );
    },
  };

  /** The value of Amplify's `secret()` outside of a function. */
  const amplifySecret = (name: string, physicalId: string): string =>
    options.localSecret?.(name) ??
    placeholders.warn(
      `${physicalId}.${name}`,
      `Secret ${name} has no value here, and the template needs it. Set it: npx amplify-recipes sandbox secret set ${name}`,
    );

  const resolve = (expression: unknown, place: string): Value => {
    const value = resolveValue(expression, scope, `${path}${place}`);
    return value === NO_VALUE ? null : value;
  };

  /** Resolves a resource at its first use, because the order in a template has no meaning. */
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
    const outer = isOnlyNamed;
    isOnlyNamed = declared.Type !== NESTED_STACK && !own(options.resourceTypes, declared.Type);
    try {
      const exists =
        declared.Condition === undefined ||
        holds(declared.Condition, scope, `${path}${logicalId}.Condition`);
      const result = exists ? create(logicalId, declared) : undefined;
      deployed.set(logicalId, result);
      return result;
    } finally {
      underWay.delete(logicalId);
      isOnlyNamed = outer;
    }
  };

  const create = (logicalId: string, declared: TemplateResource): Deployed => {
    if (typeof declared.Type !== 'string')
      throw unsupported('the resource has no type', `${path}${logicalId}`);
    const given = resolve(declared.Properties ?? {}, `${logicalId}.Properties`) as Properties;
    // A nested stack resolves its parameters itself.
    if (declared.Type === NESTED_STACK) return createNestedStack(logicalId, given);
    const properties = resolveReferences(given, (reference) =>
      storedAt(reference, `${logicalId}.Properties`),
    ) as Properties;
    const named: NamedResource = { ...nameIn(logicalId), properties };
    const type =
      own(options.resourceTypes, declared.Type) ?? unservedType(declared.Type, placeholders.note);
    const physicalId = type.physicalId(named);
    const identified = { ...named, physicalId };
    return {
      referenced: (type.references?.(identified) ?? []).map((each) => referred(each, identified)),
      resource: {
        type: declared.Type,
        logicalId,
        name: friendlyName(properties) ?? logicalId,
        path: constructPath(declared) ?? `${path}${logicalId}`,
        physicalId,
        properties,
        value: type.value?.(identified),
        attributes: type.attributes?.(identified) ?? {},
        assetPath: assetPathOf(assembly, properties),
        sourcePaths: sourcePathsOf(assembly, properties),
      },
    };
  };

  const nameIn = (logicalId: string): NamedResource => ({
    logicalId,
    stackName,
    properties: {},
    region,
    accountId,
    partition,
    url: options.url,
    id: (length, alphabet = ALPHANUMERIC) => idOf(logicalId, length, alphabet),
  });

  const referred = (
    { type, physicalId, properties, attributes }: ReferencedResource,
    by: NamedResource,
  ): Resource => ({
    type,
    logicalId: by.logicalId,
    name: friendlyName(by.properties) ?? physicalId,
    path: `${path}${by.logicalId}/${physicalId}`,
    physicalId,
    properties,
    attributes: {
      ...own(options.resourceTypes, type)?.attributes?.({ ...by, properties, physicalId }),
      ...attributes,
    },
    assetPath: undefined,
    sourcePaths: [],
  });

  /** Whether a parameter or a secret has this name or ARN. Resolves no more than needed. */
  const isCalled = (declared: TemplateResource, logicalId: string, id: string): boolean => {
    const { Name } = (declared.Properties ?? {}) as { readonly Name?: unknown };
    const isArn = id.startsWith('arn:');
    if (Name !== undefined && !isArn) {
      return withoutCircle(() => resolve(Name, `${logicalId}.Properties.Name`)) === id;
    }
    const physicalId = withoutCircle(() => deploy(logicalId)?.resource.physicalId);
    return (
      physicalId !== undefined &&
      // The ARN of a secret ends with six characters that a reference may leave out.
      (physicalId === id || (isArn && physicalId.slice(0, -7) === id))
    );
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
      nested: openStack(shared, {
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
        const { resource, referenced = [], nested } = found;
        return [resource, ...referenced, ...(nested?.resources() ?? [])];
      }),
    output(name) {
      const output = own(template.Outputs, name);
      if (!output) return undefined;
      if (output.Condition && !holds(output.Condition, scope, `${path}Outputs.${name}`))
        return undefined;
      return resolveReferences(resolve(output.Value, `Outputs.${name}`), (reference) =>
        storedAt(reference, `Outputs.${name}`),
      );
    },
    stored(kind, id) {
      for (const [logicalId, declared] of Object.entries(template.Resources ?? {})) {
        if (underWay.has(logicalId)) continue;
        if (declared.Type === NESTED_STACK) {
          const value = withoutCircle(() => deploy(logicalId)?.nested?.stored(kind, id));
          if (value !== undefined) return value;
        }
        if (declared.Type !== STORED_TYPES[kind] || !isCalled(declared, logicalId, id)) continue;
        const found = deploy(logicalId)?.resource.value;
        if (found !== undefined) return found;
      }
      return undefined;
    },
    exported(name) {
      const [output] =
        Object.entries(template.Outputs ?? {}).find(
          ([output, { Export }]) =>
            Export && resolve(Export.Name, `Outputs.${output}.Export`) === name,
        ) ?? [];
      return output === undefined ? undefined : this.output(output);
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

/** Returns undefined if the search depends on the resource that is searching. */
function withoutCircle<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof SandboxError) return undefined;
    throw error;
  }
}

/** The entry of a record, even for a name from Object.prototype, such as `valueOf`. */
function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The friendly name from Amplify's tag. Most types have tags as a list, some as a map. */
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

/** Functions name their code `Code`, layers `Content`. Both contain the object's key. */
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
