/** A setup file of Vitest, with which the Cognito clients compute in less time. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accelerate } from './mod-pow.js';

const fromPackage = createRequire(join(process.cwd(), 'package.json'));

if (isInstalled('cognito-srp-helper')) {
  accelerate(createRequire(fromPackage.resolve('cognito-srp-helper'))('jsbn').BigInteger.prototype);
}
if (isInstalled('amazon-cognito-identity-js')) {
  accelerate(fromPackage('amazon-cognito-identity-js/lib/BigInteger.js').default.prototype);
}
if (isInstalled('aws-amplify')) {
  const fromAmplify = createRequire(fromPackage.resolve('aws-amplify'));
  const folder = dirname(fromAmplify.resolve('@aws-amplify/auth/package.json'));
  const file = join(folder, 'dist/esm/providers/cognito/utils/srp/BigInteger/BigInteger.mjs');
  accelerate((await import(pathToFileURL(file).href)).default.prototype);
}

function isInstalled(name: string): boolean {
  try {
    return fromPackage.resolve(name) !== '';
  } catch {
    return false;
  }
}
