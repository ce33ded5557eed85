import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A setup file of Vitest. The Cognito clients implement modular exponentiation in JavaScript, which
 * takes most of the time of a sign-in with SRP. In the tests they use the BigInt of Node.js for
 * that one function. The protocol remains their own.
 */
type BigInteger = { toString(radix: number): string };
type Callback = (error: null, result: BigInteger) => void;
type BigIntegerClass = {
  new (text: string, radix: number): BigInteger;
  readonly prototype: { modPow: unknown };
};

const fromPackage = createRequire(join(process.cwd(), 'package.json'));

if (isInstalled('cognito-srp-helper')) {
  accelerate(createRequire(fromPackage.resolve('cognito-srp-helper'))('jsbn').BigInteger);
}
if (isInstalled('amazon-cognito-identity-js')) {
  accelerate(fromPackage('amazon-cognito-identity-js/lib/BigInteger.js').default);
}
if (isInstalled('aws-amplify')) {
  const fromAmplify = createRequire(fromPackage.resolve('aws-amplify'));
  const folder = dirname(fromAmplify.resolve('@aws-amplify/auth/package.json'));
  const file = join(folder, 'dist/esm/providers/cognito/utils/srp/BigInteger/BigInteger.mjs');
  accelerate((await import(pathToFileURL(file).href)).default);
}

function isInstalled(name: string): boolean {
  try {
    return fromPackage.resolve(name) !== '';
  } catch {
    return false;
  }
}

function accelerate(Integer: BigIntegerClass): void {
  Integer.prototype.modPow = function modPow(
    this: BigInteger,
    exponent: BigInteger,
    modulus: BigInteger,
    callback?: Callback,
  ) {
    const result = new Integer(power(toBigInt(this), toBigInt(exponent), toBigInt(modulus)), 16);
    callback?.(null, result);
    return result;
  };
}

function toBigInt(integer: BigInteger): bigint {
  const digits = integer.toString(16);
  return digits.startsWith('-') ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
}

/** The power of a number, which may be negative, in hexadecimal digits. */
function power(base: bigint, exponent: bigint, modulus: bigint): string {
  const least = ((base % modulus) + modulus) % modulus;
  const powers = [1n];
  for (let digit = 1; digit < 16; digit += 1) {
    powers.push(((powers[digit - 1] ?? 1n) * least) % modulus);
  }
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let bit = 0; bit < 4; bit += 1) result = (result * result) % modulus;
    result = (result * (powers[Number.parseInt(digit, 16)] ?? 1n)) % modulus;
  }
  return result.toString(16);
}
