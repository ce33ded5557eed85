import type { ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Secrets } from '../../store/secrets.js';
import { secretPaths } from './secret-paths.js';

export type ParameterKind = 'String' | 'StringList' | 'SecureString';

export type Parameter = {
  readonly name: string;
  readonly type: ParameterKind;
  readonly value: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
};

export type ParameterStore = {
  get(name: string): Parameter | undefined;
  /** A version of a parameter, which may be the last one. */
  getVersion(name: string, version: number): Parameter | undefined;
  /** Every parameter, by name. */
  all(): readonly Parameter[];
  put(name: string, type: ParameterKind, value: string): Parameter;
  remove(name: string): boolean;
  deploy(graph: ResourceGraph): void;
};

/** The number of versions that are kept of each parameter, as in AWS. */
const MAXIMUM_VERSIONS = 100;

/**
 * Parameters from three places: the database with those that were put, the template, and the
 * secrets file for each path from which a function reads a secret. The first place that has a
 * parameter wins.
 */
export function createParameterStore(secrets: Secrets, context: ServiceContext): ParameterStore {
  const { database, now } = context;
  database.exec(`CREATE TABLE IF NOT EXISTS ssm_parameters (
    name TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL,
    version INTEGER NOT NULL, modified_at INTEGER NOT NULL
  ) STRICT`);
  database.exec(`CREATE TABLE IF NOT EXISTS ssm_parameter_versions (
    name TEXT NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL,
    version INTEGER NOT NULL, modified_at INTEGER NOT NULL, PRIMARY KEY (name, version)
  ) STRICT`);
  const selectVersion = database.prepare(
    'SELECT * FROM ssm_parameter_versions WHERE name = ? AND version = ?',
  );
  const insertVersion = database.prepare(`
    INSERT INTO ssm_parameter_versions (name, type, value, version, modified_at)
    VALUES (?, ?, ?, ?, ?)`);
  const removeOldVersions = database.prepare(
    'DELETE FROM ssm_parameter_versions WHERE name = ? AND version <= ?',
  );
  const select = database.prepare('SELECT * FROM ssm_parameters WHERE name = ?');
  const selectAll = database.prepare('SELECT * FROM ssm_parameters');
  const upsert = database.prepare(`
    INSERT INTO ssm_parameters (name, type, value, version, modified_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET type = excluded.type, value = excluded.value,
      version = excluded.version, modified_at = excluded.modified_at`);
  const remove = database.prepare('DELETE FROM ssm_parameters WHERE name = ?');

  let template = new Map<string, Parameter>();
  let secretNames = new Map<string, string>();

  const fromRow = (row: Record<string, unknown>): Parameter => ({
    name: String(row.name),
    type: row.type as ParameterKind,
    value: String(row.value),
    version: Number(row.version),
    modifiedAt: Number(row.modified_at),
  });
  const secretAt = (path: string): Parameter | undefined => {
    const name = secretNames.get(path);
    const value = name === undefined ? undefined : secrets.get(name);
    if (value === undefined) return undefined;
    return { name: path, type: 'SecureString', value, version: 1, modifiedAt: now() };
  };
  const defined = (name: string) => template.get(name) ?? secretAt(name);
  const get = (name: string): Parameter | undefined => {
    const row = select.get(name);
    return row ? fromRow(row) : defined(name);
  };

  return {
    get,
    getVersion(name, version) {
      const row = selectVersion.get(name, version);
      if (row) return fromRow(row);
      return [get(name), defined(name)].find((parameter) => parameter?.version === version);
    },
    all() {
      const names = [
        ...selectAll.all().map((row) => String(row.name)),
        ...template.keys(),
        ...secretNames.keys(),
      ];
      return [...new Set(names)].sort().flatMap((name) => get(name) ?? []);
    },
    put(name, type, value) {
      const parameter = {
        name,
        type,
        value,
        version: (get(name)?.version ?? 0) + 1,
        modifiedAt: now(),
      };
      upsert.run(name, type, value, parameter.version, parameter.modifiedAt);
      insertVersion.run(name, type, value, parameter.version, parameter.modifiedAt);
      removeOldVersions.run(name, parameter.version - MAXIMUM_VERSIONS);
      return parameter;
    },
    remove(name) {
      removeOldVersions.run(name, Number.MAX_SAFE_INTEGER);
      return remove.run(name).changes > 0;
    },
    deploy(graph) {
      template = new Map(
        graph.ofType('AWS::SSM::Parameter').map(({ physicalId, properties }) => [
          physicalId,
          {
            name: physicalId,
            type: properties.Type === 'StringList' ? 'StringList' : 'String',
            value: String(properties.Value ?? ''),
            version: 1,
            modifiedAt: now(),
          },
        ]),
      );
      // Under the path that Amplify reads first, so that a cold start needs only one request.
      secretNames = new Map(
        secretPaths(graph).flatMap(({ secret, paths }) =>
          paths.slice(0, 1).map((path) => [path, secret] as const),
        ),
      );
    },
  };
}
