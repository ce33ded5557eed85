import { subscribe } from 'node:diagnostics_channel';
import module from 'node:module';
import type { Socket, TcpNetConnectOpts } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/** Hosts of AWS's own services, which its clients address when nobody gives them another one. */
const AWS_HOST =
  /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|amazoncognito\.com|amazonwebservices\.com\.cn)\.?$/i;
/** Ports of HTTP, which the sandbox speaks. */
const HTTP_PORTS = new Set([80, 443]);
/** Modules that load `node:tls`. */
const TLS_MODULE = /^(node:)?(tls|https|http2)$/;

type Options = Partial<TcpNetConnectOpts> & ConnectionOptions;
type Listener = () => void;

/**
 * Connects the function to the sandbox wherever it asks for a host of AWS. Not every client can be
 * told another address: `aws-amplify` has none for S3, and version 2 of the SDK reads no
 * `AWS_ENDPOINT_URL`. They all open their connections with `node:net` and `node:tls`, so that here
 * is the one place for each of them, `fetch` and `WebSocket` included.
 *
 * @param endpoint The gateway's URL.
 * @param functionName Named in the error for what the sandbox does not support.
 */
export function redirectAwsHosts(endpoint: string, functionName: string): void {
  if (!URL.canParse(endpoint)) return;
  const { hostname, port } = new URL(endpoint);
  const net = process.getBuiltinModule('node:net');
  const { connect } = net.Socket.prototype as { connect(...input: unknown[]): Socket };

  /** The gateway's sign that what follows is for a host of AWS, and who asks. */
  const preface = `\0${functionName}\n`;
  const openGateway = (socket: Socket, listener?: Listener): Socket => {
    connect.call(socket, { host: hostname, port: Number(port) }, listener);
    socket.write(preface);
    return socket;
  };

  const refuse = (socket: Socket, host: string, hostPort: number): Socket => {
    const message = `The sandbox does not support port ${hostPort} of ${host}, which the function ${functionName} asks for. Nothing was sent to AWS.`;
    return socket.destroy(Object.assign(new Error(message), { code: 'ECONNREFUSED' }));
  };

  net.Socket.prototype.connect = function redirected(this: Socket, ...input: unknown[]): Socket {
    const { options, listener } = parseConnect(input);
    const { host = '' } = options;
    if (!AWS_HOST.test(host)) return connect.apply(this, input);
    const hostPort = Number(options.port);
    return HTTP_PORTS.has(hostPort) ? openGateway(this, listener) : refuse(this, host, hostPort);
  };

  // To load `node:tls` takes longer than many functions do: it is patched when somebody needs it.
  let patched = false;
  const patchTls = () => {
    if (patched) return;
    patched = true;
    const tls = process.getBuiltinModule('node:tls');
    const connectTls = tls.connect as (...input: unknown[]) => TLSSocket;
    tls.connect = (...input: unknown[]): TLSSocket => {
      const { options, listener } = parseConnect(input);
      const host = options.host ?? options.servername ?? '';
      if (options.socket || !AWS_HOST.test(host)) return connectTls(...input);
      const hostPort = Number(options.port);
      const socket = new net.Socket();
      if (listener) socket.once('secureConnect', listener);
      const secured = asSecure(socket, options.ALPNProtocols);
      if (HTTP_PORTS.has(hostPort)) openGateway(socket, () => socket.emit('secureConnect'));
      else refuse(socket, host, hostPort);
      return secured;
    };
  };
  onTls(patchTls);
}

/** Calls back before anything connects with TLS, as far as it can be foreseen. */
function onTls(callback: () => void): void {
  // Node.js before 22.15 does not say what is loaded.
  if (typeof module.registerHooks !== 'function') {
    callback();
    return;
  }
  const atModule = (name: string) => {
    if (TLS_MODULE.test(name)) callback();
  };
  module.registerHooks({
    resolve(specifier, context, nextResolve) {
      atModule(specifier);
      return nextResolve(specifier, context);
    },
  });
  const { getBuiltinModule } = process;
  const noticed = (name: string) => {
    atModule(name);
    return getBuiltinModule(name);
  };
  Object.assign(process, { getBuiltinModule: noticed });
  // `fetch` and `WebSocket` bring their own client, which loads `node:tls` for itself.
  subscribe('undici:client:beforeConnect', callback);
}

/**
 * What `connect` takes: `(options)`, `(port, host)` or the pair that Node.js makes of these, each
 * with a listener at the end.
 */
function parseConnect(input: readonly unknown[]): { options: Options; listener?: Listener } {
  const [first] = input;
  if (Array.isArray(first)) return parseConnect(first);
  const listener = input.find((each) => typeof each === 'function') as Listener | undefined;
  const given = input.find((each) => typeof each === 'object' && each !== null);
  const [port, host] = input;
  const options = {
    ...(given as Options | undefined),
    ...(typeof first !== 'object' && { port: Number(port) }),
    ...(typeof first !== 'object' && typeof host === 'string' && { host }),
  };
  return { options, ...(listener && { listener }) };
}

/** A connection to this machine in place of one with TLS, with what clients ask such a one. */
function asSecure(socket: Socket, protocols: ConnectionOptions['ALPNProtocols']): TLSSocket {
  const offered = Array.isArray(protocols) ? protocols.map(String) : [];
  const onlyHttp2 = offered.includes('h2') && !offered.includes('http/1.1');
  return Object.assign(socket, {
    encrypted: true,
    authorized: true,
    alpnProtocol: onlyHttp2 ? 'h2' : 'http/1.1',
    getPeerCertificate: () => ({}),
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({}),
    getSession: () => undefined,
    isSessionReused: () => false,
    setServername: () => {},
  }) as unknown as TLSSocket;
}
