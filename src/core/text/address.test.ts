import { expect, test } from 'vitest'
import { isNeighbour, readAddress, whyNotPublic } from './address.ts'

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '168.63.129.16',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.1.1.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '100::1',
  '2001:db8::1',
  '2001::1',
  '3fff::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::FFFF:7f00:1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2002:0808:0808::1',
  '5f00::1',
])('%s is not public', (address) => {
  expect(whyNotPublic(address)).not.toBeNull()
})

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.0.1',
  '172.32.0.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00::1',
  '2400:cb00::',
])('%s is public', (address) => {
  expect(whyNotPublic(address)).toBeNull()
})

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '256.1.1.1',
  '0x7f.0.0.1',
  '1.2.3.4 ',
  'a',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '12345::',
  'fe80::1%lo',
  '::1.2.3',
  '1.2.3.4::',
  '1:2:3:4:5:6:7::8',
])('%j is no address', (text) => {
  expect(readAddress(text)).toBeNull()
})

test('an address is its bytes', () => {
  expect(readAddress('::ffff:1.2.3.4')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4])
  expect(readAddress('2001:db8::1')).toEqual([32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
})

test.each([
  ['the address itself', '45.33.32.10', '45.33.32.10/24', true],
  ['a neighbour', '45.33.32.200', '45.33.32.10/24', true],
  ['the next network', '45.33.33.1', '45.33.32.10/24', false],
  ['an address without neighbours', '45.33.32.11', '45.33.32.10/32', false],
  ['a neighbour by IPv6', '2a00:1450:1:2::beef', '2a00:1450:1:2::1/64', true],
  ['the next network by IPv6', '2a00:1450:1:3::beef', '2a00:1450:1:2::1/64', false],
  ['a part of the internet that a tunnel claims', '45.99.0.1', '45.33.32.10/8', false],
  ['the end of that tunnel', '45.33.32.10', '45.33.32.10/8', true],
  ['a part of the internet by IPv6', '2a00::1', '2a00:1450:1:2::1/16', false],
  ['another family', '45.33.32.10', '2a00:1450:1:2::1/64', false],
  ['no address', 'a.test', '45.33.32.10/24', false],
  ['an interface without a number', '45.33.32.10', 'none', false],
])('%s: %s beside %s', (_, address, network, isNear) => {
  expect(isNeighbour(address, network)).toBe(isNear)
})
