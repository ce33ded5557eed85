import { createHmac } from 'node:crypto';
import type { ResourceGraph } from '../../assembly/resource-graph.js';
import { integerOf, textOf } from '../../assembly/template-values.js';
import type { ServiceContext } from '../../context/service-context.js';
import { resourceNotFound } from './errors.js';
import type { Group } from './store/groups.js';
import { loadSigningKeys, type SigningKeys } from './store/signing-keys.js';
import { openStore, type Store } from './store/store.js';
import { readUserPool, type UserPool } from './user-pool/user-pool.js';
import { readUserPoolClient, type UserPoolClient } from './user-pool/user-pool-client.js';

/** The user pools of one sandbox: their configuration in the template, and their stored state. */
export type Engine = {
  readonly context: ServiceContext;
  readonly store: Store;
  readonly pools: readonly UserPool[];
  readonly clients: readonly UserPoolClient[];
  /** @throws {AwsError} `ResourceNotFoundException` */
  pool(id: string): UserPool;
  /** @throws {AwsError} `ResourceNotFoundException` */
  client(id: string): { readonly pool: UserPool; readonly client: UserPoolClient };
  keys(pool: UserPool): SigningKeys;
  /** A digest that only this pool can make. It is used to look up or compare a value. */
  digest(pool: UserPool, ...parts: readonly string[]): Buffer;
  deploy(graph: ResourceGraph): Promise<void>;
};

export function createEngine(context: ServiceContext): Engine {
  const store = openStore(context.database);
  let pools = new Map<string, UserPool>();
  let clients = new Map<string, UserPoolClient>();
  const keysOf = new Map<string, SigningKeys>();

  const keys = (pool: UserPool) => {
    const found = keysOf.get(pool.id);
    if (!found) throw new Error(`The user pool ${pool.id} was not deployed.`);
    return found;
  };
  const pool = (id: string) => {
    const found = pools.get(id);
    if (!found) throw resourceNotFound(`User pool ${id} does not exist.`);
    return found;
  };

  return {
    context,
    store,
    get pools() {
      return [...pools.values()];
    },
    get clients() {
      return [...clients.values()];
    },
    pool,
    client(id) {
      const client = clients.get(id);
      if (!client || !pools.has(client.poolId)) {
        throw resourceNotFound(`User pool client ${id} does not exist.`);
      }
      return { pool: pool(client.poolId), client };
    },
    keys,
    digest(of, ...parts) {
      const hmac = createHmac('sha256', keys(of).digestKey);
      for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part}`);
      return hmac.digest();
    },
    async deploy(graph) {
      store.removeExpired(context.now());
      const deployed = graph
        .ofType('AWS::Cognito::UserPool')
        .map((resource) => readUserPool(resource, graph));
      for (const { customSenders } of deployed) {
        if (customSenders.keyId !== undefined) context.keys.standIn(customSenders.keyId);
      }
      for (const { id } of deployed) {
        if (!keysOf.has(id)) keysOf.set(id, await loadSigningKeys(store, id));
      }
      pools = new Map(deployed.map((each) => [each.id, each]));
      clients = new Map(
        graph
          .ofType('AWS::Cognito::UserPoolClient')
          .map(readUserPoolClient)
          .map((client) => [client.id, client]),
      );
      store.transaction(() => {
        deployGroups(store, graph, deployed, context.now());
        for (const { id, properties } of [...pools.values(), ...clients.values()]) {
          store.deployedResources.deploy(id, JSON.stringify(properties), context.now());
        }
      });
    },
  };
}

/** Creates, updates and removes groups as the template says. Groups that code added are kept. */
function deployGroups(
  store: Store,
  graph: ResourceGraph,
  pools: readonly UserPool[],
  now: number,
): void {
  const defined = graph.ofType('AWS::Cognito::UserPoolGroup').map((resource): Group => {
    const poolId = textOf(resource.properties.UserPoolId) ?? '';
    const existing = store.groups.find(poolId, resource.physicalId);
    return {
      poolId,
      name: resource.physicalId,
      description: textOf(resource.properties.Description),
      precedence: integerOf(resource.properties.Precedence),
      roleArn: textOf(resource.properties.RoleArn),
      fromTemplate: true,
      createdAt: existing?.createdAt ?? now,
      modifiedAt: now,
    };
  });
  for (const { id } of pools) {
    const ofPool = defined.filter((group) => group.poolId === id);
    for (const existing of store.groups.ofPool(id)) {
      const gone = !ofPool.some((group) => group.name === existing.name);
      if (existing.fromTemplate && gone) store.groups.remove(id, existing.name);
    }
    for (const group of ofPool) store.groups.save(group);
  }
}
