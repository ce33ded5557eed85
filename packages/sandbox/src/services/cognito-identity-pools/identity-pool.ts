import type { Properties, Resource, ResourceGraph } from '../../assembly/resource-graph.js';

/** An identity pool, configured by the template. */
export type IdentityPool = {
  readonly id: string;
  readonly allowsGuests: boolean;
  /** Client ids whose tokens the pool accepts, by the provider's name. */
  readonly clientIds: ReadonlyMap<string, readonly string[]>;
  readonly guestRole: string | undefined;
  readonly signedInRole: string | undefined;
  /**
   * Role mappings by `<provider>:<client id>`: whether the token chooses the role, and the
   * fallback.
   */
  readonly roleMappings: ReadonlyMap<string, RoleMapping>;
};

export type RoleMapping = {
  readonly type: 'Token' | 'Rules';
  /** The role for a token that does not choose one. */
  readonly otherwise: 'AuthenticatedRole' | 'Deny';
};

export function identityPoolsOf(graph: ResourceGraph): ReadonlyMap<string, IdentityPool> {
  const attachments = graph.ofType('AWS::Cognito::IdentityPoolRoleAttachment');
  return new Map(
    graph.ofType('AWS::Cognito::IdentityPool').map((resource) => {
      const attachment = attachments.find(
        ({ properties }) => properties.IdentityPoolId === resource.physicalId,
      );
      return [resource.physicalId, identityPoolOf(resource, attachment?.properties ?? {})];
    }),
  );
}

function identityPoolOf(
  { physicalId, properties }: Resource,
  attachment: Properties,
): IdentityPool {
  const roles = (attachment.Roles ?? {}) as Readonly<Record<string, string>>;
  const clientIds = new Map<string, string[]>();
  for (const provider of (properties.CognitoIdentityProviders ?? []) as readonly Properties[]) {
    const name = String(provider.ProviderName);
    clientIds.set(name, [...(clientIds.get(name) ?? []), String(provider.ClientId)]);
  }
  const roleMappings = Object.values(
    (attachment.RoleMappings ?? {}) as Readonly<Record<string, Properties>>,
  );
  return {
    id: physicalId,
    allowsGuests: properties.AllowUnauthenticatedIdentities === true,
    clientIds,
    guestRole: roles.unauthenticated,
    signedInRole: roles.authenticated,
    roleMappings: new Map(
      roleMappings.map((mapping) => [
        String(mapping.IdentityProvider),
        {
          type: mapping.Type === 'Rules' ? 'Rules' : 'Token',
          otherwise:
            mapping.AmbiguousRoleResolution === 'AuthenticatedRole' ? 'AuthenticatedRole' : 'Deny',
        },
      ]),
    ),
  };
}
