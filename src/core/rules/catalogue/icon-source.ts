import type { Evidence } from '../../model/finding.ts'
import { isObject, type Json } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'
import { untrusted } from '../../model/untrusted.ts'
import { EMPTY_CATALOGUE } from '../../model/catalogue.ts'
import type { Rule } from '../rule.ts'
import { offering, packed } from './sample.ts'
import { type CatalogueSubject, subjectOf } from './subject.ts'

const showing = (src: string): CatalogueSubject => offering({ name: 'add', icons: [{ src }] })
const SVG = 'data:image/svg+xml'
/** Icons are small. */
const MOST_CHARS = 100_000

/** Icons are drawn by clients, some of them in pages of their own (MCP 2025-11-25 schema, Icon). */
export const iconSource: Rule<CatalogueSubject> = {
  id: 'icon-source',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'An icon is code, or lies where no icon of a server belongs',
  fix: 'Do not let your client draw it; ask the author for a picture behind https or in the list itself.',
  references: ['MCP03', 'SAFE-T1406', 'CoSAI T3', 'CoSAI T4'],
  bad: () => [
    showing('javascript:alert(1)'),
    showing('\u{9}java\nscript:alert(1)'),
    showing('file:///home/someone/.ssh/id_sample'),
    showing('data:text/html,<p>here</p>'),
    showing('http://icons.example.test/add.png'),
    showing(`${SVG},<svg onload="run()"></svg>`),
    showing(`${SVG},%3Csvg%3E%3Cscript%3Erun()%3C/script%3E%3C/svg%3E`),
    showing(`${SVG};base64,${packed('<svg><script>run()</script></svg>')}`),
    showing(`${SVG},${'a'.repeat(MOST_CHARS)}`),
    subjectOf('sample', { ...EMPTY_CATALOGUE, serverInfo: { name: 'sample', icons: [{ src: 'vbscript:run' }] } }),
  ],
  good: () => [
    showing('https://icons.example.test/add.png'),
    showing(`data:image/png;base64,${packed('picture')}`),
    showing(`${SVG};base64,${packed('<svg><path d="M0 0h9"/></svg>')}`),
    showing(`${SVG},%3Csvg%3E%3Cpolygon points='0 0 4 4'/%3E%3C/svg%3E`),
    showing('/icons/add.png'),
    offering({ name: 'add', icons: 'javascript:none' }),
  ],
  *check({ catalogue }) {
    yield* wrongIn(catalogue.serverInfo, '/serverInfo')
    for (const kind of ['tools', 'prompts', 'templates'] as const)
      for (const { name, body } of catalogue[kind]) yield* wrongIn(body, `/${kind}/${step(name)}`)
  },
}

function* wrongIn(owner: Json, at: string): Generator<Evidence> {
  const icons = isObject(owner) ? owner['icons'] : undefined
  if (!Array.isArray(icons)) return
  for (const [index, icon] of (icons as readonly Json[]).entries()) {
    const src = isObject(icon) ? icon['src'] : undefined
    const note = typeof src === 'string' ? wrongWith(src) : null
    if (note !== null) yield { at: `${at}/icons/${index}/src`, excerpt: untrusted((src as string).slice(0, 160)), note }
  }
}

/** Browsers drop white space and controls before they read a scheme. */
function wrongWith(src: string): string | null {
  const head = src.slice(0, 200).replaceAll(/[\u{0}-\u{20}]/gu, '')
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(head)?.[1]?.toLowerCase()
  if (scheme === undefined || scheme === 'https') return null
  if (scheme !== 'data') return `its address begins with ${scheme.slice(0, 30)}:`
  if (!/^data:image\//i.test(head)) return 'it is data, and no picture'
  if (!/^data:image\/svg/i.test(head)) return null
  if (src.length > MOST_CHARS) return 'it is a picture too large to be looked through'
  return ACTS.test(pictureIn(src)) ? 'it is a picture that holds code' : null
}

/** What runs when a picture in SVG is drawn. */
const ACTS = /<(?:\w{1,20}:)?(?:script|foreignobject)\b|[\s"'/]on[a-z]{3,30}\s{0,9}=|javascript:/i

function pictureIn(src: string): string {
  const comma = src.indexOf(',')
  const body = src.slice(comma + 1)
  try {
    return /;\s*base64\s*$/i.test(src.slice(0, comma)) ? atob(body) : decodeURIComponent(body)
  } catch {
    return body
  }
}
