// Modern programs of one principal at a legacy server that asks its client: who is asked, and what a `requestState` is good for.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, SCRATCH, SERVERS } from '../real/home.ts'
import { closeServing, messagesOf, modern, PERMISSIVE, post, type Served, startServing } from './place.ts'

let served: Served
beforeAll(async () => {
  const home = makeHome(PERMISSIVE)
  for (const name of ['one', 'two']) {
    const words = [name, '--yes', ...SCRATCH, '--allow', 'elicitation', '--', 'npx', '-y', SERVERS.everything]
    const { status, stderr } = home.sallyport('approve', ...words)
    if (status !== 0) throw new Error(stderr)
  }
  served = await startServing(home)
})
afterAll(() => closeServing(served))

type Result = {
  readonly resultType?: string
  readonly requestState?: string
  readonly inputRequests?: Record<string, { readonly method: string }>
  readonly content?: readonly { readonly text?: string }[]
}
type Asked = { readonly program?: string; readonly server?: string; readonly name?: string; readonly given?: object }

const FORM = { elicitation: { form: {} } }

async function call(more: object, { program = 'a', server = 'one', name = ASKS, given = {} }: Asked = {}) {
  const meta = {
    'io.modelcontextprotocol/clientCapabilities': FORM,
    'io.modelcontextprotocol/clientInfo': { name: program, version: '1' },
  }
  const [body, head] = modern(1, 'tools/call', { name, arguments: given, ...more }, meta)
  const [message] = await messagesOf(await post(served, body, head, server))
  return { id: message?.id, result: message?.result as Result | undefined, error: message?.error }
}
const ASKS = 'trigger-elicitation-request'

/** A call that its server asks about: the state, and the retry that answers with this name. */
async function asked(about: Asked = {}) {
  const { result } = await call({}, about)
  expect(result).toMatchObject({ resultType: 'input_required' })
  const [question] = Object.keys(result!.inputRequests!)
  const retryOf = (name: string) => ({
    requestState: result!.requestState,
    inputResponses: { [question!]: { action: 'accept', content: { name, check: true } } },
  })
  return { state: result!.requestState!, retryOf }
}
const REFUSED = { result: undefined, error: { code: -32602 } }
const said = ({ result }: { readonly result: Result | undefined }): string => JSON.stringify(result?.content)

test('two programs that use one id at one time are each asked about their own call', async () => {
  const [anna, ben] = await Promise.all([asked({ program: 'a' }), asked({ program: 'b' })])
  // The later one answers first.
  const second = await call(ben.retryOf('Ben'), { program: 'b' })
  const first = await call(anna.retryOf('Anna'), { program: 'a' })
  expect([said(first), said(second)]).toEqual([expect.stringContaining('Anna'), expect.stringContaining('Ben')])
  expect([said(first).includes('Ben'), said(second).includes('Anna')]).toEqual([false, false])
})

test('a state is good for one retry', async () => {
  const { retryOf } = await asked()
  expect(said(await call(retryOf('Anna')))).toContain('Anna')
  expect(await call(retryOf('Anna'))).toMatchObject(REFUSED)
})

test.each<[string, Asked]>([
  ['another program', { program: 'b' }],
  ['another server', { server: 'two' }],
])('a state is nothing for %s', async (_, about) => {
  const { retryOf } = await asked()
  expect(await call(retryOf('Eve'), about)).toMatchObject(REFUSED)
  expect(said(await call(retryOf('Anna')))).toContain('Anna')
})

test.each<[string, (state: string) => string]>([
  ['is forged', () => Buffer.alloc(96, 7).toString('base64url')],
  ['is changed', (state) => `${state.startsWith('A') ? 'B' : 'A'}${state.slice(1)}`],
  ['is cut', (state) => state.slice(0, -4)],
])('a state that %s is refused', async (_, change) => {
  const { state, retryOf } = await asked()
  expect(await call({ ...retryOf('Eve'), requestState: change(state) })).toMatchObject(REFUSED)
  expect(said(await call(retryOf('Anna')))).toContain('Anna')
})

test('with other arguments it is another call, which is judged like any other and asks anew', async () => {
  const { retryOf } = await asked()
  const other = await call(retryOf('Eve'), { given: { more: 1 } })
  expect(said(other) ?? '').not.toContain('Eve')
  const echo = await call(retryOf('Eve'), { name: 'echo', given: { message: 'x' } })
  expect(said(echo)).toContain('x')
  expect(said(await call(retryOf('Anna')))).toContain('Anna')
})

test('what was refused stands in the log', () => {
  expect(served.faults()).toContain('state-refused')
})

test('no more programs than the bound have a line at one server, and those that have one go on', async () => {
  const programs = Array.from({ length: 16 }, (_, n) => `more ${n}`)
  const answers: { readonly error?: { readonly message: string } | undefined }[] = []
  for (const program of programs) answers.push(await call({}, { program, name: 'echo', given: { message: 'x' } }))
  const busy = answers.filter(({ error }) => error?.message.includes('Too much is asked at once') === true)
  expect(busy.length).toBe(2)
  expect(said(await call({}, { name: 'echo', given: { message: 'still' } }))).toContain('still')
})
