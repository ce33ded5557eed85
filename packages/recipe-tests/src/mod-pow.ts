/**
 * The Cognito clients implement modular exponentiation in JavaScript, which takes most of the time
 * of a sign-in with SRP. The tests use the BigInt of the engine for that one function. The protocol
 * remains their own.
 */
type BigInteger = { toString(radix: number): string };
type Callback = (error: null, result: BigInteger) => void;
type BigIntegerClass = new (text: string, radix: number) => BigInteger;

/** Replaces the modular exponentiation in the prototype of large integers. */
export function accelerate(prototype: object): void {
  const value = function modPow(
    this: BigInteger,
    exponent: BigInteger,
    modulus: BigInteger,
    callback?: Callback,
  ) {
    const Integer = this.constructor as BigIntegerClass;
    const result = new Integer(power(toBigInt(this), toBigInt(exponent), toBigInt(modulus)), 16);
    callback?.(null, result);
    return result;
  };
  Object.defineProperty(prototype, 'modPow', { value });
}

/**
 * A script that runs in a page before the page's own: accelerates each class that gets a `modPow`.
 *
 * @example
 * await context.addInitScript(ACCELERATE_IN_PAGES);
 */
export const ACCELERATE_IN_PAGES = `{
  ${accelerate}
  ${toBigInt}
  ${power}
  Object.defineProperty(Object.prototype, 'modPow', {
    configurable: true,
    set() {
      accelerate(this);
    },
  });
}`;

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
