// The units for systemd that we hand out. That they work is shown by `npm run test:systemd`; here, what must not slip back in.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'

const UNITS = ['sallyport.service', 'user/sallyport.service']
const read = (unit: string): string => readFileSync(new URL(`../../service/${unit}`, import.meta.url), 'utf8')
const valueOf = (unit: string, name: string): string | undefined =>
  new RegExp(`^${name}=(.*)$`, 'm').exec(read(unit))?.[1]

test.each(UNITS)('%s waits longer for what is under way than serve does', (unit) => {
  expect(Number(valueOf(unit, 'TimeoutStopSec')) * 1_000).toBeGreaterThan(2 * bound('drain-ms'))
})

test.each(UNITS)('%s lets the gateway end its servers, once what is under way was answered', (unit) => {
  expect(valueOf(unit, 'KillMode')).toBe('mixed')
})

test.each(UNITS)('%s ends nothing when it is reloaded', (unit) => {
  expect(valueOf(unit, 'ExecReload')).toBe('/bin/kill -HUP $MAINPID')
})

test.each(UNITS)('%s takes nothing away that the sandbox is made of', (unit) => {
  const taken =
    /^(?:ProcSubset|ProtectKernelTunables|ProtectHostname|ProtectControlGroups|RestrictNamespaces|MemoryDenyWriteExecute)=/m
  expect(read(unit)).not.toMatch(taken)
})

test('the service of a team has its control group to itself, and outlives a server that dies of its limit', () => {
  expect(valueOf('sallyport.service', 'Delegate')).toBe('cpu memory pids')
  expect(valueOf('sallyport.service', 'OOMPolicy')).toBe('continue')
})
