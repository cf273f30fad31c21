// Servers that people use, from the registry that npm is configured for on this machine.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { verifyResolved } from '../../src/flows/start/verify-artifact.ts'
import { makePlace, type Place, worldOf } from './world.ts'

let place: Place
beforeAll(async () => {
  place = await makePlace()
})
afterAll(() => place.dispose())

test.each([
  ['npx -y @modelcontextprotocol/server-filesystem /srv', '@modelcontextprotocol/server-filesystem', ['/srv']],
  ['npm:@modelcontextprotocol/server-memory', '@modelcontextprotocol/server-memory', []],
])('%s', async (line, name, args) => {
  const said: string[] = []
  const world = await worldOf(place, process.env, said)
  const found = await resolve(parseTarget(line.split(' '), place.folder), world)
  // In a network of its own, from the registry or the proxy of this machine's configuration.
  const reached = said.filter((line) => line.startsWith('reached '))
  expect(reached).toHaveLength(2)
  for (const line of reached)
    expect(line).toMatch(/^reached ("[^"]+" port \d+ \(\d+ KB\)(, )?)+; nothing else was tried$/)
  expect(found.artifact).toMatchObject({ kind: 'npm', name, version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
  expect(found.argv.slice(2)).toEqual(args)
  expect(readFileSync(found.argv[1]!, 'utf8')).toMatch(/^#!.*node/)
  expect(found.facts.packages.length).toBeGreaterThan(10)
  expect(await verifyResolved(found, place)).toEqual({ kind: 'none' })
})
