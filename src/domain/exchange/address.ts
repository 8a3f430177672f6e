// Addresses of the network: which of them belong to the public internet, and which to a network that is named.

/** An address as its bits: 32 or 128 of them. */
interface Bits {
  length: 32 | 128;
  value: bigint;
}

/** The address as its bits; an IPv4 address that is written as IPv6 (`::ffff:127.0.0.1`) is the IPv4 one. Null: it is none. */
function bitsOf(address: string): Bits | null {
  const v4 = ipv4(address);
  if (v4 !== null) return { length: 32, value: v4 };
  const v6 = ipv6(address);
  if (v6 === null) return null;
  // Source: RFC 4291, 2.5.5.2.
  if (v6 >> 32n === 0xffffn) return { length: 32, value: v6 & 0xffffffffn };
  return { length: 128, value: v6 };
}

function ipv4(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (!parts || parts.some((part) => Number(part) > 255)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function ipv6(text: string): bigint | null {
  const [, head = '', tail] = /^([0-9a-f:]*?:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(text) ?? [];
  const embedded = tail === undefined ? null : ipv4(tail);
  if (tail !== undefined && embedded === null) return null;
  const whole =
    embedded === null ? text : `${head}${(embedded >> 16n).toString(16)}:${(embedded & 0xffffn).toString(16)}`;
  const [before = '', after, ...more] = whole.split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const [first, last] = [groupsOf(before), groupsOf(after ?? '')];
  const missing = 8 - first.length - last.length;
  if (more.length > 0 || (after === undefined ? missing !== 0 : missing < 1)) return null;
  const groups = [...first, ...Array<string>(missing).fill('0'), ...last];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** Whether an address is in one of some networks, each an address or `address/length`. */
export function isIn(address: string, networks: readonly string[]): boolean {
  const bits = bitsOf(address);
  if (bits === null) return false;
  return networks.some((network) => {
    const [base = '', length] = network.split('/');
    const own = bitsOf(base);
    if (own === null || own.length !== bits.length) return false;
    const rest = BigInt(own.length - Number(length ?? own.length));
    return own.value >> rest === bits.value >> rest;
  });
}

// Source: the IANA registries of special-purpose addresses (RFC 6890 and its updates), and multicast.
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
];
// All that is given out for the public internet so far. Source: RFC 4291, 2.4.
const GLOBAL_IPV6 = ['2000::/3'];

// A browser takes these for this machine, whatever a resolver says. Source: RFC 6761, 6.3.
const LOOPBACK_NAME = /^(.+\.)?localhost\.?$/i;

/** The addresses that a host of a URL stands for by itself; empty: it is a name, which a resolver has to be asked for. */
export function addressesOf(host: string): string[] {
  if (LOOPBACK_NAME.test(host)) return ['127.0.0.1', '::1'];
  const address = host.replace(/^\[|\]$/g, '');
  return bitsOf(address) === null ? [] : [address];
}

/** Whether an address belongs to the public internet: no private, loopback, link-local, translated or otherwise special one. */
export function isPublic(address: string): boolean {
  const bits = bitsOf(address);
  if (bits === null || isIn(address, SPECIAL)) return false;
  return bits.length === 32 || isIn(address, GLOBAL_IPV6);
}
