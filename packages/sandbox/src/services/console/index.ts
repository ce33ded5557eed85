import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import type {
  ServiceDefinition,
  SocketService,
  StreamRequest,
  StreamResponse,
  StreamService,
} from '../service.js';
import { authenticate, authenticateSocket } from './authentication.js';
import { type Backend, type ConsoleOptions, createBackend } from './backend.js';
import { callRoutes } from './calls.js';
import { functionRoutes } from './functions.js';
import { graphqlRoutes } from './graphql.js';
import { createLive, type Live } from './live.js';
import { friendlyNames } from './names.js';
import { objectRoutes } from './objects.js';
import { overviewRoutes } from './overview.js';
import { createPage } from './page.js';
import { queueRoutes } from './queues.js';
import { answerRoute, errorResponse, type Routes } from './routes.js';
import { scheduleRoutes } from './schedules.js';
import { timelineRoutes } from './timeline-routes.js';
import { CONSOLE_PATH, consoleToken } from './token.js';
import { userRoutes } from './users.js';

export type { ConsoleOptions } from './backend.js';

const API_PATH = `${CONSOLE_PATH}api/`;
const LIVE_PATH = `${API_PATH}live`;

/**
 * The console of the sandbox: a page in the browser that shows the backend, and its API. The
 * browser needs the token of the address that the sandbox prints.
 */
export function sandboxConsole(
  options: ConsoleOptions,
): ServiceDefinition<StreamService & SocketService> {
  return {
    name: 'console',
    resourceTypes: {},
    create: (context) => createConsole(options, context),
  };
}

function createConsole(
  options: ConsoleOptions,
  context: ServiceContext,
): StreamService & SocketService {
  const token = consoleToken(options.key);
  const page = createPage(options.consoleDir, token);
  const live = createLive(context.timeline);
  const stopListening = options.onDeploymentNews(live.announce);
  const backend = createBackend(options, context);
  const routes = routesOf(backend, live);
  return {
    timeline: false,
    maxMessageBytes: 1024,
    // All entries of the timeline, and those of the next moments.
    maxUnreadBytes: 64 * 1024 * 1024,
    matches: isConsoleRequest,
    deploy(graph) {
      backend.deploy(graph);
      context.timeline.showNames(friendlyNames(graph));
    },
    handleStream(received) {
      const request = { ...received, headers: withPlainHost(received.headers) };
      if (!request.path.startsWith(API_PATH)) return page.answer(request);
      return answerApi(token, request, () => {
        const path = request.path.slice(API_PATH.length);
        return context.timeline.runFrom('console', () => answerRoute(routes, path, request));
      });
    },
    errorResponse,
    acceptsSocket: (request) => request.path === LIVE_PATH && authenticateSocket(request, token),
    handleSocket: (_, socket) => live.open(socket),
    stop() {
      stopListening();
      live.stop();
    },
  };
}

function routesOf(backend: Backend, live: Live): Routes {
  return {
    ...timelineRoutes(backend, live),
    ...overviewRoutes(backend),
    ...callRoutes(backend),
    ...userRoutes(backend),
    ...objectRoutes(backend),
    ...queueRoutes(backend),
    ...scheduleRoutes(backend),
    ...functionRoutes(backend),
    ...graphqlRoutes(backend),
  };
}

/**
 * The gateway has checked that the host is this machine. A program may send more than a host, which
 * must not get into an address or a policy of the page.
 */
function withPlainHost(headers: ServiceRequestHead['headers']): ServiceRequestHead['headers'] {
  return { ...headers, host: new URL(`http://${headers.host}`).host };
}

/** A browser that opens the sandbox's address sees the console. */
function isConsoleRequest({ path, method, headers, target, signingName }: ServiceRequestHead) {
  if (path === CONSOLE_PATH.slice(0, -1) || path.startsWith(CONSOLE_PATH)) return true;
  const isSigned = target !== undefined || signingName !== undefined;
  return path === '/' && method === 'GET' && !isSigned && !!headers.accept?.includes('text/html');
}

async function answerApi(
  token: string,
  request: StreamRequest,
  answer: () => Promise<StreamResponse>,
): Promise<StreamResponse> {
  if (request.method === 'OPTIONS') return preflightResponse(request);
  const response = await answerAuthenticated(token, request, answer);
  // A page of another local port may send the token itself. The cookie is not enough for it.
  if (request.headers.authorization === undefined) return response;
  return { ...response, headers: { ...response.headers, ...corsHeaders(request) } };
}

async function answerAuthenticated(
  token: string,
  request: StreamRequest,
  answer: () => Promise<StreamResponse>,
): Promise<StreamResponse> {
  switch (authenticate(request, token)) {
    case 'bearer':
    case 'cookie':
      return answer();
    case 'another origin':
      return errorResponse(
        new AwsError('AnotherOrigin', 'Only the pages of the console may use its cookie.', 403),
      );
    case 'no token':
      return errorResponse(
        new AwsError(
          'NoToken',
          'The API needs the token in the address of the console that the sandbox prints.',
          401,
        ),
      );
  }
}

function corsHeaders({ headers }: ServiceRequestHead): Readonly<Record<string, string>> {
  const { origin } = headers;
  return origin === undefined
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' };
}

function preflightResponse(request: ServiceRequestHead): StreamResponse {
  return {
    status: 204,
    headers: {
      vary: 'Origin',
      ...corsHeaders(request),
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '7200',
    },
    body: '',
  };
}
