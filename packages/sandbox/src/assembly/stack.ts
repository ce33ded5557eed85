import { createHmac, type KeyObject } from 'node:crypto';
import { SandboxError } from '../errors.js';
import type { Assembly, Template, TemplateResource } from './assembly.js';
import {
  type DynamicReference,
  localNameOf,
  memberOf,
  resolveReferences,
} from './dynamic-references.js';
import { holds, NO_VALUE, resolveValue, type Scope, unsupported } from './intrinsics.js';
import type { Placeholders } from './placeholders.js';
import {
  assetPathOf,
  constructPath,
  friendlyName,
  locatedPathsOf,
  sourcePathsOf,
} from './resource-description.js';
import type {
  NamedResource,
  Properties,
  ReferencedResource,
  Resource,
  ResourceType,
  Value,
} from './resource-graph.js';
import { placeholderOf, unservedType } from './unserved-types.js';

const NESTED_STACK = 'AWS::CloudFormation::Stack';
/** A custom resource whose attributes are secrets of the app. */
const AMPLIFY_SECRETS = 'Custom::AmplifySecretFetcherResource';
/** The parameters and secrets to which dynamic references can refer. */
const STORED_TYPES = {
  parameter: 'AWS::SSM::Parameter',
  secret: 'AWS::SecretsManager::Secret',
} as const;
const ALPHANUMERIC = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The state that all stacks of an assembly share. */
export type Shared = {
  readonly assembly: Assembly;
  readonly options: ResolveOptions;
  readonly placeholders: Placeholders;
  /** The key of the options. */
  readonly key: KeyObject;
  /** All ids that were derived from the key. */
  readonly ids: Set<string>;
  exported(name: string): Value | undefined;
  /** The value of a parameter or a secret, from this app or as the developer set it. */
  stored(kind: DynamicReference['kind'], id: string): string | undefined;
};

export type StackSource = {
  readonly name: string;
  /** Logical ids of the nested stacks around it, each followed by a slash. */
  readonly path: string;
  readonly template: Template;
  readonly parameters: Properties;
};

type Deployed = {
  readonly resource: Resource;
  readonly nested?: Stack;
  readonly referenced?: readonly Resource[];
};

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

/**
 * The resources of one stack, each resolved at its first use: the order in a template has no
 * meaning.
 */
export class Stack {
  readonly #shared: Shared;
  readonly #source: StackSource;
  readonly #scope: Scope;
  readonly #pseudoParameters: Readonly<Record<string, Value | typeof NO_VALUE>>;
  readonly #deployed = new Map<string, Deployed | undefined>();
  readonly #underWay = new Set<string>();
  /** Whether the resource is not supported and only gets a name. A placeholder is harmless there. */
  #isOnlyNamed = false;

  constructor(shared: Shared, source: StackSource) {
    this.#shared = shared;
    this.#source = source;
    const { region, accountId, partition } = shared.options;
    this.#pseudoParameters = {
      'AWS::AccountId': accountId,
      'AWS::NoValue': NO_VALUE,
      'AWS::NotificationARNs': [],
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::StackId': this.#stackArn(source.name, ''),
      'AWS::StackName': source.name,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    this.#scope = {
      region,
      mappings: source.template.Mappings,
      placeholders: shared.placeholders,
      exported: shared.exported,
      condition: (name) => own(source.template.Conditions, name),
      ref: (name) => this.#ref(name),
      getAtt: (logicalId, attribute) => this.#getAtt(logicalId, attribute),
    };
  }

  resources(): readonly Resource[] {
    return Object.keys(this.#source.template.Resources ?? {}).flatMap((logicalId) => {
      const found = this.#deploy(logicalId);
      if (!found) return [];
      const { resource, referenced = [], nested } = found;
      return [resource, ...referenced, ...(nested?.resources() ?? [])];
    });
  }

  outputs(): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      Object.keys(this.#source.template.Outputs ?? {}).flatMap((name) => {
        const value = this.output(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  output(name: string): Value | undefined {
    const { template, path } = this.#source;
    const output = own(template.Outputs, name);
    if (!output) return undefined;
    if (output.Condition && !holds(output.Condition, this.#scope, `${path}Outputs.${name}`))
      return undefined;
    return resolveReferences(this.#resolve(output.Value, `Outputs.${name}`), (reference) =>
      this.#storedAt(reference, `Outputs.${name}`),
    );
  }

  exported(name: string): Value | undefined {
    const [output] =
      Object.entries(this.#source.template.Outputs ?? {}).find(
        ([output, { Export }]) =>
          Export && this.#resolve(Export.Name, `Outputs.${output}.Export`) === name,
      ) ?? [];
    return output === undefined ? undefined : this.output(output);
  }

  /** The value of a parameter or a secret that the stack or a nested one defines. */
  stored(kind: DynamicReference['kind'], id: string): string | undefined {
    for (const [logicalId, declared] of Object.entries(this.#source.template.Resources ?? {})) {
      if (this.#underWay.has(logicalId)) continue;
      if (declared.Type === NESTED_STACK) {
        const value = withoutCircle(() => this.#deploy(logicalId)?.nested?.stored(kind, id));
        if (value !== undefined) return value;
      }
      if (declared.Type !== STORED_TYPES[kind] || !this.#isCalled(declared, logicalId, id))
        continue;
      const found = this.#deploy(logicalId)?.resource.value;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #idOf(logicalId: string, length: number, alphabet: string): string {
    const { key, ids } = this.#shared;
    const id = Array.from(
      { length },
      (_, index) =>
        alphabet[
          createHmac('sha256', key)
            .update(`resource:${this.#source.path}${logicalId}:${index}`)
            .digest()
            .readUInt32BE() % alphabet.length
        ],
    ).join('');
    ids.add(id);
    return id;
  }

  #stackArn(name: string, logicalId: string): string {
    const { region, accountId, partition } = this.#shared.options;
    return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${this.#idOf(logicalId, 36, '0123456789abcdef')}`;
  }

  #ref(name: string): Value | typeof NO_VALUE | undefined {
    if (Object.hasOwn(this.#pseudoParameters, name)) return this.#pseudoParameters[name];
    return this.#parameter(name) ?? this.#deploy(name)?.resource.physicalId;
  }

  #parameter(name: string): Value | undefined {
    const declared = own(this.#source.template.Parameters, name);
    if (!declared) return undefined;
    const value = own(this.#source.parameters, name) ?? (declared.Default as Value | undefined);
    if (value === undefined)
      throw unsupported('the parameter has no value', `${this.#source.path}Parameters.${name}`);
    const [, storedType] = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(declared.Type) ?? [];
    const type = storedType ?? declared.Type;
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    const held = storedType
      ? this.#storedAt({ kind: 'parameter', id: String(value) }, name)
      : value;
    return isList && typeof held === 'string' ? held.split(',').map((entry) => entry.trim()) : held;
  }

  /** The value of a parameter or a secret to which a place in the template refers. */
  #storedAt({ kind, id, key, version }: Omit<DynamicReference, 'text'>, place: string): string {
    const held = version === undefined ? this.#shared.stored(kind, id) : undefined;
    const value = held !== undefined && key !== undefined ? memberOf(held, key) : held;
    if (value !== undefined) return value;
    const what = [
      ...(key === undefined ? [] : [`the member ${key} of`]),
      ...(version === undefined ? [] : [`the version ${version} of`]),
      `the ${kind} ${id}`,
    ].join(' ');
    // Public parameters of AWS, for example for machine images.
    if (this.#isOnlyNamed || id.startsWith('/aws/')) {
      return this.#shared.placeholders.warn(
        `placeholder-of-${localNameOf(id)}`,
        `${this.#source.path}${place}: the sandbox does not know ${what} and uses a placeholder for it.`,
      );
    }
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `${this.#source.path}${place}: ${what} is neither a resource of the backend nor set here.`,
      version === undefined
        ? `Set it${key === undefined ? '' : ', as a JSON object'}: npx amplify-recipes sandbox secret set ${localNameOf(id)}`
        : 'Refer to the current version: the sandbox has no other version.',
    );
  }

  #getAtt(logicalId: string, attribute: string): Value | undefined {
    const found = this.#deploy(logicalId);
    if (found?.nested && attribute.startsWith('Outputs.')) {
      return found.nested.output(attribute.slice('Outputs.'.length));
    }
    if (!found || found.nested) return undefined;
    const { type, attributes } = found.resource;
    if (type === AMPLIFY_SECRETS) return this.#amplifySecret(attribute, found.resource.physicalId);
    return (
      own(attributes, attribute) ??
      this.#shared.placeholders.warn(
        placeholderOf(attribute, type, { ...this.#nameIn(logicalId), ...found.resource }),
        `The sandbox does not know the attribute ${attribute} of ${this.#source.path}${logicalId} (${type}) and uses a placeholder for it.`,
      )
    );
  }

  /** The value of Amplify's `secret()` outside of a function. */
  #amplifySecret(name: string, physicalId: string): string {
    return (
      this.#shared.options.localSecret?.(name) ??
      this.#shared.placeholders.warn(
        `${physicalId}.${name}`,
        `Secret ${name} has no value here, and the template needs it. Set it: npx amplify-recipes sandbox secret set ${name}`,
      )
    );
  }

  #resolve(expression: unknown, place: string): Value {
    const value = resolveValue(expression, this.#scope, `${this.#source.path}${place}`);
    return value === NO_VALUE ? null : value;
  }

  /** Resolves a resource at its first use, because the order in a template has no meaning. */
  #deploy(logicalId: string): Deployed | undefined {
    if (this.#deployed.has(logicalId)) return this.#deployed.get(logicalId);
    const declared = own(this.#source.template.Resources, logicalId);
    if (!declared) return undefined;
    if (this.#underWay.has(logicalId)) {
      throw unsupported(
        'it depends on itself, which CloudFormation refuses',
        `${this.#source.path}${logicalId}`,
      );
    }
    this.#underWay.add(logicalId);
    const outer = this.#isOnlyNamed;
    this.#isOnlyNamed =
      declared.Type !== NESTED_STACK && !own(this.#shared.options.resourceTypes, declared.Type);
    try {
      const exists =
        declared.Condition === undefined ||
        holds(declared.Condition, this.#scope, `${this.#source.path}${logicalId}.Condition`);
      const result = exists ? this.#create(logicalId, declared) : undefined;
      this.#deployed.set(logicalId, result);
      return result;
    } finally {
      this.#underWay.delete(logicalId);
      this.#isOnlyNamed = outer;
    }
  }

  #create(logicalId: string, declared: TemplateResource): Deployed {
    if (typeof declared.Type !== 'string')
      throw unsupported('the resource has no type', `${this.#source.path}${logicalId}`);
    const given = this.#resolve(declared.Properties ?? {}, `${logicalId}.Properties`) as Properties;
    // A nested stack resolves its parameters itself.
    if (declared.Type === NESTED_STACK) return this.#createNestedStack(logicalId, given);
    const properties = resolveReferences(given, (reference) =>
      this.#storedAt(reference, `${logicalId}.Properties`),
    ) as Properties;
    const named: NamedResource = { ...this.#nameIn(logicalId), properties };
    const type =
      own(this.#shared.options.resourceTypes, declared.Type) ??
      unservedType(declared.Type, this.#shared.placeholders.note);
    const physicalId = type.physicalId(named);
    const identified = { ...named, physicalId };
    return {
      referenced: (type.references?.(identified) ?? []).map((each) =>
        this.#referred(each, identified),
      ),
      resource: {
        type: declared.Type,
        logicalId,
        name: friendlyName(properties) ?? logicalId,
        path: constructPath(declared) ?? `${this.#source.path}${logicalId}`,
        physicalId,
        properties,
        value: type.value?.(identified),
        attributes: type.attributes?.(identified) ?? {},
        assetPath: assetPathOf(this.#shared.assembly, properties),
        locatedPaths: locatedPathsOf(this.#shared.assembly, properties),
        sourcePaths: sourcePathsOf(this.#shared.assembly, properties),
      },
    };
  }

  #nameIn(logicalId: string): NamedResource {
    const { region, accountId, partition, url } = this.#shared.options;
    return {
      logicalId,
      stackName: this.#source.name,
      properties: {},
      region,
      accountId,
      partition,
      url,
      id: (length, alphabet = ALPHANUMERIC) => this.#idOf(logicalId, length, alphabet),
    };
  }

  #referred(
    { type, physicalId, properties, attributes }: ReferencedResource,
    by: NamedResource,
  ): Resource {
    return {
      type,
      logicalId: by.logicalId,
      name: friendlyName(by.properties) ?? physicalId,
      path: `${this.#source.path}${by.logicalId}/${physicalId}`,
      physicalId,
      properties,
      attributes: {
        ...own(this.#shared.options.resourceTypes, type)?.attributes?.({
          ...by,
          properties,
          physicalId,
        }),
        ...attributes,
      },
      assetPath: undefined,
      locatedPaths: {},
      sourcePaths: [],
    };
  }

  /** Whether a parameter or a secret has this name or ARN. Resolves no more than needed. */
  #isCalled(declared: TemplateResource, logicalId: string, id: string): boolean {
    const { Name } = (declared.Properties ?? {}) as { readonly Name?: unknown };
    const isArn = id.startsWith('arn:');
    if (Name !== undefined && !isArn) {
      return withoutCircle(() => this.#resolve(Name, `${logicalId}.Properties.Name`)) === id;
    }
    const physicalId = withoutCircle(() => this.#deploy(logicalId)?.resource.physicalId);
    return (
      physicalId !== undefined &&
      // The ARN of a secret ends with six characters that a reference may leave out.
      (physicalId === id || (isArn && physicalId.slice(0, -7) === id))
    );
  }

  #createNestedStack(logicalId: string, properties: Properties): Deployed {
    const url = String(properties.TemplateURL);
    const file = this.#shared.assembly.assetPath(url.slice(url.lastIndexOf('/') + 1));
    if (!file)
      throw unsupported(
        'the template of the nested stack is not in the assembly',
        `${this.#source.path}${logicalId}`,
      );
    const name = `${this.#source.name}-${logicalId}`;
    return {
      nested: new Stack(this.#shared, {
        name,
        path: `${this.#source.path}${logicalId}/`,
        template: this.#shared.assembly.readTemplate(file),
        parameters: (properties.Parameters ?? {}) as Properties,
      }),
      resource: {
        type: NESTED_STACK,
        logicalId,
        name: logicalId,
        path: `${this.#source.path}${logicalId}`,
        physicalId: this.#stackArn(name, logicalId),
        properties,
        attributes: {},
        assetPath: undefined,
        locatedPaths: {},
        sourcePaths: [],
      },
    };
  }
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
