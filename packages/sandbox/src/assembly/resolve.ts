import { createHmac } from 'node:crypto';
import type { Assembly, Template, TemplateResource } from './assembly.js';
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

/** What all stacks of an assembly have in common. */
type Shared = {
  readonly assembly: Assembly;
  readonly options: ResolveOptions;
  readonly placeholders: Placeholders;
  exported(name: string): Value | undefined;
};

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
  exported(name: string): Value | undefined;
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
    const isList = declared.Type === 'CommaDelimitedList' || declared.Type.startsWith('List<');
    return isList && typeof value === 'string'
      ? value.split(',').map((entry) => entry.trim())
      : value;
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
      return (
        own(attributes, attribute) ??
        placeholders.warn(
          placeholderOf(attribute, type, { ...nameIn(logicalId), ...found.resource }),
          `The sandbox does not know the attribute ${attribute} of ${path}${logicalId} (${type}) and takes a placeholder for it.`,
        )
      );
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
      return resolve(output.Value, `Outputs.${name}`);
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
