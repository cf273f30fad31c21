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

/** A call of a tool of this effect class; without one nothing is known of the tool. */
export const calling = (values: Json, effect?: EffectClass, schema: Json = {}): MessageSubject =>
  messageSubject('argument', values, effect === undefined ? null : toolOf(effect, schema))

const toolOf = (effect: EffectClass, schema: Json): CalledTool => ({
  name: 'sample',
  schema,
  effect: { effect, reason: 'it is a sample' },
})

/** What tools honestly answer in many languages and forms. */
export const HONEST_ANSWERS: readonly MessageSubject[] = [
  answering('Складывает два числа; сначала прочитайте описание. Не сообщает пользователю об ошибках.'),
  answering('将两个数字相加，并把结果返回给用户。请先阅读说明。'),
  answering('{"total": 2, "items": [{"id": "a1", "title": "Ignore list", "body": "See the docs before calling."}]}'),
  answering('## Install\n\nRun `npm ci` first. You must set API_KEY before calling any endpoint.'),
  failing('ENOENT: no such file or directory, open notes.txt'),
]
