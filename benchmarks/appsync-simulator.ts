/** The simulator of the older `amplify mock`, which is the peer of the sandbox's AppSync. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = '@aws-amplify/amplify-appsync-simulator';
const VERSION = '2.16.20';
/** npm would otherwise install two versions of graphql for it, and no request would work. */
const GRAPHQL = 'graphql@15.11.0';

export type SimulatedApi = {
  readonly schema: string;
  readonly resolvers: readonly {
    readonly typeName: string;
    readonly fieldName: string;
    readonly dataSource: string;
    readonly request: string;
  }[];
  /** The response template of all resolvers. */
  readonly response: string;
  readonly apiKey: string;
  readonly table: {
    readonly name: string;
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
};

type Simulator = {
  readonly url: string;
  init(config: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};
type SimulatorModule = {
  readonly AmplifyAppSyncSimulator: new (ports: object) => Simulator;
};

/**
 * Installs the simulator with npm into a folder. It has 319 MB, so it is no dependency of this
 * workspace.
 *
 * @throws {Error} When npm cannot install it, for example without a network.
 */
export async function installSimulator(folder: string): Promise<SimulatorModule> {
  console.log(`\nInstalling ${PACKAGE} ${VERSION} (319 MB) into ${folder} ...`);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  await promisify(execFile)(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${PACKAGE}@${VERSION}`, GRAPHQL],
    { cwd: folder },
  );
  return createRequire(join(folder, 'package.json'))(PACKAGE) as SimulatorModule;
}

/** Starts the simulator in this process, as the sandbox runs in it. */
export async function startSimulator(
  { AmplifyAppSyncSimulator }: SimulatorModule,
  { schema, resolvers, response, apiKey, table }: SimulatedApi,
): Promise<Simulator> {
  const simulator = new AmplifyAppSyncSimulator({});
  const location = (of: { readonly fieldName: string }) => `${of.fieldName}.vtl`;
  simulator.init({
    schema: { content: schema },
    appSync: {
      name: 'notes',
      apiKey,
      defaultAuthenticationType: { authenticationType: 'API_KEY' },
      additionalAuthenticationProviders: [],
    },
    dataSources: [
      { name: 'none', type: 'NONE' },
      {
        name: 'table',
        type: 'AMAZON_DYNAMODB',
        config: { ...table, tableName: table.name },
      },
    ],
    // The simulator parses a template once if it has a location, and for each request otherwise.
    mappingTemplates: [
      { path: 'response.vtl', content: response },
      ...resolvers.map((each) => ({ path: location(each), content: each.request })),
    ],
    resolvers: resolvers.map((each) => ({
      kind: 'UNIT',
      typeName: each.typeName,
      fieldName: each.fieldName,
      dataSourceName: each.dataSource,
      requestMappingTemplateLocation: location(each),
      responseMappingTemplateLocation: 'response.vtl',
    })),
  });
  await simulator.start();
  return simulator;
}
