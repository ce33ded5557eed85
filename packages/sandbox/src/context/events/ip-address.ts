import { isIPv6 } from 'node:net';

export type IpAddress = { readonly bits: 32 | 128; readonly value: bigint };

/** Reads an IPv4 address, which may have leading zeros, or an IPv6 address without dots. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (/^\d{1,9}(\.\d{1,9}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some((part) => part > 255)) return undefined;
    return { bits: 32, value: joined(parts, 8) };
  }
  if (!/^[\da-f:]+$/i.test(text) || !isIPv6(text)) return undefined;
  const [before = '', after] = text.split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return { bits: 128, value: joined([...head, ...zeros, ...tail], 16) };
}

export function isSameAddress(one: IpAddress, other: IpAddress): boolean {
  return one.bits === other.bits && one.value === other.value;
}

/**
 * Parses a block of addresses, such as `10.0.0.0/24`.
 *
 * @returns A function that tells whether a text is an address of the block.
 * @throws {Error} In the words of EventBridge.
 */
export function parseAddressBlock(text: string): (address: string) => boolean {
  const [address = '', mask = '', ...others] = text.split('/');
  if (others.length > 0 || !text.includes('/')) throw new Error("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d{1,9}$/.test(mask)) throw new Error('Malformed CIDR, mask bits must be an integer');
  const maskBits = Number(mask);
  if (maskBits < 0) throw new Error('Malformed CIDR, mask bits must not be negative');
  const first = parseIpAddress(address);
  if (!first) throw new Error(`Nonstandard IP address: ${address}`);
  if (maskBits >= first.bits) {
    throw new Error(
      first.bits === 32 ? 'IPv4 mask bits must be < 32' : 'IPv6 mask bits must be < 128',
    );
  }
  const shift = BigInt(first.bits - maskBits);
  return (other) => {
    const found = parseIpAddress(other);
    return found?.bits === first.bits && found.value >> shift === first.value >> shift;
  };
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function joined(parts: readonly number[], bitsEach: number): bigint {
  return parts.reduce((sum, part) => (sum << BigInt(bitsEach)) | BigInt(part), 0n);
}
