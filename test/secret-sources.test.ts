// A secret that a command prints reaches the one server that has the grant, when it starts, and is found nowhere else.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { closeHome, openClient } from './gateway-process/place.ts'
import { type Home, makeHome } from './real/home.ts'
import { approve, digest, filesWith, processesWith, codeIn, told } from './secrets/place.ts'

/** Made for this test: no secret of anybody. */
const VALUE = ['word', 'of', 'a', 'keychain', '4711'].join('-')

let home: Home | undefined
afterEach(() => (home === undefined ? undefined : closeHome(home)))

function homeWith(runIn: string, script: string): Home {
  home = makeHome(`yes: allow\nrunIn: ${runIn}\n`)
  const command = join(home.folder, 'keychain')
  writeFileSync(command, `#!/bin/sh\n${script}\n`)
  chmodSync(command, 0o755)
  approve(home, 'keeper', ['--secret', `API_KEY=cmd:${command} lookup api`])
  approve(home, 'other', [])
  return home
}

test.each(['itself', 'gateway'])('in %s', async (runIn) => {
  const here = homeWith(runIn, `[ "$1 $2" = "lookup api" ] && echo ${VALUE}`)
  const [keeper, other] = [openClient(here, 'keeper'), openClient(here, 'other')]
  expect(await told(keeper)).toBe(digest(VALUE))
  expect(await told(other)).toBe('nothing')
  const { argv, environment } = processesWith(VALUE)
  expect(argv).toEqual([])
  expect(environment).toEqual([expect.stringContaining(codeIn(here))])
  for (const client of [keeper, other]) client.run.stdin!.end()
  await Promise.all([keeper.exit, other.exit])
  expect(filesWith(here.env['SALLYPORT_HOME']!, VALUE)).toEqual([])
  expect(keeper.said() + other.said()).not.toContain(VALUE)
})

test('a command that fails starts no server, says which one and not what it printed', async () => {
  const here = homeWith('itself', `echo ${VALUE}; exit 4`)
  const client = openClient(here, 'keeper')
  const { error } = await client.answer(0)
  expect(error?.message).toContain('gave no secret: it ended with exit code 4')
  expect(error?.message).not.toContain(VALUE)
  expect(await client.exit).toBe(2)
})
