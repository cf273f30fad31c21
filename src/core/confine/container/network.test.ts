// Which network a container with granted hosts may be let go in.
import { expect, test } from 'vitest'
import { networkFault, type NetworkFacts } from './network.ts'

const DEVICES = 'Inter-|   Receive\n face |bytes\n    lo:       0       0\n'
const SOUND: NetworkFacts = {
  ours: 'net:[1]',
  listeners: 'net:[2]',
  its: 'net:[2]',
  devices: DEVICES,
  unknownName: 'refused\n',
}

test('the one that its listeners are in is sound', () => expect(networkFault(SOUND)).toBe(null))

test.each<[string, Partial<NetworkFacts>, RegExp]>([
  ['its listeners are elsewhere', { listeners: 'net:[3]' }, /not the one in which its granted hosts were opened/],
  ['nobody knows where they are', { listeners: null }, /not the one/],
  ['its own cannot be seen', { its: null, listeners: null }, /not the one/],
  ['it is that of this machine', { its: 'net:[1]', listeners: 'net:[1]' }, /not the one/],
  ['ours cannot be seen', { ours: null }, /not the one/],
  ['it has a way out', { devices: `${DEVICES}  eth0:       0       0\n` }, /network interface "eth0"/],
  ['its interfaces cannot be seen', { devices: null }, /could not be seen/],
  ['a name resolves', { unknownName: '' }, /a name that was not granted is not refused there/],
])('%s: nothing starts', (_, parts, why) => expect(networkFault({ ...SOUND, ...parts })).toMatch(why))
