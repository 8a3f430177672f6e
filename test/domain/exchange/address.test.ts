// Addresses: what belongs to the public internet, however it is written.
import { describe, expect, it } from 'vitest';
import { isIn, isPublic } from '../../../src/domain/exchange/address.ts';

describe('an address of the public internet', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '192.167.255.255',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
    '2001:4860::8888',
  ])('%s is one', (address) => expect(isPublic(address)).toBe(true));

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.19.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:10.0.0.1',
    '::127.0.0.1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '4000::1',
  ])('%s is none', (address) => expect(isPublic(address)).toBe(false));

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1::2::3',
    '1:2:3',
    '1:2:3:4:5:6:7:8:9',
    ':::',
    '12345::',
    '::g',
    '1:2:3:4:5:6:7::8',
    '::ffff:300.1.1.1',
    'fe80::1%eth0',
  ])('%j is no address at all', (text) =>
    expect([isPublic(text), isIn(text, ['0.0.0.0/1', '::/1'])]).toEqual([false, false]),
  );
});

describe('an address in a network', () => {
  it.each([
    ['10.1.2.3', ['10.1.0.0/16'], true],
    ['10.2.2.3', ['10.1.0.0/16'], false],
    ['10.1.2.3', ['192.168.0.0/16', '10.1.2.3'], true],
    ['10.1.2.4', ['10.1.2.3'], false],
    ['::ffff:10.1.2.3', ['10.1.0.0/16'], true],
    ['fd00::5', ['fd00::/8'], true],
    ['fd00::5', ['10.0.0.0/8', 'fc00::/8'], false],
    ['1:2:3:4:5:6:7:8', ['1:2:3:4:5:6:7:8'], true],
    ['10.1.2.3', ['nonsense/8'], false],
  ] as const)('%s in %j: %s', (address, networks, expected) => expect(isIn(address, networks)).toBe(expected));
});
