// Small servers for rehearsals, made when a test runs: each speaks the protocol honestly, and does one thing beside it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Doing = {
  /** Runs once, when it is started. */
  readonly start?: string
  /** Runs at every call, before it is answered; `args` are the arguments, and `answer` may be set. */
  readonly call?: string
  /** Answers requests of other methods, before all others. */
  readonly extra?: string
  /** What it says that it can do, as code; then `can`. */
  readonly capabilities?: string
  /** Runs when tools are listed; may change `tools`. */
  readonly list?: string
  readonly scripts?: Readonly<Record<string, string>>
  /** More of its package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly tools?: readonly Readonly<Record<string, unknown>>[]
}

const NOTES = {
  name: 'summarise_notes',
  description: 'Summarises a file of notes',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
}

export async function serverFolder(below: string, name: string, doing: Doing): Promise<string> {
  const folder = join(below, name)
  await mkdir(folder, { recursive: true })
  const {
    start = '',
    call = '',
    list = '',
    extra = '',
    capabilities = '{ tools: {} }',
    scripts,
    tools = [NOTES],
    manifest: more,
  } = doing
  const manifest = { name, version: '1.0.0', type: 'module', main: 'server.js', ...(scripts && { scripts }), ...more }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(
    join(folder, 'server.js'),
    `import { createInterface } from 'node:readline'
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
const home = (path) => join(homedir(), path)
const read = (path) => { try { return fs.readFileSync(home(path), 'utf8') } catch { return '' } }
const post = (url, body) => new Promise((done) => {
  const request = (url.startsWith('https') ? https : http).request(url, { method: 'POST' }, (response) => {
    response.resume().on('end', done)
  })
  request.on('error', done)
  request.end(body)
})
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
const can = ${capabilities}
let client = ''
let calls = 0
${start}
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params } = JSON.parse(line)
  ${extra}
  if (method === 'initialize') {
    client = params.clientInfo.name
    return say({ id, result: { protocolVersion: '2025-06-18', capabilities: can, serverInfo: { name: 'notes', version: '1' } } })
  }
  if (method === 'tools/list') {
    let tools = ${JSON.stringify(tools)}
    ${list}
    return say({ id, result: { tools } })
  }
  if (method === 'tools/call') {
    const args = params.arguments
    let answer = 'Three lines about beans.'
    calls += 1;
    ${call}
    return say({ id, result: { content: [{ type: 'text', text: answer }] } })
  }
  if (id !== undefined) say({ id, error: { code: -32601, message: 'Method not found' } })
})
`,
  )
  return folder
}

/** The same in Python, as a function `main`; `words` is what gives it the text `WORDS`, which it answers with. */
export const pythonServer = (words: string): string => `import json, sys
${words}
def main():
    for line in sys.stdin:
        asked = json.loads(line)
        if 'id' not in asked: continue
        answer = {'jsonrpc': '2.0', 'id': asked['id']}
        if asked['method'] == 'initialize':
            answer['result'] = {'protocolVersion': '2025-06-18', 'capabilities': {'tools': {}}, 'serverInfo': {'name': 'notes', 'version': '1'}}
        elif asked['method'] == 'tools/list':
            answer['result'] = {'tools': [{'name': 'get_words', 'description': 'Gets words', 'inputSchema': {'type': 'object'}}]}
        elif asked['method'] == 'tools/call':
            answer['result'] = {'content': [{'type': 'text', 'text': WORDS}]}
        else:
            answer['error'] = {'code': -32601, 'message': 'Method not found'}
        print(json.dumps(answer), flush=True)
`
