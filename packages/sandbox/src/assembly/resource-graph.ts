/** A template value with every intrinsic function resolved. */
export type Value = string | number | boolean | null | readonly Value[] | Properties;
export type Properties = { readonly [name: string]: Value };

/** What the backend defines, as CloudFormation would create it. */
export type ResourceGraph = {
  /** Every resource of the root and the nested stacks whose condition holds. */
  readonly resources: readonly Resource[];
  /** Resources of one type, in template order. */
  ofType(type: string): readonly Resource[];
  /** Outputs of the root stack. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** `Metadata` of the root template. */
  readonly metadata: Properties;
  readonly stackName: string;
  /** What the developer should know of how it was resolved. */
  readonly warnings: readonly string[];
};

export type Resource = {
  /** CloudFormation type: `AWS::Cognito::UserPool`. */
  readonly type: string;
  readonly logicalId: string;
  /** What the developer called it: Amplify's friendly name (a tag), else the logical id. */
  readonly name: string;
  /** Construct path within the backend: `auth/amplifyAuth/UserPool/Resource`. */
  readonly path: string;
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, Value>>;
  readonly properties: Properties;
  /** What a parameter or a secret holds. */
  readonly value?: string | undefined;
  /** What comes with it, on disk: the code of a function or a layer. A folder or a zip file. */
  readonly assetPath: string | undefined;
  /**
   * What a deployment into a bucket copies, on disk, one for each of its sources: a folder or a
   * file, or nothing for what is no asset of the backend.
   */
  readonly sourcePaths: readonly (string | undefined)[];
};

/** How resources of one CloudFormation type are named. */
export type ResourceType = {
  /** What `Ref` gives. */
  physicalId(resource: NamedResource): string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  attributes?(
    resource: NamedResource & { readonly physicalId: string },
  ): Readonly<Record<string, Value>>;
  /** What a parameter or a secret holds, for references to it. */
  value?(resource: NamedResource & { readonly physicalId: string }): string | undefined;
  /** Resources that AWS has already and that it only names; here they are made. */
  references?(
    resource: NamedResource & { readonly physicalId: string },
  ): readonly ReferencedResource[];
};

export type ReferencedResource = Pick<Resource, 'type' | 'physicalId' | 'properties'> & {
  /** What differs from the attributes of its type. */
  readonly attributes?: Properties;
};

/** A resource whose name is being made. */
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
   * An id that stays the same from one start to the next, and differs between resources and
   * between data directories.
   *
   * @param length Number of characters.
   * @param alphabet Characters to use; the default is `0-9a-zA-Z`.
   */
  id(length: number, alphabet?: string): string;
};
