// A secret of the store reaches the one server that it is for, while a person lets it, and is found nowhere else.
import { appendFileSync, chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { EMPTY } from '../../src/io/secret/content.ts'
import { keyFrom, newKdf } from '../../src/io/secret/sealed.ts'
import { writeStore } from '../../src/io/secret/store.ts'
import { closeHome, gatewaysOf, openClient, until } from '../gateway-process/place.ts'
import { onTerminal, type Typed } from '../protect/terminal.ts'
import { type Home, makeHome } from '../real/home.ts'
import { approve, digest, filesWith, piped, processesWith, codeIn, told } from './place.ts'

/** Made for these tests: no secrets of anybody. */
const VALUE = ['word', 'of', 'a', 'store', String(process.pid)].join('-')
const OTHER = ['another', 'word', 'of', 'a', 'store'].join('-')
const WORDS = ['four', 'words', 'of', 'nobody', String(process.pid)].join('-')

const NEW = 'New passphrase of the store of secrets (not shown):'
const AGAIN = 'The same again:'
const PASSPHRASE_NOW = 'Passphrase of now:'
const PASSPHRASE = 'Passphrase of the store of secrets:'

let home: Home | undefined
afterEach(() => (home === undefined ? undefined : closeHome(home)))

const stateOf = (here: Home): string => here.env['SALLYPORT_HOME']!

/** `ask` is the passphrase that is typed; otherwise a command prints it. */
function homeWith(runIn: string, key: 'typed' | 'printed', settings = ''): Home {
  home = makeHome('yes: allow\n')
  const printed = join(home.folder, 'keychain')
  writeFileSync(printed, `#!/bin/sh\necho ${WORDS}\n`)
  chmodSync(printed, 0o755)
  const way = key === 'printed' ? `secretsKey: cmd:${printed} lookup\n` : ''
  writeFileSync(join(stateOf(home), 'config.yaml'), `yes: allow\nrunIn: ${runIn}\n${way}${settings}`)
  return home
}

async function typed(here: Home, words: readonly string[], answers: readonly Typed[]): Promise<string> {
  const { shown, code, left } = await onTerminal({ env: here.env, path: () => here.folder }, words, answers)
  if (code !== 0 || left > 0) throw new Error(`exit ${code}, ${left} answers left: ${shown}`)
  for (const [, answer] of answers) expect(shown).not.toContain(answer)
  return shown
}

const setTyped = (here: Home, ...options: string[]): Promise<string> =>
  typed(
    here,
    ['secrets', 'set', 'api', ...options],
    [
      [NEW, WORDS],
      [AGAIN, WORDS],
      ['Value of api (not shown):', VALUE],
    ],
  )

/** What the server says once it was started, or why it was not. */
async function started(here: Home, name: string, env: Record<string, string> = {}): Promise<string | undefined> {
  const client = openClient(here, name, env)
  try {
    const { error } = await client.answer(0)
    return error === undefined ? await told(client) : error.message
  } finally {
    client.run.stdin!.end()
    await client.exit
  }
}

test('unlocked on a terminal, it is in the environment of that one server and nowhere else', async () => {
  const here = homeWith('gateway', 'typed')
  await setTyped(here, '--for', 'keeper')
  approve(here, 'keeper', ['--secret', 'API_KEY=store:api'])
  approve(here, 'other', [])
  expect(await typed(here, ['secrets', 'unlock'], [[PASSPHRASE, WORDS]])).toContain('Unlocked for 8 h')
  const [keeper, other] = [openClient(here, 'keeper'), openClient(here, 'other')]
  expect(await told(keeper)).toBe(digest(VALUE))
  expect(await told(other)).toBe('nothing')
  const { argv, environment } = processesWith(VALUE)
  expect(argv).toEqual([])
  expect(environment).toEqual([expect.stringContaining(codeIn(here))])
  expect(processesWith(WORDS)).toEqual({ argv: [], environment: [] })
  for (const client of [keeper, other]) client.run.stdin!.end()
  await Promise.all([keeper.exit, other.exit])
  for (const value of [VALUE, WORDS]) expect(filesWith(stateOf(here), value)).toEqual([])
  expect(keeper.said() + other.said()).not.toContain(VALUE)
})

test.each(['itself', 'gateway'])('in %s, with a passphrase that a command prints', async (runIn) => {
  const here = homeWith(runIn, 'printed')
  piped(here, `${VALUE}\n`, 'secrets', 'set', 'api')
  approve(here, 'keeper', ['--secret', 'API_KEY=store:api'])
  const keeper = openClient(here, 'keeper')
  expect(await told(keeper)).toBe(digest(VALUE))
  expect(processesWith(VALUE).argv).toEqual([])
  expect(processesWith(VALUE).environment).toEqual([expect.stringContaining(codeIn(here))])
  expect(processesWith(WORDS)).toEqual({ argv: [], environment: [] })
  keeper.run.stdin!.end()
  await keeper.exit
  for (const value of [VALUE, WORDS]) expect(filesWith(stateOf(here), value)).toEqual([])
})

test('a new value is given at the next start, while it is unlocked', async () => {
  const here = homeWith('gateway', 'typed')
  await setTyped(here)
  approve(here, 'keeper', ['--secret', 'API_KEY=store:api'])
  await typed(here, ['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
  expect(await started(here, 'keeper')).toBe(digest(VALUE))
  await typed(
    here,
    ['secrets', 'rotate', 'api'],
    [
      [PASSPHRASE, WORDS],
      ['Value of api (not shown):', OTHER],
    ],
  )
  expect(await started(here, 'keeper')).toBe(digest(OTHER))
})

const LOCKED =
  'The store of secrets is locked. Run `sallyport secrets unlock` on a terminal, then start the server again.'

const ENDS: readonly [string, (here: Home) => Promise<void>][] = [
  ['nobody unlocked it', async () => undefined],
  [
    'its time is over',
    async (here) => {
      await typed(here, ['secrets', 'unlock', '--for', '1s'], [[PASSPHRASE, WORDS]])
      await sleep(1_100)
    },
  ],
  [
    'it was locked again',
    async (here) => {
      await typed(here, ['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
      expect(here.sallyport('secrets', 'lock').stdout).toContain('Forgotten: the gateway process.')
    },
  ],
  [
    'the passphrase was changed',
    async (here) => {
      await typed(here, ['secrets', 'unlock'], [[PASSPHRASE, WORDS]])
      const now: Typed = [PASSPHRASE_NOW, WORDS]
      await typed(here, ['secrets', 'passphrase'], [now, [NEW, `${WORDS}-2`], [AGAIN, `${WORDS}-2`]])
    },
  ],
]
test.each(ENDS)('no server gets it when %s, and its client is told what to do', async (_, end) => {
  const here = homeWith('gateway', 'typed')
  await setTyped(here)
  approve(here, 'keeper', ['--secret', 'API_KEY=store:api'])
  await end(here)
  expect(await started(here, 'keeper')).toBe(`Sallyport: ${LOCKED}`)
})

test.each<[string, (here: Home) => void, string]>([
  [
    'for another server',
    (here) => piped(here, VALUE, 'secrets', 'set', 'api', '--for', 'mail'),
    'The secret "api" is for mail, not for keeper',
  ],
  [
    'not there',
    (here) => piped(here, VALUE, 'secrets', 'set', 'more'),
    'The store of secrets holds none that is called "api"',
  ],
  ['in no store', () => undefined, 'The store of secrets holds none that is called "api"'],
  [
    'in a store that others can read',
    (here) => {
      piped(here, VALUE, 'secrets', 'set', 'api')
      chmodSync(join(stateOf(here), 'secrets.json'), 0o644)
    },
    'with mode 644, not to you alone. If nobody else had access, run chmod 600',
  ],
  [
    'in a damaged store',
    (here) => {
      piped(here, VALUE, 'secrets', 'set', 'api')
      writeFileSync(join(stateOf(here), 'secrets.json'), '{}')
    },
    'is damaged: it is not as we wrote it. Restore the store of secrets from a backup',
  ],
  [
    'behind a command that prints nothing',
    (here) => {
      piped(here, VALUE, 'secrets', 'set', 'api')
      writeFileSync(join(here.folder, 'keychain'), '#!/bin/sh\nexit 3\n')
    },
    'gave no passphrase of the store of secrets: it ended with exit code 3. Run the command that `secretsKey` names',
  ],
  [
    'under another passphrase than is printed',
    (here) => {
      piped(here, VALUE, 'secrets', 'set', 'api')
      writeFileSync(join(here.folder, 'keychain'), '#!/bin/sh\necho something-else-entirely\n')
    },
    'What `secretsKey` prints is not the passphrase of the store of secrets',
  ],
])('one that is %s starts no server', async (_, prepare, why) => {
  const here = homeWith('itself', 'printed')
  prepare(here)
  approve(here, 'keeper', ['--secret', 'API_KEY=store:api'])
  const said = await started(here, 'keeper')
  expect(said).toContain(why)
  expect(said).not.toContain(VALUE)
})

test('one that is older than config.yaml says is a finding, with its age', async () => {
  const here = homeWith('itself', 'printed', 'secretMaxAge: 30\n')
  const [state, setAt] = [stateOf(here), new Date(Date.now() - 45.5 * 86_400_000).toISOString()]
  const kdf = newKdf()
  const secret = { name: 'api', value: VALUE, setAt, environment: 'prod', servers: null, moved: [] } as const
  const key = await keyFrom(WORDS, kdf)
  await writeStore({ config: state, state }, null, { ...EMPTY, secrets: [secret] }, { key, kdf })
  const { status, stdout } = here.sallyport('secrets', 'list')
  expect([status, stdout]).toEqual([
    1,
    expect.stringContaining('finding: api: it is 45 days old, and secretMaxAge is 30'),
  ])
  expect(JSON.parse(here.sallyport('secrets', 'list', '--json').stdout)).toMatchObject({
    secrets: [{ name: 'api', ageDays: 45, environment: 'prod' }],
    findings: [{ name: 'api', next: 'sallyport secrets rotate api' }],
  })
  piped(here, OTHER, 'secrets', 'rotate', 'api')
  expect(here.sallyport('secrets', 'list').status).toBe(0)
})

test('a run of its own, where nobody can type, says both ways out', async () => {
  const here = homeWith('itself', 'typed')
  await setTyped(here)
  approve(here, 'keeper', ['--secret', 'API_KEY=store:api'])
  const said = await started(here, 'keeper')
  expect(said).toContain('nobody can type its passphrase here. Set `runIn: gateway`')
  expect(said).toContain('or set `secretsKey`')
})

test('a reference is never taken for the value', async () => {
  const here = homeWith('itself', 'printed')
  piped(here, VALUE, 'secrets', 'set', 'api')
  approve(here, 'keeper', ['--secret', 'API_KEY'])
  expect(await started(here, 'keeper', { API_KEY: 'store:api' })).toContain('`--secret API_KEY=store:api`')
  expect(await started(here, 'keeper', { API_KEY: VALUE })).toBe(digest(VALUE))
})

test('a gateway that nobody needs stays while it is unlocked, and ends after', async () => {
  const here = homeWith('gateway', 'typed', 'gatewayIdle: 1\n')
  await setTyped(here)
  await typed(here, ['secrets', 'unlock', '--for', '1h'], [[PASSPHRASE, WORDS]])
  await sleep(2_500)
  expect(gatewaysOf(here)).toHaveLength(1)
  here.sallyport('secrets', 'lock')
  expect(await until(() => gatewaysOf(here).length === 0)).toBe(true)
})

test.each<[string, readonly string[], readonly Typed[], string]>([
  [
    'a short passphrase',
    ['set', 'api'],
    [
      [NEW, 'short'],
      [AGAIN, 'short'],
    ],
    'needs at least 12 characters',
  ],
  [
    'two that differ',
    ['set', 'api'],
    [
      [NEW, WORDS],
      [AGAIN, OTHER],
    ],
    'The two passphrases differ',
  ],
  ['nothing typed', ['set', 'api'], [[NEW, '']], 'Nothing was typed'],
  ['given up', ['set', 'api'], [[NEW, '\u0003']], 'Nothing was typed'],
])('%s makes no store', async (_, words, answers, why) => {
  const here = homeWith('gateway', 'typed')
  const place = { env: here.env, path: () => here.folder }
  const { shown, code } = await onTerminal(place, ['secrets', ...words], answers)
  expect([code, shown]).toEqual([2, expect.stringContaining(why)])
  expect(existsSync(join(stateOf(here), 'secrets.json'))).toBe(false)
})

test('a wrong passphrase is told from a damaged store; what was mistyped can be taken back', async () => {
  const here = homeWith('gateway', 'typed')
  await setTyped(here)
  const place = { env: here.env, path: () => here.folder }
  const { shown, code } = await onTerminal(place, ['secrets', 'list'], [[PASSPHRASE, OTHER]])
  expect([code, shown]).toEqual([2, expect.stringContaining('The passphrase is not the one of the store')])
  const corrected = `wrong\u0015${WORDS}\u00fcx\u007f\u007f`
  expect(await typed(here, ['secrets', 'list'], [[PASSPHRASE, corrected]])).toContain('api')
})

test('unlocking is refused where no server could use it', () => {
  const here = homeWith('itself', 'printed')
  piped(here, VALUE, 'secrets', 'set', 'api')
  const { status, stderr } = here.sallyport('secrets', 'unlock')
  expect([status, stderr]).toEqual([2, expect.stringContaining('`runIn: itself`, so no server could use')])
  expect(gatewaysOf(here)).toEqual([])
})

// The control shows what happens where no profile is set.
test('what is stored for prod is given to no server of a dev profile, and that of dev is', async () => {
  const here = homeWith('itself', 'printed')
  piped(here, `${VALUE}\n`, 'secrets', 'set', 'prod-key', '--env-label', 'prod')
  piped(here, `${OTHER}\n`, 'secrets', 'set', 'dev-key', '--env-label', 'dev')
  approve(here, 'keeper', ['--secret', 'API_KEY=store:prod-key'])
  approve(here, 'twin', ['--secret', 'API_KEY=store:dev-key'])
  expect(await started(here, 'keeper')).toBe(digest(VALUE))
  appendFileSync(join(stateOf(here), 'config.yaml'), 'profile: dev\n')
  expect(await started(here, 'keeper')).toContain('The secret "prod-key" is for prod, and this profile is dev')
  expect(await started(here, 'twin')).toBe(digest(OTHER))
})
