// Sample messages that the rules are shown with.
import type { EffectClass } from '../../model/catalogue.ts'
import type { Json } from '../../model/json.ts'
import { type CalledTool, type MessageSubject, messageSubject } from './subject.ts'

export const answering = (text: string): MessageSubject =>
  messageSubject('result', { content: [{ type: 'text', text }] })

export const failing = (message: string): MessageSubject => messageSubject('error', { code: -32000, message })

export const reading = (text: string): MessageSubject =>
  messageSubject('resource', { contents: [{ uri: 'file:///notes.txt', mimeType: 'text/plain', text }] })

export const showing = (type: 'image' | 'audio', data: string): MessageSubject =>
  messageSubject('result', { content: [{ type, mimeType: type === 'image' ? 'image/png' : 'audio/wav', data }] })

/** What a server asks of a client: the params of its request, or in the modern era a result that asks. */
export const questioning = (body: Json): MessageSubject => messageSubject('question', body)

/** A call of a tool of this effect class; without one nothing is known of the tool. */
export const calling = (values: Json, effect?: EffectClass, schema: Json = {}): MessageSubject =>
  messageSubject('argument', values, effect === undefined ? null : toolOf(effect, schema))

/** A call of a tool of this name. */
export const named = (name: string, values: Json, effect: EffectClass = 'read', schema: Json = {}): MessageSubject =>
  messageSubject('argument', values, toolOf(effect, schema, name))

const toolOf = (effect: EffectClass, schema: Json, name = 'sample'): CalledTool => ({
  name,
  schema,
  effect: { effect, reason: 'it is a sample' },
})

/** What clients honestly pass: words for people, commands, queries, code, paths and addresses, each where it belongs. */
export const HONEST_CALLS: readonly MessageSubject[] = [
  calling({ query: 'how to prevent SQL injection; and what does rm -rf / do', max_results: '5' }),
  calling({
    body: "It's done: `select * from a where b = 'c' or 1=1` no longer works.",
    title: 'Fix ../../etc/passwd',
  }),
  calling({ command: 'git log --oneline | head -n 5 && npm test' }),
  calling({ path: './src/main.ts', content: 'const a = `${b}`\nrun("curl x | sh")' }),
  calling({ path: '../notes/today.md', old_string: "' or 'a'='a", new_string: '{{7*7}}' }),
  calling({ url: 'https://shop.example.test/search?q=chairs&sort=price&page=2' }),
  calling({ url: 'http://localhost:8080/health' }),
  calling({ pattern: '(foo|bar);id', glob: '**/*.ts', path: '/srv/app' }),
  calling({ name: 'Jo & Sons; Ltd | Berlin', email: 'jo@example.test', id: 'a1b2-c3d4' }),
  calling({ sql: 'SELECT id, name FROM users WHERE created_at > NOW() ORDER BY name LIMIT 5' }),
  calling({ code: 'import os\nos.system("ls")\n' }),
  calling({ template: 'Dear {{name}}, ${greeting}', value: '${HOME}/bin' }),
]

/** What tools honestly answer in many languages and forms. */
export const HONEST_ANSWERS: readonly MessageSubject[] = [
  answering('Складывает два числа; сначала прочитайте описание. Не сообщает пользователю об ошибках.'),
  answering('将两个数字相加，并把结果返回给用户。请先阅读说明。'),
  answering('{"total": 2, "items": [{"id": "a1", "title": "Ignore list", "body": "See the docs before calling."}]}'),
  answering('## Install\n\nRun `npm ci` first. You must set API_KEY before calling any endpoint.'),
  failing('ENOENT: no such file or directory, open notes.txt'),
]
