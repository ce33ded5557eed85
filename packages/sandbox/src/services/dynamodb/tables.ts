import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { AwsError } from '../../protocols/aws-error.js';
import { type Dynalite, immediately, loadDynalite } from './dynalite.js';
import { tableNotFound, validationError } from './errors.js';
import type { Session, SessionOptions } from './session.js';
import { indexesOf, type Store } from './store.js';
import {
  describeTable,
  newTable,
  type Place,
  type SecondaryIndex,
  type Table,
  type TableDefinition,
} from './table.js';
import { isTable, readTableDefinition } from './template-table.js';

/** The tables that exist now, and the operations that create, change and remove them. */
export type Tables = {
  /** Names, sorted. */
  names(): readonly string[];
  /** @throws {AwsError} `ResourceNotFoundException` */
  get(name: string): Table;
  /** @throws {AwsError} `ResourceInUseException`, `ValidationException` */
  create(definition: TableDefinition): Table;
  /** Changes the definition of a table. Its items are kept. */
  update(name: string, definition: TableDefinition): Table;
  /** @throws {AwsError} `ValidationException` for a protected table. */
  remove(name: string): Table;
  setTimeToLive(name: string, attribute: string | undefined): void;
  describe(table: Table): unknown;
  session(options?: Omit<SessionOptions, 'serves'>): Session;
  deploy(graph: ResourceGraph): void;
  /** Tables that the last deployment replaced. They are empty. */
  readonly replaced: readonly string[];
};

export function createTables(store: Store, place: Place, { now }: ServiceContext): Tables {
  /** Tables that the backend no longer defines are kept, but hidden until it defines them again. */
  let defined: ReadonlySet<string> = new Set();
  let replaced: readonly string[] = [];
  const serves = (table: Table) => !table.fromTemplate || defined.has(table.definition.TableName);
  const session: Tables['session'] = (options) => store.session({ ...options, serves });
  const find = (name: string) => {
    const table = store.find(name);
    return table && serves(table) ? table : undefined;
  };

  const make = (definition: TableDefinition, fromTemplate: boolean): Table => {
    check(loadDynalite(), definition, session());
    const table = newTable(definition, now(), fromTemplate);
    store.remove(definition.TableName);
    store.save(table);
    return table;
  };

  const change = (table: Table, definition: TableDefinition): Table => {
    // Loading dynalite is slow. Unchanged tables, and so a restart, do without it.
    if (JSON.stringify(table.definition) === JSON.stringify(definition)) return table;
    const dynalite = loadDynalite();
    check(dynalite, definition, session());
    const changed = { ...table, definition };
    const unwanted = indexesOf(table).filter((index) => !hasIndex(definition, index));
    const added = indexesOf(changed).filter((index) => !hasIndex(table.definition, index));
    for (const { IndexName } of unwanted) store.removeIndex(definition.TableName, IndexName);
    store.save(changed);
    if (added.length > 0) {
      // Only new indexes are filled. The others do not change.
      const description = {
        ...describeTable(changed, place),
        LocalSecondaryIndexes: [],
        GlobalSecondaryIndexes: added,
      };
      const target = session();
      for (const item of store.items(definition.TableName)) {
        immediately<void>((callback) =>
          dynalite.database.updateIndexes(target, description, undefined, item, callback),
        );
      }
    }
    return changed;
  };

  const setTimeToLive = (table: Table, attribute: string | undefined) => {
    if (table.timeToLive === attribute) return;
    const changed = { ...table, timeToLive: attribute };
    store.save(changed);
    store.updateExpiry(changed);
  };

  const get = (name: string): Table => {
    const table = find(name);
    if (!table) throw tableNotFound(name);
    return table;
  };

  return {
    names: () =>
      store
        .tables()
        .filter(serves)
        .map(({ definition }) => definition.TableName)
        .sort(),
    get,
    create(definition) {
      if (find(definition.TableName)) {
        throw new AwsError(
          'ResourceInUseException',
          `Table already exists: ${definition.TableName}`,
        );
      }
      return store.transaction(() => make(definition, false));
    },
    update: (name, definition) => store.transaction(() => change(get(name), definition)),
    remove(name) {
      const table = get(name);
      if (table.definition.DeletionProtectionEnabled) {
        throw validationError(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      store.transaction(() => store.remove(name));
      return table;
    },
    setTimeToLive: (name, attribute) =>
      store.transaction(() => setTimeToLive(get(name), attribute)),
    describe: (table) => describeTable(table, place, store.contents(table.definition.TableName)),
    session,
    deploy(graph) {
      const resources = graph.resources.filter(isTable);
      const emptied: string[] = [];
      store.transaction(() => {
        for (const resource of resources) {
          const definition = readTableDefinition(resource);
          const existing = store.find(definition.TableName);
          const kept = existing && sameKeys(existing.definition, definition) ? existing : undefined;
          if (existing && !kept) emptied.push(definition.TableName);
          try {
            const table = kept ? change(kept, definition) : make(definition, true);
            // A program's setting is kept until the template's value changes.
            const before = expiryAttribute(kept?.definition);
            const after = expiryAttribute(definition);
            if (before !== after) setTimeToLive(table, after);
          } catch (error) {
            if (error instanceof AwsError) throw invalidTable(resource, error);
            throw error;
          }
        }
      });
      defined = new Set(resources.map(({ physicalId }) => physicalId));
      replaced = emptied;
    },
    get replaced() {
      return replaced;
    },
  };
}

/** @throws {AwsError} `ValidationException`, in the words of `CreateTable`. */
function check(dynalite: Dynalite, definition: TableDefinition, session: Session): void {
  dynalite.check('CreateTable', { ...definition }, session);
}

function invalidTable({ path, name }: Resource, error: AwsError): SandboxError {
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `The table ${path || name} would be refused: ${error.message}`,
    'Fix its definition in amplify/: AWS would refuse it too.',
    { cause: error },
  );
}

/** The attribute with the expiry of items, in a template's table. */
function expiryAttribute(definition: TableDefinition | undefined): string | undefined {
  const { AttributeName, Enabled } = definition?.TimeToLiveSpecification ?? {};
  return Enabled ? AttributeName : undefined;
}

function hasIndex(
  { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: TableDefinition,
  index: SecondaryIndex,
): boolean {
  const identity = ({ IndexName, KeySchema, Projection }: SecondaryIndex) =>
    JSON.stringify([
      IndexName,
      KeySchema.map(({ AttributeName }) => AttributeName),
      Projection.ProjectionType,
      [...(Projection.NonKeyAttributes ?? [])].sort(),
    ]);
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].some(
    (candidate) => identity(candidate) === identity(index),
  );
}

/** CloudFormation replaces a table whose keys or local indexes change. */
function sameKeys(a: TableDefinition, b: TableDefinition): boolean {
  const identity = (table: TableDefinition) => {
    const typeOf = (name: string) =>
      table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    return JSON.stringify([
      table.KeySchema.map(({ AttributeName, KeyType }) => [
        AttributeName,
        KeyType,
        typeOf(AttributeName),
      ]),
      table.LocalSecondaryIndexes?.map(({ IndexName, KeySchema }) => [IndexName, KeySchema]) ?? [],
    ]);
  };
  return identity(a) === identity(b);
}
