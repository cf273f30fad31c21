// The fixture server, approved in a state folder of its own when it was well behaved; each test may change its mind.
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHome, type Home } from '../real/home.ts'
import { lineClient, type LineClient } from './line-client.ts'

const SERVER = fileURLToPath(new URL('../servers/server.mjs', import.meta.url))

export type House = {
  readonly home: Home
  readonly start: (mode?: string) => LineClient
  /** Everything that the log holds of the kinds `fault` and `exit`, and the reasons of what was refused. */
  readonly logged: () => string
}

export function makeHouse(): House {
  const home = makeHome()
  const folder = join(home.folder, 'server')
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  cpSync(SERVER, join(folder, 'server.mjs'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "fixture", "version": "1.0.0" }\n')
  const modeFile = join(home.data, 'mode')
  writeFileSync(modeFile, 'plain')
  const grants = ['--read', home.data, '--env', `FIXTURE_MODE=${modeFile}`]
  const { status, stderr } = home.sallyport(
    'approve',
    'fixture',
    '--yes',
    '--accept',
    'shared-place',
    ...grants,
    '--',
    'node',
    join(folder, 'server.mjs'),
  )
  if (status !== 0) throw new Error(stderr)
  return {
    home,
    start: (mode = 'plain') => {
      writeFileSync(modeFile, mode)
      return lineClient(home.spawn('run', 'fixture'))
    },
    logged: () => {
      const query = (...words: string[]): string =>
        home.sallyport('log', 'query', '--json', '--server', 'fixture', '--limit', '10000', ...words).stdout
      return query('--type', 'fault') + query('--type', 'exit') + query('--decision', 'deny')
    },
  }
}
