/** A template value with every intrinsic function resolved. */
export type Value = string | number | boolean | null | readonly Value[] | Properties;
export type Properties = { readonly [name: string]: Value };

/** The resources of the backend, as CloudFormation would create them. */
export type ResourceGraph = {
  /** Every resource of the root stacks and nested stacks whose condition is true. */
  readonly resources: readonly Resource[];
  /** Resources of one type, in template order. */
  ofType(type: string): readonly Resource[];
  /** Outputs of the root stack. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** `Metadata` of the root template. */
  readonly metadata: Properties;
  readonly stackName: string;
  /** The parts of names that are derived from the key of the data directory, in a fixed order. */
  readonly ids: readonly string[];
  /** Warnings for the developer about how the template was resolved. */
  readonly warnings: readonly string[];
};

export type Resource = {
  /** CloudFormation type: `AWS::Cognito::UserPool`. */
  readonly type: string;
  readonly logicalId: string;
  /**
   * The developer's name for the resource: Amplify's friendly name (a tag), else the logical id.
   */
  readonly name: string;
  /** Construct path in the backend: `auth/amplifyAuth/UserPool/Resource`. */
  readonly path: string;
  /** The value that `Ref` returns. */
  readonly physicalId: string;
  /** The values that `Fn::GetAtt` returns. */
  readonly attributes: Readonly<Record<string, Value>>;
  readonly properties: Properties;
  /** The value of a parameter or a secret. */
  readonly value?: string | undefined;
  /** The code of a function or a layer, on disk: a folder or a zip file. */
  readonly assetPath: string | undefined;
  /** Files on disk behind properties such as `DefinitionS3Location`, by the property's name. */
  readonly locatedPaths: Readonly<Record<string, string>>;
  /**
   * The sources of a deployment into a bucket, on disk: each is a folder or a file. Undefined for a
   * source that is not an asset of the backend.
   */
  readonly sourcePaths: readonly (string | undefined)[];
};

/** How resources of one CloudFormation type get their names and attributes. */
export type ResourceType = {
  /** The value that `Ref` returns. */
  physicalId(resource: NamedResource): string;
  /** The values that `Fn::GetAtt` returns, by attribute name. */
  attributes?(
    resource: NamedResource & { readonly physicalId: string },
  ): Readonly<Record<string, Value>>;
  /** The value of a parameter or a secret, for references to it. */
  value?(resource: NamedResource & { readonly physicalId: string }): string | undefined;
  /**
   * Resources that exist in AWS already and that the resource only names. The sandbox creates them.
   */
  references?(
    resource: NamedResource & { readonly physicalId: string },
  ): readonly ReferencedResource[];
};

export type ReferencedResource = Pick<Resource, 'type' | 'physicalId' | 'properties'> & {
  /** Attributes that differ from those of its type. */
  readonly attributes?: Properties;
};

/** A resource that is about to get its name. */
export type NamedResource = {
  readonly logicalId: string;
  readonly stackName: string;
  readonly properties: Properties;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** The endpoint of every service: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /**
   * Returns an id that stays the same across restarts. It differs between resources and between
   * data directories.
   *
   * @param length Number of characters.
   * @param alphabet Characters to use; the default is `0-9a-zA-Z`.
   */
  id(length: number, alphabet?: string): string;
};
