// Which hosts an installer is granted for an address of a configuration, and which addresses such a host may have.
import { expect, test } from 'vitest'
import { whyNotOwn } from '../text/address.ts'
import { readReachable } from './registry.ts'

test.each([
  ['https://packages.test/npm/', 'registry', { host: 'packages.test', port: 443, kind: 'tls' }],
  ['https://Packages.Test:8443', 'registry', { host: 'packages.test', port: 8443, kind: 'tls' }],
  ['http://packages.test:4873/', 'registry', { host: 'packages.test', port: 4873, kind: 'http' }],
  ['http://localhost:4873/', 'registry', { host: '127.0.0.1', port: 4873, kind: 'tcp', address: '127.0.0.1' }],
  ['https://10.1.2.3/npm/', 'registry', { host: '10.1.2.3', port: 443, kind: 'tcp', address: '10.1.2.3' }],
  // The URL parser reads every notation of an address; what is granted is the address itself.
  ['http://2130706433:4873/', 'registry', { host: '127.0.0.1', port: 4873, kind: 'tcp', address: '127.0.0.1' }],
  ['http://user:word@proxy.test:3128', 'proxy', { host: 'proxy.test', port: 3128, kind: 'tcp' }],
  ['socks5://proxy.test', 'proxy', { host: 'proxy.test', port: 1080, kind: 'tcp' }],
] as const)('%s as a %s', (url, as, grant) => {
  expect(readReachable({ url, as })).toEqual({ ok: true, grant })
})

test.each([
  ['packages.test', 'is no URL'],
  ['ftp://packages.test/', 'is neither https: nor http:'],
  ['socks5://packages.test/', 'is neither https: nor http:'],
  ['http://169.254.169.254/npm/', 'has an address that no registry has (link-local, where metadata services are)'],
  ['http://0.0.0.0:4873/', 'has an address that no registry has (this network)'],
  ['http://[::1]:4873/', 'is an IPv6 address; give it a name'],
  ['https://*.packages.test/', 'has a host that has a label that is no part of a host name'],
])('%s is refused: %s', (url, why) => {
  expect(readReachable({ url, as: 'registry' })).toEqual({ ok: false, why })
})

test.each(['1.1.1.1', '10.0.0.5', '192.168.1.2', '100.64.0.1', '203.0.113.9', '2606:4700::1', 'fd12:3456::1'])(
  'a configured registry may have the address %s',
  (address) => {
    expect(whyNotOwn(address)).toBe(null)
  },
)

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fe80::1',
  '224.0.0.1',
  'nonsense',
])('a configured registry may not have the address %s', (address) => {
  expect(whyNotOwn(address)).not.toBe(null)
})
