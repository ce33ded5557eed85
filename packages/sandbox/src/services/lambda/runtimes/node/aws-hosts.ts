import { subscribe } from 'node:diagnostics_channel';
import module from 'node:module';
import type { Socket, TcpNetConnectOpts } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/**
 * The hosts of AWS's services, which clients call unless they are configured with another endpoint.
 */
const AWS_HOST =
  /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|amazoncognito\.com|amazonwebservices\.com\.cn)\.?$/i;
/** The ports of HTTP, the only protocol that the sandbox supports. */
const HTTP_PORTS = new Set([80, 443]);
/** Modules that load `node:tls`. */
const TLS_MODULE = /^(node:)?(tls|https|http2)$/;

type Options = Partial<TcpNetConnectOpts> & ConnectionOptions;
type Listener = () => void;

/**
 * Connects the function to the sandbox whenever it connects to a host of AWS. Not every client has
 * a setting for the endpoint: `aws-amplify` has none for S3, and version 2 of the SDK does not read
 * `AWS_ENDPOINT_URL`. All of them, also `fetch` and `WebSocket`, open their connections with
 * `node:net` and `node:tls`. These two are therefore patched.
 *
 * @param endpoint The gateway's URL.
 * @param functionName The function's name, for the error about a port that the sandbox does not
 *   support.
 */
export function redirectAwsHosts(endpoint: string, functionName: string): void {
  if (!URL.canParse(endpoint)) return;
  const { hostname, port } = new URL(endpoint);
  const net = process.getBuiltinModule('node:net');
  const { connect } = net.Socket.prototype as { connect(...input: unknown[]): Socket };

  /**
   * The preamble for the gateway. It says that the connection is for a host of AWS, and which
   * function opened it.
   */
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

  // Loading `node:tls` takes longer than many functions run, so it is patched only when it is
  // needed.
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

/**
 * Calls back before a module that can connect with TLS is loaded, as far as this can be detected.
 */
function onTls(callback: () => void): void {
  // Node.js before 22.15 cannot report which modules are loaded.
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
  // `fetch` and `WebSocket` have their own client, which loads `node:tls` internally.
  subscribe('undici:client:beforeConnect', callback);
}

/**
 * Reads the arguments of `connect`: `(options)`, `(port, host)`, or the pair to which Node.js
 * converts them. A listener may be the last one.
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

/** Adds the members of a TLS connection that clients use to a plain connection to this machine. */
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
